// @ts-check
/** `node scripts/run.mjs node scripts/make-hostile-files.mjs FOLDER`: writes the files that the engine's tests refuse, to be looked at or tried on another reader. Some are pipes and links. */
import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { hostileFiles } from "../packages/engine/src/formats/hostile/test-hostile-files.ts";

const [, , folder] = process.argv;
if (!folder) {
  console.error("Usage: node scripts/run.mjs node scripts/make-hostile-files.mjs FOLDER");
  process.exit(2);
}
mkdirSync(folder, { recursive: true });
for (const { name, make } of hostileFiles) make(join(folder, name));
console.log(`${hostileFiles.length} files in ${folder}`);
