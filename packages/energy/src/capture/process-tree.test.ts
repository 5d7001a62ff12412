import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { Worker } from "node:worker_threads";
import { afterAll, describe, expect, test } from "@jest/globals";
import type { OpenCapture, Scope } from "./capture.ts";
import { ProcessTreeCount } from "./process-tree-count.ts";
import { processTree } from "./process-tree.ts";

const onLinux = process.platform === "linux" ? test : test.skip;
const roots = { proc: "/proc", cgroup: "/nowhere", powercap: "/nowhere", hostShare: "/nowhere" };
const open = (root: Scope["root"], proc = "/proc"): OpenCapture => {
  const capture = processTree.open({ root }, { ...roots, proc });
  if ("unavailable" in capture) throw new Error(capture.unavailable);
  return capture;
};
const burnThenSay = (seconds: number, after: string): string => `const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; }; while (used() < ${seconds}); console.log(used()); ${after}`;
const firstLine = async ({ stdout }: ChildProcess): Promise<number> => Number(String((await once(stdout!, "data"))[0]));

onLinux("a child counts while it lives, and once, not twice, after it was killed", async () => {
  const capture = open("children");
  const child = spawn(process.execPath, ["-e", burnThenSay(0.6, "setInterval(() => {}, 1e3)")]);
  const spent = await firstLine(child);
  const living = capture.read();
  expect(living).toBeGreaterThan(spent - 0.03);
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(capture.read()).toBeGreaterThanOrEqual(living);
  expect(capture.read()).toBeLessThan(spent * 1.5);
});

onLinux("a child of another thread of this process counts", async () => {
  const capture = open("children");
  const command = JSON.stringify([process.execPath, burnThenSay(0.3, "setInterval(() => {}, 1e3)")]);
  const worker = new Worker(`const [node, code] = ${command}; const { parentPort } = require("node:worker_threads"); const child = require("node:child_process").spawn(node, ["-e", code]); child.stdout.once("data", () => parentPort.postMessage(child.pid));`, { eval: true });
  const [pid] = (await once(worker, "message")) as [number];
  const seen = capture.read();
  process.kill(pid, "SIGKILL");
  await worker.terminate();
  expect(seen).toBeGreaterThan(0.27);
});

/** A process whose parent ended at once, and what it says. */
const detached = (code: string, env = {}): ChildProcess => spawn("sh", ["-c", '"$@" & ', "sh", process.execPath, "-e", code], { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "ignore"] });

onLinux("what forked twice before it was ever seen is found by its environment, and of another environment is not counted but said", async () => {
  const [marked, unmarked] = [open("children"), open("children")];
  const daemon = detached(burnThenSay(0.4, "console.log(process.pid); setInterval(() => {}, 1e3)"), marked.environment);
  let text = "";
  daemon.stdout!.on("data", (chunk: Buffer) => (text += chunk.toString()));
  while (text.trim().split("\n").length < 2) await sleep(20);
  const seen = marked.read();
  expect(seen).toBeGreaterThan(0.37);
  expect(unmarked.read()).toBeLessThan(0.2);
  expect(unmarked.coverage()).toMatchObject({ share: expect.any(Number) as unknown, flags: ["coverage-below-95-percent"] });
  process.kill(Number(text.trim().split("\n")[1]), "SIGKILL");
  await sleep(100);
  expect(marked.read()).toBeGreaterThanOrEqual(seen);
});

onLinux("a child that was seen stays known when its parent has ended", async () => {
  const capture = open("children");
  const parent = spawn("sh", ["-c", '"$@" & sleep 0.5', "sh", process.execPath, "-e", burnThenSay(1.2, "console.log(process.pid); setInterval(() => {}, 1e3)")], { stdio: ["ignore", "pipe", "ignore"] });
  let text = "";
  parent.stdout.on("data", (chunk: Buffer) => (text += chunk.toString()));
  capture.adopt!(parent.pid!);
  await sleep(250);
  capture.read();
  while (text.trim().split("\n").length < 2) await sleep(20);
  const [spent, pid] = text.trim().split("\n").map(Number) as [number, number];
  expect(capture.read()).toBeGreaterThan(spent - 0.05);
  process.kill(pid, "SIGKILL");
});

onLinux("of another process, what it used before does not count, and what it used to its end does", async () => {
  const child = spawn(process.execPath, ["-e", burnThenSay(0.4, "process.stdin.once('data', () => { while (used() < 0.9); console.log(used()); process.kill(process.pid, 'SIGKILL'); })")]);
  const before = await firstLine(child);
  const capture = open(child.pid!);
  expect(capture.read()).toBeLessThan(0.1);
  const after = firstLine(child);
  child.stdin.write("on");
  const [spent] = await Promise.all([after, once(child, "exit")]);
  const seen = capture.read();
  expect(Math.abs(seen - (spent - before))).toBeLessThan(0.06);
  expect(capture.read()).toBe(seen);
});

const proc = mkdtempSync(join(tmpdir(), "joulemark-proc-"));
afterAll(() => rmSync(proc, { recursive: true }));
const show = (pid: number, parent: number, [own, waited]: [number, number], start = 5): void => {
  mkdirSync(join(proc, String(pid)), { recursive: true });
  writeFileSync(join(proc, String(pid), "stat"), `${pid} (a) b) S ${parent} 1 1 0 -1 0 0 ${waited} 0 0 ${own} 0 ${waited} 0 20 0 1 0 ${start}`);
};

test("a kernel that lists no children is asked by a walk over all processes, whatever their order; foreign ones do not count", () => {
  show(1, 0, [0, 0]);
  show(10, 1, [999, 50]);
  show(9, 12, [30, 0]); // listed before its parent
  show(12, 10, [100, 20]);
  show(13, 1, [5000, 5000]);
  mkdirSync(join(proc, "14")); // ended between listing and reading
  const count = new ProcessTreeCount({ proc, root: 10, countsRoot: true, marker: null, ticksPerSecond: 100, now: () => 0 });
  expect(count.look()).toBe(0);
  show(9, 12, [37, 0]);
  show(10, 1, [1000, 50]);
  show(13, 1, [9000, 9000]);
  expect(count.look()).toBe(8);
  rmSync(join(proc, "9"), { recursive: true });
  show(12, 10, [100, 20 + 37 + 5]); // waited for it; it had used 5 more
  show(20, 12, [3, 0]);
  expect(count.look()).toBe(8 + 5 + 3);
  expect(count.coverage(0)).toEqual({ share: 1, flags: [] });
});

describe("what the first process waited for", () => {
  /** Process 40 with a child 41 that lost its parent to process 1, which has another child 49; a second goes by between looks. */
  const orphaned = (): ProcessTreeCount => {
    for (const pid of [1, 40, 41, 42, 49]) rmSync(join(proc, String(pid)), { recursive: true, force: true });
    show(1, 0, [0, 1000]);
    show(40, 1, [0, 0]);
    show(42, 40, [0, 0]);
    show(41, 42, [10, 0]);
    show(49, 1, [500, 0]);
    let seconds = 0;
    const count = new ProcessTreeCount({ proc, root: 40, countsRoot: true, marker: null, ticksPerSecond: 100, now: () => seconds++ });
    rmSync(join(proc, "42"), { recursive: true });
    show(40, 1, [0, 1]);
    show(41, 1, [110, 0]);
    expect(count.look()).toBe(101);
    return count;
  };

  test("is how much an orphan used that was known, to its end, and that is said to be inferred", () => {
    const count = orphaned();
    rmSync(join(proc, "41"), { recursive: true });
    show(1, 0, [0, 1000 + 110 + 60]);
    expect(count.look()).toBe(161);
    expect(count.coverage(0)).toEqual({ share: 1, flags: ["ended-time-inferred"] });
  });

  test("is no more of it than a process of one thread can have used, nor what another can have used that ended then", () => {
    for (const [more, otherEnds] of [[140, false], [60, true]] as const) {
      const count = orphaned();
      rmSync(join(proc, "41"), { recursive: true });
      if (otherEnds) rmSync(join(proc, "49"), { recursive: true });
      show(1, 0, [0, 1000 + 110 + more + (otherEnds ? 500 : 0)]);
      expect(count.look()).toBe(101);
      expect(count.coverage(0)).toEqual({ share: 101 / (101 + more), flags: ["coverage-below-95-percent"] });
    }
  });

  test("may have been of the tree, where nothing was seen that explains it", () => {
    const count = orphaned();
    show(1, 0, [0, 1000 + 40]);
    expect(count.look()).toBe(101);
    expect(count.coverage(0)).toEqual({ share: 101 / 141, flags: ["coverage-below-95-percent"] });
    expect(count.coverage(10_000)).toMatchObject({ flags: [] });
  });
});

test("where a process ignores that its children end, what they used goes to nobody, which is said", () => {
  show(30, 1, [0, 0]);
  show(31, 30, [0, 0]);
  writeFileSync(join(proc, "31", "status"), "Name:\tx\nSigBlk:\t0000000000000000\nSigIgn:\t0000000000011000\nSigCgt:\t0000000000000002\n");
  const count = new ProcessTreeCount({ proc, root: 30, countsRoot: true, marker: null, ticksPerSecond: 100, now: () => 0 });
  expect(count.coverage(0)).toEqual({ share: null, flags: ["unwaited-children-not-seen"] });
});

test("a /proc that does not show the process is unavailable, by name", () => {
  expect(processTree.open({ root: "self" }, { ...roots, proc: "/nowhere" })).toMatchObject({ unavailable: expect.stringContaining(process.platform === "linux" ? "/nowhere does not show process" : "no /proc") as unknown });
});
