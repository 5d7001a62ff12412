import { createRequire } from "node:module";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

/** Of this engine; stands in every report. */
export const engineVersion: string = version;
