import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";

/** The first runs load code and fill caches; after them nothing may grow. */
const WARM_UP = 20;
const RUNS = WARM_UP + 50;
/** Allocators keep pages; 50 runs that kept one tensor of the data each would take more. */
const MOST_MEBIBYTES = 40;

test("fifty runs in one process, of every technique in turn, leave no tensor behind, and no memory", () => {
  const script = fileURLToPath(new URL("fifty-runs.ts", import.meta.url));
  const { stdout, stderr } = spawnSync(process.execPath, ["--expose-gc", script, "--runs", String(RUNS)], { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
  const result = /^result (.*)$/m.exec(stdout);
  if (!result) throw new Error(stderr);
  const alive = JSON.parse(result[1]!) as { tensors: number; mebibytes: number }[];
  expect(new Set(alive.map(({ tensors }) => tensors)).size).toBe(1);
  const [before, after] = [alive[WARM_UP - 1]!.mebibytes, alive.at(-1)!.mebibytes];
  console.log(`Resident memory: ${alive[0]!.mebibytes.toFixed(0)} MiB after the first run, ${before.toFixed(0)} after ${WARM_UP}, ${after.toFixed(0)} after ${RUNS}.`);
  expect(after - before).toBeLessThan(MOST_MEBIBYTES);
});
