import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdirSync, readFileSync, rmdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "@jest/globals";
import type { OpenCapture, Scope } from "./capture.ts";
import { groupOf, placeOf } from "./cgroup-place.ts";
import { cgroupV1 } from "./cgroup-v1.ts";
import { cgroupV2 } from "./cgroup-v2.ts";
import { childrenReader, processesBelow } from "./process-children.ts";

const roots = { proc: "/proc", cgroup: "/sys/fs/cgroup", powercap: "/nowhere", hostShare: "/nowhere" };
const started: ChildProcess[] = [];
const captures: OpenCapture[] = [];

/** A process with a child that waits: both numbers. */
async function family(code = "sleep 60"): Promise<{ parent: ChildProcess; pid: number; child: number }> {
  const parent = spawn("sh", ["-c", `${code} & wait`], { detached: true });
  started.push(parent);
  await once(parent, "spawn");
  const below = (): number[] => processesBelow(parent.pid!, childrenReader("/proc", parent.pid!)());
  while (below().length < 2) await sleep(10);
  return { parent, pid: parent.pid!, child: below()[1]! };
}

afterEach(async () => {
  for (const capture of captures.splice(0)) capture.close();
  for (const one of started.splice(0)) {
    if (one.exitCode !== null || one.signalCode !== null) continue;
    process.kill(-one.pid!, "SIGTERM");
    await once(one, "exit");
  }
});

function canMakeGroups(folder: string): boolean {
  const trial = join(folder, `trial-${process.pid}`);
  try {
    mkdirSync(trial);
    rmdirSync(trial);
    return true;
  } catch {
    return false; // a container that has its groups read-only, or no rights
  }
}

describe.each([{ kind: cgroupV2, version: 2 as const, counter: "cpu.stat" }, { kind: cgroupV1, version: 1 as const, counter: "cpuacct.usage" }])("$kind.mode", ({ kind, version, counter }) => {
  const place = placeOf(process.pid, version, roots);
  const onSuchSystems = !("unavailable" in place) && canMakeGroups(place.folder) ? test : test.skip;
  const open = (root: Scope["root"]): OpenCapture => {
    const capture = kind.open({ root }, roots);
    if ("unavailable" in capture) throw new Error(capture.unavailable);
    captures.push(capture);
    return capture;
  };
  const folderOf = (pid: number): string => {
    const found = placeOf(pid, version, roots);
    if ("unavailable" in found) throw new Error(found.unavailable);
    return found.folder;
  };

  onSuchSystems("the tree is moved into a group of its own, what it starts is born there, and all goes back when it is closed", async () => {
    const { pid, child } = await family();
    const before = groupOf("/proc", pid, version)!;
    const capture = open(pid);
    const folder = folderOf(pid);
    expect(folder).toMatch(new RegExp(`/joulemark-${process.pid}-\\d+-\\d+-\\d+$`));
    expect(existsSync(join(folder, counter))).toBe(true);
    expect([groupOf("/proc", child, version), groupOf("/proc", process.pid, version)]).toEqual([groupOf("/proc", pid, version), before]);
    expect(capture.coverage()).toEqual({ share: 1, flags: [] });
    capture.close();
    capture.close();
    expect([pid, child].map((one) => groupOf("/proc", one, version))).toEqual([before, before]);
    expect(existsSync(folder)).toBe(false);
  });

  onSuchSystems("captures of one process share its group, each counts from its own beginning, and the last one takes it away", async () => {
    const { pid } = await family("while :; do :; done");
    const first = open(pid);
    while (first.read() < 0.05) await sleep(20);
    const second = open(pid);
    const folder = folderOf(pid);
    expect(second.read()).toBeLessThan(first.read());
    first.close();
    expect(existsSync(folder)).toBe(true);
    expect(second.read()).toBeGreaterThanOrEqual(0);
    second.close();
    expect(existsSync(folder)).toBe(false);
    expect(() => second.read()).toThrow(/ENOENT/); // not 0 seconds
  });

  onSuchSystems("a capture inside of another counts in both; whichever is closed first, no group stays", async () => {
    const { pid, child } = await family();
    const outer = open(pid);
    const inner = open(child);
    const [outside, inside] = [folderOf(pid), folderOf(child)];
    expect(inside.startsWith(`${outside}/`)).toBe(true);
    outer.close();
    expect(existsSync(inside)).toBe(true);
    inner.close();
    expect([existsSync(inside), existsSync(outside)]).toEqual([false, false]);
  });

  onSuchSystems("a tree that is partly in another group is left as it is, and the reason names the process", async () => {
    const { pid, child } = await family();
    const other = join(folderOf(child), `other-${process.pid}`);
    mkdirSync(other);
    writeFileSync(join(other, "cgroup.procs"), String(child));
    const before = [pid, child].map((one) => groupOf("/proc", one, version));
    expect(kind.open({ root: pid }, roots)).toMatchObject({ unavailable: expect.stringContaining(`process ${child} of the work is in another control group`) as unknown });
    expect([pid, child].map((one) => groupOf("/proc", one, version))).toEqual(before);
    writeFileSync(join(folderOf(pid), "cgroup.procs"), String(child));
    rmdirSync(other);
  });

  onSuchSystems("who leaves the group is missed, which is said", async () => {
    const { pid } = await family();
    const before = folderOf(pid);
    const capture = open(pid);
    writeFileSync(join(before, "cgroup.procs"), String(pid));
    expect(capture.coverage()).toEqual({ share: null, flags: ["left-its-control-group"] });
  });

  /** A process that captures its children, then does and says something, and goes on until it is told to close. */
  const itself = async (then: string): Promise<{ maker: ChildProcess; folder: string; said: string }> => {
    const module = fileURLToPath(new URL(`cgroup-v${version}.ts`, import.meta.url));
    const code = `
      const { spawn } = await import("node:child_process");
      const { cgroupV${version}: kind } = await import(${JSON.stringify(module)});
      const capture = kind.open({ root: "children" }, ${JSON.stringify(roots)});
      process.on("SIGTERM", () => { capture.close(); process.exit(); });
      ${then}
      setInterval(() => {}, 1e3);`;
    const maker = spawn(process.execPath, ["--input-type=module", "-e", code], { detached: true, env: { ...process.env, NODE_OPTIONS: "" } });
    started.push(maker);
    const [said] = (await once(maker.stdout, "data")) as [Buffer];
    return { maker, folder: folderOf(maker.pid!), said: said.toString() };
  };

  onSuchSystems("the group of a killed process is removed by the next one, with what still lived in it put back; that of a living one is not", async () => {
    const killed = await itself(`spawn("sleep", ["60"]).on("spawn", () => console.log("on"));`);
    const living = await itself(`console.log("on");`);
    const [orphan] = readFileSync(join(killed.folder, "cgroup.procs"), "latin1").split("\n").map(Number).filter((pid) => pid > 0 && pid !== killed.maker.pid);
    killed.maker.kill("SIGKILL");
    await once(killed.maker, "exit");
    const { pid } = await family();
    open(pid);
    expect([existsSync(killed.folder), existsSync(living.folder)]).toEqual([false, true]);
    expect(groupOf("/proc", orphan!, version)).toBe(groupOf("/proc", process.pid, version));
    process.kill(orphan!, "SIGKILL");
  });

  onSuchSystems("`children` is the group without what this process used itself", async () => {
    const { said } = await itself(`
      const burn = "const used = () => { const { user, system } = process.cpuUsage(); return (user + system) / 1e6; }; const end = used() + 0.4; while (used() < end); used()";
      const child = spawn(process.execPath, ["-p", burn]);
      let spent = "";
      child.stdout.on("data", (text) => (spent += text));
      await new Promise((done) => child.on("close", done));
      const before = capture.read();
      (0, eval)(burn);
      console.log(JSON.stringify({ spent: Number(spent), before, after: capture.read() }));`);
    const { spent, before, after } = JSON.parse(said) as { spent: number; before: number; after: number };
    expect(before).toBeGreaterThan(0.99 * spent);
    expect(after).toBeLessThan(spent + 0.1);
  });
});
