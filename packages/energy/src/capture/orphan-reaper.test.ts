import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { possibleReapers } from "./orphan-reaper.ts";

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux("the trial finds who really takes an orphan of this process", () => {
  const orphan = '(sleep 0.3; read -r _ _ _ parent _ < /proc/self/stat; echo "$parent") &';
  const { stdout } = spawnSync("sh", ["-c", orphan], { encoding: "utf8" });
  expect(possibleReapers("/proc", process.pid)).toEqual([Number(stdout)]);
});

test("where no trial can be made, every ancestor may be it, and the first process of the namespace", () => {
  const proc = mkdtempSync(join(tmpdir(), "joulemark-proc-"));
  for (const [pid, parent] of [[1, 0], [70, 1], [80, 70], [90, 80]] as const) {
    mkdirSync(join(proc, String(pid)));
    writeFileSync(join(proc, String(pid), "stat"), `${pid} (x) S ${parent} 1 1 0 -1 0 0 0 0 0 0 0 0 0 20 0 1 0 5`);
  }
  expect(possibleReapers(proc, 90)).toEqual([80, 70, 1]);
  expect(possibleReapers(proc, 1)).toEqual([]);
  rmSync(proc, { recursive: true });
});
