// @ts-check
/**
 * `npm test`: installs what is missing and runs every test; the last line is "N passed, N failed", with ", N skipped" where some were.
 * `npm test -- PATTERN…` runs the files whose paths match, `--unit` and `--system` one half; `npm run test:long` the proofs that take minutes.
 */
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { bootstrap, failWith } from "./bootstrap.mjs";
import { runCommand } from "./bootstrap/command.mjs";
import { jestCounts } from "./jest-counts.mjs";
import { closingLine, runShown } from "./run-shown.mjs";
import { step } from "./progress.mjs";
import { browserPath } from "./browser-path.mjs";
import { findPythonWithVenv, notebookPython } from "./notebook-python.mjs";

const parameters = process.argv.slice(2);
const only = parameters.find((parameter) => ["--unit", "--system", "--long"].includes(parameter));
const patterns = parameters.filter((parameter) => parameter !== only);
const parts = [
  { option: "--unit", config: "jest.config.mjs" },
  { option: "--system", config: "jest.system.config.mjs" },
  { option: "--long", config: "jest.long.config.mjs" },
];

await bootstrap({ quiet: false }).catch(failWith);
if (!only || only === "--system") await prepareSystemTests();

const folder = mkdtempSync(join(tmpdir(), "joulemark-tests-"));
const counts = { passed: 0, failed: 0, skipped: 0 };
for (const { config } of parts.filter(({ option }) => (only ? option === only : option !== "--long"))) {
  const output = join(folder, `${config}.json`);
  const code = await runShown("jest", ["--config", config, "--json", "--outputFile", output, "--passWithNoTests", ...patterns], {
    NODE_ENV: "test",
    NODE_OPTIONS: "--experimental-vm-modules --disable-warning=ExperimentalWarning",
  });
  const part = existsSync(output) ? jestCounts(JSON.parse(readFileSync(output, "utf8"))) : { passed: 0, failed: 1, skipped: 0 };
  if (code !== 0 && part.failed === 0) part.failed = 1; // Jest itself failed
  counts.passed += part.passed;
  counts.failed += part.failed;
  counts.skipped += part.skipped;
}
rmSync(folder, { recursive: true });
console.log(closingLine(counts));
process.exit(counts.failed === 0 ? 0 : 1);

/** What whole-system tests need beside the clone. Root on Debian gets it from apt; elsewhere tests that lack it are skipped, and counted so. */
async function prepareSystemTests() {
  if (!browserPath()) await install("Chromium, for browser tests", ["chromium"]);
  if (!findPythonWithVenv()) await install("Python, for the notebook's test", ["python3-venv"]);
  if (findPythonWithVenv()) await orSkip("Packages of the notebook's test", async (tell) => tell((await notebookPython()).made ? "installed" : "there already"));
}

/**
 * @param {string} title
 * @param {string[]} debianPackages
 */
async function install(title, debianPackages) {
  if (process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  const env = { DEBIAN_FRONTEND: "noninteractive" };
  await orSkip(title, async () => {
    await runCommand("apt-update", "apt-get", ["update"], { env });
    await runCommand("apt-install", "apt-get", ["install", "-y", "--no-install-recommends", ...debianPackages], { env });
  });
}

/**
 * A step that may fail: what needs it is skipped.
 * @param {string} title
 * @param {(tell: (detail: string) => void) => Promise<void>} work
 */
async function orSkip(title, work) {
  await step(title, async (tell) => {
    try {
      await work(tell);
    } catch (error) {
      tell(`not to be had, so its tests are skipped (${error instanceof Error ? error.message.split("\n").at(-1) : error})`);
    }
  });
}
