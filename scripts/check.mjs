// @ts-check
/**
 * `npm run check`, before a commit: generated files that are checked in are up to date, lint with the import table, types, unit tests.
 * `-- --no-tests` leaves the tests out. The last line is "N passed, N failed": of the checks, the tests being one.
 */
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { bootstrap, failWith } from "./bootstrap.mjs";
import { root } from "./node22.mjs";
import { closingLine, runShown } from "./run-shown.mjs";

/** Written by a `generate` script, read by people and partners. */
const checkedIn = ["apps/api/schema.graphql"];
const turbo = (/** @type {string[]} */ ...tasks) => runShown("turbo", ["run", ...tasks, "--output-logs=new-only", "--ui=stream", "--continue"]);

/** @type {[string, () => Promise<boolean>][]} */
const checks = [
  ["generated files that are checked in are up to date", generatedAreCurrent],
  ["lint, with the table of imports", async () => (await turbo("lint", "lint:root")) === 0],
  ["types", async () => (await turbo("typecheck", "typecheck:root")) === 0],
];

await bootstrap({ build: false, quiet: true }).catch(failWith);
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const [title, holds] of checks) {
  console.log(`\n── ${title}`);
  const held = await holds();
  counts[held ? "passed" : "failed"] += 1;
  console.log(`${held ? "✓" : "✗"} ${title}`);
}
if (!process.argv.includes("--no-tests")) {
  console.log("\n── unit tests");
  const passed = (await runShown(process.execPath, [join(root, "scripts", "test.mjs"), "--unit"])) === 0;
  counts[passed ? "passed" : "failed"] += 1;
}
console.log(`\n${closingLine(counts)}`);
process.exit(counts.failed === 0 ? 0 : 1);

async function generatedAreCurrent() {
  const before = checkedIn.map(hashOf);
  if ((await turbo("generate")) !== 0) return false;
  const changed = checkedIn.filter((path, index) => hashOf(path) !== before[index]);
  for (const path of changed) console.log(`${path} was not what \`npm run generate\` writes; it has been written anew: commit it.`);
  return changed.length === 0;
}

/** @param {string} path */
function hashOf(path) {
  return createHash("sha256").update(readFileSync(join(root, path))).digest("hex");
}
