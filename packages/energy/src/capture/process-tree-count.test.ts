import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { EnvironmentMarker } from "./environment-marker.ts";
import { makeMarker } from "./environment-marker.ts";
import { ProcessTreeCount } from "./process-tree-count.ts";

interface Simulated {
  pid: number;
  parent: number;
  start: number;
  own: number;
  waited: number;
  /** Processes it waited for, with theirs: each had a page fault at least. */
  waitedFaults: number;
  ours: boolean;
}

const INIT = 1;
const ROOT = 50;
const folder = mkdtempSync(join(existsSync("/dev/shm") ? "/dev/shm" : tmpdir(), "joulemark-proc-"));
afterAll(() => rmSync(folder, { recursive: true }));
let worlds = 0;

/** Processes as the kernel keeps them: one that ends gives its time to a parent that waits, and its children to init. */
class World {
  readonly proc = join(folder, String(++worlds));
  readonly processes = new Map<number, Simulated>();
  readonly shown = new Set<number>();
  readonly written = new Map<string, string>();
  marker: EnvironmentMarker | null = null;
  clockTicks = 1000;
  usedTicks = 0;

  constructor() {
    mkdirSync(this.proc);
    this.add(INIT, 0, false);
    this.add(ROOT, INIT, true);
    this.add(60, INIT, false);
    this.show();
  }

  add(pid: number, parent: number, ours: boolean): void {
    this.processes.set(pid, { pid, parent, start: this.clockTicks, own: 0, waited: 0, waitedFaults: 0, ours });
  }

  /** The lowest free number: they are given out again at once. */
  fork(parent: Simulated): void {
    let pid = ROOT + 1;
    while (this.processes.has(pid)) pid++;
    this.clockTicks++;
    this.add(pid, parent.pid, parent.ours);
  }

  use(one: Simulated, ticks: number): void {
    one.own += ticks;
    this.clockTicks += ticks;
    if (one.ours) this.usedTicks += ticks;
  }

  end(one: Simulated, { waitedFor, leavesOrphans }: { waitedFor: boolean; leavesOrphans: boolean }): void {
    if (one.pid === INIT || one.pid === ROOT) return;
    const children = [...this.processes.values()].filter(({ parent }) => parent === one.pid);
    for (const child of children) {
      if (leavesOrphans) child.parent = INIT;
      else this.end(child, { waitedFor, leavesOrphans });
    }
    this.processes.delete(one.pid);
    const parent = this.processes.get(one.parent)!;
    if (!waitedFor && parent.pid !== INIT) return;
    parent.waited += one.own + one.waited;
    parent.waitedFaults += 1 + one.waitedFaults;
  }

  /** Writes what changed since it was last shown. */
  show(): void {
    this.write("uptime", `${this.clockTicks / 100} 0.00`);
    for (const pid of this.shown) {
      if (this.processes.has(pid)) continue;
      rmSync(join(this.proc, String(pid)), { recursive: true });
      for (const path of this.written.keys()) if (path.startsWith(`${pid}/`)) this.written.delete(path);
      this.shown.delete(pid);
    }
    for (const { pid, parent, start, own, waited, waitedFaults, ours } of this.processes.values()) {
      if (!this.shown.has(pid)) mkdirSync(join(this.proc, `${pid}/task/${pid}`), { recursive: true });
      this.shown.add(pid);
      const environment = ours ? Object.entries(this.marker?.environment ?? {}) : [];
      this.write(`${pid}/environ`, environment.map(([name, value]) => `${name}=${value}\0`).join(""));
      this.write(`${pid}/stat`, `${pid} (a b) c) S ${parent} 1 1 0 -1 0 0 ${waitedFaults} 0 0 ${own} 0 ${waited} 0 20 0 1 0 ${start}`);
      const children = [...this.processes.values()].filter((one) => one.parent === pid).map((one) => one.pid);
      this.write(`${pid}/task/${pid}/children`, children.join(" "));
    }
  }

  write(path: string, text: string): void {
    if (this.written.get(path) === text) return;
    this.written.set(path, text);
    writeFileSync(join(this.proc, path), text);
  }
}

type Step = { do: "fork" | "end"; who: number } | { do: "use"; who: number; ticks: number } | { do: "look" };
const steps = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.record({ do: fc.constantFrom("fork" as const), who: fc.nat() }) },
    { weight: 4, arbitrary: fc.record({ do: fc.constant("use" as const), who: fc.nat(), ticks: fc.integer({ min: 3, max: 300 }) }) },
    { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("end" as const), who: fc.nat() }) },
    { weight: 3, arbitrary: fc.constant({ do: "look" as const }) },
  ),
  { minLength: 10, maxLength: 60 },
);

interface Custom {
  leavesOrphans: boolean;
  /** Whether a parent waits for the child that ends at step `i`. */
  waitsAt(i: number): boolean;
  /** After every step, not only now and then. */
  looksAlways?: boolean;
  /** Whether the tree carries a marker in its environment. */
  marked?: boolean;
}

/** Looks at a world between its steps. */
function run(all: Step[], { leavesOrphans, waitsAt, looksAlways = false, marked = false }: Custom): { looks: number[]; seen: number; used: number; share: number; flags: string[] } {
  const world = new World();
  world.marker = marked ? makeMarker(world.proc, ROOT) : null;
  const count = new ProcessTreeCount({ proc: world.proc, root: ROOT, countsRoot: true, marker: world.marker, ticksPerSecond: 100, now: () => world.clockTicks / 100 });
  const looks: number[] = [];
  for (const [i, step] of [...all, { do: "look" } as const].entries()) {
    if (step.do !== "look") {
      const those = [...world.processes.values()].filter(({ ours }) => ours || step.who % 4 === 0); // mostly the tree itself
      const process = those[Math.floor(step.who / 4) % those.length]!;
      if (step.do === "fork") world.fork(process);
      else if (step.do === "use") world.use(process, step.ticks);
      else world.end(process, { waitedFor: waitsAt(i), leavesOrphans });
    }
    if (step.do !== "look" && !looksAlways) continue;
    world.show();
    looks.push(count.look());
  }
  const { share, flags } = count.coverage(0);
  rmSync(world.proc, { recursive: true });
  return { looks, seen: looks.at(-1)!, used: world.usedTicks, share: share!, flags };
}

const all = { leavesOrphans: true, waitsAt: () => true };
const often = { numRuns: 100, interruptAfterTimeLimit: 8_000 };

test("the count never falls, whatever comes, ends, is waited for or not, and takes an old number", () => {
  const anything = fc.property(steps, fc.func(fc.boolean()), (some, waitsAt) => {
    const { looks } = run(some, { leavesOrphans: true, waitsAt });
    expect(looks).toEqual(looks.toSorted((a, b) => a - b));
    expect(looks[0]).toBeGreaterThanOrEqual(0);
  });
  fc.assert(anything, often);
});

test("what is seen before it ends is counted once, whether anybody waits for it or not, and whoever its parent is by then", () => {
  const closely = fc.property(steps, fc.func(fc.boolean()), (some, waitsAt) => {
    const { seen, used } = run(some, { leavesOrphans: true, waitsAt, looksAlways: true });
    expect(seen).toBe(used);
  });
  fc.assert(closely, often);
});

test("where every parent waits for its children before it ends, nothing is missed and nothing counted twice", () => {
  const orderly = fc.property(steps, (some) => {
    const { seen, used, share, flags } = run(some, { ...all, leavesOrphans: false });
    expect({ seen, share: share > 0.95 || flags.length > 0 }).toEqual({ seen: used, share: true });
  });
  fc.assert(orderly, often);
});

test.each([false, true])("with orphans, marked: %s, what was used is at most what was seen with the bound of what may have been missed", (marked) => {
  const withOrphans = fc.property(steps, (some) => {
    const { seen, used, share } = run(some, { ...all, marked });
    expect(share > 0 ? seen / share : Infinity).toBeGreaterThanOrEqual(used - 4);
  });
  fc.assert(withOrphans, often);
});

test.each([false, true])("marked: %s, nothing of others is counted, but where a last stretch was inferred, which is said", (marked) => {
  const withOthers = fc.property(steps, (some) => {
    const { seen, used, flags } = run(some, { ...all, marked });
    if (!flags.includes("ended-time-inferred")) expect(seen).toBeLessThanOrEqual(used + 4);
  });
  fc.assert(withOthers, often);
});
