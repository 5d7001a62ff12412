import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { NoCapture, openCapture } from "./open-capture.ts";

const nowhere = { proc: "/nowhere", cgroup: "/nowhere", powercap: "/nowhere", hostShare: "/nowhere" };
const onLinux = process.platform === "linux" ? test : test.skip;

test("without /proc this process alone is counted, with every reason, and a flag for its children", () => {
  const { capture, steps } = openCapture({ root: "self" }, nowhere);
  expect(capture.mode).toBe("own-process");
  expect(steps.map(({ method, taken }) => [method, taken])).toEqual([["cgroup-v2", false], ["cgroup-v1", false], ["process-tree", false], ["own-process", true]]);
  for (const { reason } of steps) expect(reason).toMatch(/\w+ \w+/);
  expect(capture.coverage()).toEqual({ share: null, flags: ["children-not-seen"] });
  const end = performance.now() + 30;
  while (performance.now() < end);
  expect(capture.read()).toBeGreaterThan(0);
});

test("where nothing can count the children, that is an error with the reasons, not 0 seconds", () => {
  expect(() => openCapture({ root: "children" }, nowhere)).toThrow(NoCapture);
  expect(() => openCapture({ root: "children" }, nowhere)).toThrow(/this process' children here: cgroup-v2: .+; cgroup-v1: .+; process-tree: .+; own-process: it counts this process only/);
  expect(() => openCapture({ root: 2 ** 30 }, nowhere)).toThrow(/process 1073741824 here/);
});

onLinux("without control groups the tree is taken, and the reasons say what is missing", () => {
  const { capture, steps } = openCapture({ root: "self" }, { ...nowhere, proc: "/proc" });
  expect(capture.mode).toBe("process-tree");
  expect(steps[0]).toMatchObject({ method: "cgroup-v2", taken: false, reason: expect.stringMatching(/\/nowhere|names no group/) as unknown });
  expect(steps.at(-1)).toMatchObject({ method: "process-tree", taken: true });
  expect(Object.keys(capture.environment ?? {})).toEqual(["JOULEMARK_CAPTURE"]);
});

/** As root can: another user, who may make no groups. */
const asRoot = process.platform === "linux" && process.getuid?.() === 0 ? test : test.skip;
asRoot("a user who may make no groups is told the command with which they may", () => {
  const module = fileURLToPath(new URL("open-capture.ts", import.meta.url));
  const code = `const { openCapture } = await import(${JSON.stringify(module)}); process.setgid(65534); process.setuid(65534); const roots = { proc: "/proc", cgroup: "/sys/fs/cgroup", powercap: "", hostShare: "" }; const { capture, steps } = openCapture({ root: "self" }, roots); capture.read(); console.log(JSON.stringify({ steps, coverage: capture.coverage() }));`;
  const { stdout, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", code], { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
  if (!stdout) throw new Error(stderr);
  const { steps, coverage } = JSON.parse(stdout) as { steps: { method: string; taken: boolean; remedy?: string; reason: string }[]; coverage: unknown };
  expect(steps.at(-1)).toMatchObject({ method: "process-tree", taken: true });
  for (const { reason, remedy } of steps.filter(({ reason: why }) => why.startsWith("this user may make no control group"))) {
    expect({ reason, remedy }).toEqual({ reason: expect.stringContaining("/") as unknown, remedy: "systemd-run --user --scope --property=Delegate=yes COMMAND" });
  }
  expect(coverage).toEqual({ share: 1, flags: [] });
});
