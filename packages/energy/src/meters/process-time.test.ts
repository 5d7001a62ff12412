import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { childSeconds, parseStat, showsProcess } from "./process-time.ts";

const stat = (pid: number, parent: number, name: string, [own, waited]: [number, number]) => `${pid} (${name}) S ${parent} 1 1 0 -1 0 0 0 0 0 ${own} 0 ${waited} 0 20 0 1 0 5 0`;

test("a name with parentheses and spaces does not shift the fields", () => {
  expect(parseStat(stat(7, 3, "a) S (b", [12, 34]))).toEqual({ parent: 3, own: 12, waited: 34 });
});

test("the tree below a process counts, whatever its order, and foreign processes do not", () => {
  const proc = mkdtempSync(join(tmpdir(), "joulemark-proc-"));
  const add = (...row: Parameters<typeof stat>) => {
    mkdirSync(join(proc, String(row[0])));
    writeFileSync(join(proc, String(row[0]), "stat"), stat(...row));
  };
  add(10, 1, "engine", [999, 50]);
  add(9, 12, "grandchild", [30, 0]); // listed before its parent
  add(12, 10, "child", [100, 20]);
  add(13, 1, "foreign", [5000, 5000]);
  mkdirSync(join(proc, "14")); // ended between listing and reading
  expect(childSeconds(proc, 10)).toBeCloseTo((50 + 100 + 20 + 30) / 100, 12);
  expect(() => childSeconds(proc, 14)).toThrow(/does not show process 14/);
  expect([showsProcess(proc, 10), showsProcess(proc, 14)]).toEqual([true, false]);
  rmSync(proc, { recursive: true });
});

const onLinux = process.platform === "linux" ? test : test.skip;
onLinux("CPU seconds of real short children, ended and waited for, are seen to 90 %", async () => {
  const before = childSeconds("/proc", process.pid);
  let spent = 0;
  for (let i = 0; i < 4; i++) {
    const child = spawn(process.execPath, ["-e", "const used = () => { const c = process.cpuUsage(); return c.user + c.system; }; const end = used() + 400e3; while (used() < end) for (let i = 0; i < 1e5; i++); const u = process.cpuUsage(); console.log((u.user + u.system) / 1e6)"]);
    let text = "";
    child.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
    await once(child, "close");
    spent += Number(text);
  }
  const seen = childSeconds("/proc", process.pid) - before;
  expect(seen / spent).toBeGreaterThan(0.9);
  expect(seen / spent).toBeLessThan(1.2); // start and end of node itself come on top
});
