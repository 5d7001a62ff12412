#!/usr/bin/env node
import { existsSync } from "node:fs";

// In the repository Node runs the TypeScript as it is; the published package has JavaScript, since Node strips no types below node_modules.
const source = new URL("../src/cli/main.ts", import.meta.url);
const inRepository = existsSync(source);
if (inRepository) {
  const { reexecUnderNode22 } = await import("../../../scripts/node22.mjs");
  await reexecUnderNode22(import.meta.url);
}
const { main } = await import(inRepository ? source.href : new URL("../src/cli/main.js", import.meta.url).href);
process.exit(await main(process.argv.slice(2)));
