import { createRequire } from "node:module";

const { version } = createRequire(import.meta.url)("../package.json") as { version: string };

/** Of this package; stands in every record. */
export const energyVersion: string = version;
