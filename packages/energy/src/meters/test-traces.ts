import { joulesBetween, plusJoules } from "./counting/counter-window.ts";
import { openLadder } from "./ladder.ts";
import type { CounterMeter } from "./open-meter.ts";
import type { FakeZone, Load } from "./test-powercap-tree.ts";
import { FakePowercap, burstLoad, constantLoad, squareLoad } from "./test-powercap-tree.ts";

/** Counters with known truth, read by the ladder's meters on a clock that nobody waits for. */
export interface Trace {
  name: string;
  zones: FakeZone[];
  /** Energy that was drawn from 0 on, J. */
  truth: Load;
  seconds: number;
  /** When it is read, from 0 on, s; every second unless given. */
  readsAt?: number[];
  /** Just before it is read at a time. */
  before?(seconds: number, tree: FakePowercap): void;
  /** A host shows the tree to its guest. */
  byHost?: boolean;
  /** All of these are told. */
  flags?: string[];
  /** Components counted, in the order of the ladder. */
  components?: string[];
}

const every = (step: number, seconds: number): number[] => Array.from({ length: seconds / step + 1 }, (_, index) => index * step);
const everySecond = (seconds: number): number[] => every(1, seconds);
const gap = [...everySecond(30), ...everySecond(30).map((second) => 630 + second)];
const zone = (path: string, name: string, load: Load, more: Partial<FakeZone> = {}): FakeZone => ({ path, name, load, ...more });
const cpu = (load: Load, more: Partial<FakeZone> = {}): FakeZone => zone("intel-rapl:0", "package-0", load, more);
const at = (...seconds: number[]) => (value: string | null) => (now: number): string | null | undefined => (seconds.includes(now) ? value : undefined);

const fifty = constantLoad(50);
const ten = constantLoad(10);
const seventy = constantLoad(70);
const dram = constantLoad(8);
const sum = (...loads: Load[]): Load => (seconds) => loads.reduce((total, load) => total + load(seconds), 0);
/** What each reading adds, J. */
const steps = (...joules: number[]): Load => (seconds) => joules.slice(0, seconds).reduce((total, step) => total + step, 0);

export const traces: Trace[] = [
  { name: "constant 50 W", zones: [cpu(fifty)], truth: fifty, seconds: 60 },
  { name: "square 10/200 W", zones: [cpu(squareLoad(10, 200, 7))], truth: squareLoad(10, 200, 7), seconds: 60 },
  { name: "40 ms bursts of 150 W", zones: [cpu(burstLoad(5, 150, 0.04, 0.31))], truth: burstLoad(5, 150, 0.04, 0.31), seconds: 30 },
  { name: "wraps at 65.7 kJ", zones: [cpu(constantLoad(280), { range: 65_712_999_613 })], truth: constantLoad(280), seconds: 600, readsAt: every(5, 600) },
  { name: "wraps at 262 kJ", zones: [cpu(constantLoad(250), { start: 262_000_000_000 })], truth: constantLoad(250), seconds: 1200, readsAt: every(20, 1200) },
  { name: "read fails once", zones: [cpu(fifty, { holds: at(20)(null) })], truth: fifty, seconds: 60, flags: ["failed-read"] },
  { name: "read fails ten times in a row", zones: [cpu(fifty, { holds: at(...everySecond(9).map((second) => 20 + second))("") })], truth: fifty, seconds: 60, flags: ["failed-read"] },
  { name: "last read fails", zones: [cpu(fifty, { holds: at(59, 60)(null) })], truth: fifty, seconds: 60, flags: ["failed-read"] },
  { name: "reads 0 once", zones: [cpu(fifty, { holds: at(20)("0"), start: 90_000_000_000 })], truth: fifty, seconds: 60, flags: ["implausible-counter"] },
  { name: "reads nonsense once", zones: [cpu(fifty, { holds: at(20)("250000000000") })], truth: fifty, seconds: 60, flags: ["implausible-counter"] },
  { name: "jumps and stays", zones: [cpu((seconds) => fifty(seconds) + (seconds >= 20 ? 90_000 : 0))], truth: fifty, seconds: 60, flags: ["implausible-counter"] },
  { name: "max missing, one wrap", zones: [cpu(fifty, { told: null, start: 262_142_000_000 })], truth: fifty, seconds: 60, flags: ["counter-reset"] },
  { name: "max is 0, one wrap", zones: [cpu(fifty, { told: 0, start: 262_142_000_000 })], truth: fifty, seconds: 60, flags: ["counter-reset"] },
  { name: "counter reset", zones: [cpu(squareLoad(30, 120, 6), { start: 50_000_000_000, resetsAt: [30] })], truth: squareLoad(30, 120, 6), seconds: 60, flags: ["counter-reset"] },
  { name: "two resets", zones: [cpu(fifty, { resetsAt: [20, 40] })], truth: fifty, seconds: 60, flags: ["counter-reset"] },
  { name: "mirrored dies", zones: [cpu(fifty, { name: "package-0-die-0" }), zone("intel-rapl:1", "package-0-die-1", fifty, { start: 7_000_000 })], truth: fifty, seconds: 60, flags: ["mirrored-counter"] },
  { name: "mirrored dies, two reads", zones: [cpu(fifty, { name: "package-0-die-0" }), zone("intel-rapl:1", "package-0-die-1", fifty)], truth: fifty, seconds: 2, flags: ["mirror-undecided"] },
  { name: "two sockets", zones: [cpu(fifty), zone("intel-rapl:1", "package-1", seventy)], truth: sum(fifty, seventy), seconds: 60 },
  { name: "two sockets, nearly alike", zones: [cpu(fifty), zone("intel-rapl:1", "package-1", constantLoad(50.001))], truth: sum(fifty, constantLoad(50.001)), seconds: 60 },
  { name: "dram child", zones: [cpu(fifty), zone("intel-rapl:0/intel-rapl:0:0", "dram", dram), zone("intel-rapl:0/intel-rapl:0:1", "core", constantLoad(30))], truth: sum(fifty, dram), seconds: 60, components: ["cpu", "dram"] },
  { name: "dram of two sockets", zones: [cpu(fifty), zone("intel-rapl:1", "package-1", seventy), zone("intel-rapl:0:0", "dram", dram), zone("intel-rapl:1:0", "dram", constantLoad(9))], truth: sum(fifty, seventy, dram, constantLoad(9)), seconds: 60, components: ["cpu", "dram"] },
  { name: "psys and package", zones: [zone("intel-rapl:1", "psys", seventy), cpu(fifty), zone("intel-rapl:0:0", "dram", dram)], truth: seventy, seconds: 60, components: ["machine"] },
  { name: "msr and mmio", zones: [zone("intel-rapl-mmio:0", "package-0", (seconds) => 49 * seconds), cpu(fifty)], truth: fifty, seconds: 60 },
  { name: "mmio alone", zones: [zone("intel-rapl-mmio:0", "package-0", fifty)], truth: fifty, seconds: 60 },
  { name: "AMD: package and core", zones: [cpu(fifty), zone("intel-rapl:0:0", "core", constantLoad(3))], truth: fifty, seconds: 60 },
  { name: "late zone", zones: [cpu(fifty), zone("intel-rapl:1", "package-1", seventy, { appearsAt: 25 })], truth: sum(fifty, seventy), seconds: 60, flags: ["late-zone"] },
  { name: "not read for 10 minutes", zones: [cpu(constantLoad(280), { range: 65_712_999_613 })], truth: constantLoad(280), seconds: 660, readsAt: gap, flags: ["ambiguous-wrap"] },
  { name: "not read for 10 minutes, max missing", zones: [cpu(constantLoad(280), { range: 65_712_999_613, told: null })], truth: constantLoad(280), seconds: 660, readsAt: gap, flags: ["ambiguous-wrap"] },
  {
    name: "machine sleeps, counter begins anew", zones: [cpu(fifty, { start: 90_000_000_000, resetsAt: [30] })], truth: fifty, seconds: 60, flags: ["suspended"],
    before: (seconds, tree) => seconds === 30 && tree.sleep(7200),
  },
  { name: "counter stands still", zones: [cpu((seconds) => fifty(Math.min(seconds, 30)))], truth: fifty, seconds: 60, flags: ["stuck-counter"] },
  { name: "host's share, pushed every 5 s", zones: [cpu((seconds) => fifty(Math.floor(seconds / 5) * 5))], truth: fifty, seconds: 58, byHost: true },
  // CodeCarbon's cases, facts of its version 3.3.0: 200.00016, 100.00008, 262173.5, -262131.5, 12.0000096 and 200.00016 J.
  { name: "CodeCarbon: dram child, 240 J", zones: [cpu(steps(100, 100)), zone("intel-rapl:0/intel-rapl:0:0", "dram", steps(20, 20))], truth: () => 240, seconds: 2, components: ["cpu", "dram"] },
  { name: "CodeCarbon: dram on top, 120 J", zones: [cpu(steps(50, 50)), zone("intel-rapl:1", "dram", steps(10, 10))], truth: () => 120, seconds: 2, components: ["cpu", "dram"] },
  { name: "CodeCarbon: one failed read, 30 J", zones: [cpu(steps(10, 10, 10), { start: 49_900_000_000, holds: at(1)("") })], truth: () => 30, seconds: 3, flags: ["failed-read"] },
  { name: "CodeCarbon: max missing, one wrap, 12 J", zones: [cpu(steps(12), { start: 262_143_328_850 - 5e6, told: null })], truth: () => 12, seconds: 1, flags: ["counter-reset"] },
  { name: "CodeCarbon: one wrap, 12 J", zones: [cpu(steps(12), { start: 262_143_328_850 - 5e6 })], truth: () => 12, seconds: 1 },
  { name: "CodeCarbon: mirrored dies, 100 J", zones: [cpu(ten, { name: "package-0-die-0" }), zone("intel-rapl:1", "package-0-die-1", ten)], truth: ten, seconds: 10, flags: ["mirrored-counter"] },
];

export interface Played {
  name: string;
  truthJoules: number;
  joules: number;
  lowJoules: number;
  highJoules: number;
  errorPercent: number;
  flags: string[];
  components: string[];
  /** Whether the sums or bounds ever fell, or lay in the wrong order. */
  fell: boolean;
}

/** Plays a trace to the meters that the ladder opens on it, and closes the window at its last reading. */
export async function playTrace({ zones, truth, seconds, readsAt = everySecond(seconds), before, byHost = false, name }: Trace): Promise<Played> {
  const tree = new FakePowercap(zones);
  try {
    const { meters } = await openLadder(tree.host(byHost ? { roots: { ...tree.host().roots, powercap: "/nowhere", hostShare: tree.root }, virtualised: true } : {}));
    const counters = meters.filter((meter): meter is CounterMeter => meter.kind === "counter");
    const start = counters.map((meter) => meter.read());
    let [last, fell] = [start, false];
    for (const second of readsAt.slice(1)) {
      before?.(second, tree);
      tree.goTo(second);
      const now = counters.map((meter) => meter.read());
      fell ||= now.some((reading, index) => reading.joules < last[index]!.joules || reading.lowJoules < last[index]!.lowJoules || reading.highJoules < last[index]!.highJoules);
      last = now;
    }
    const window = start.map((reading, index) => joulesBetween(reading, last[index]!)).reduce(plusJoules, { joules: 0, lowJoules: 0, highJoules: 0 });
    fell ||= !(0 <= window.lowJoules && window.lowJoules <= window.joules && window.joules <= window.highJoules);
    const flags = [...new Set(counters.flatMap((meter) => meter.health().flags))];
    const truthJoules = truth(seconds);
    return { name, truthJoules, ...window, errorPercent: (100 * (window.joules - truthJoules)) / truthJoules, flags, components: counters.map(({ component }) => component), fell };
  } finally {
    tree.remove();
  }
}

/** Within 1 %, or flagged and the truth inside the bounds. */
export const passes = ({ errorPercent, flags, lowJoules, highJoules, truthJoules, fell }: Played): boolean =>
  !fell && (Math.abs(errorPercent) <= 1 || (flags.length > 0 && lowJoules <= truthJoules && truthJoules <= highJoules));
