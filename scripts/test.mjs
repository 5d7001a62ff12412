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

const parameters = process.argv.slice(2);
const only = parameters.find((parameter) => ["--unit", "--system", "--long"].includes(parameter));
const patterns = parameters.filter((parameter) => parameter !== only);
const parts = [
  { option: "--unit", config: "jest.config.mjs" },
  { option: "--system", config: "jest.system.config.mjs" },
  { option: "--long", config: "jest.long.config.mjs" },
];

await bootstrap({ quiet: false }).catch(failWith);
if (!only || only === "--system") await installBrowser();

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

/** Browser tests need Chromium: root on Debian gets it from apt; elsewhere without one they are skipped, and counted so. */
async function installBrowser() {
  if (browserPath() || process.getuid?.() !== 0 || !existsSync("/etc/debian_version")) return;
  await step("Chromium, for browser tests", async (tell) => {
    const env = { DEBIAN_FRONTEND: "noninteractive" };
    try {
      await runCommand("apt-update", "apt-get", ["update"], { env });
      await runCommand("apt-install", "apt-get", ["install", "-y", "--no-install-recommends", "chromium"], { env });
    } catch (error) {
      tell(`not to be had, so browser tests are skipped (${error instanceof Error ? error.message.split("\n").at(-1) : error})`);
    }
  });
}
