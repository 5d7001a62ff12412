import type { OpenCapture, Scope } from "./capture/capture.ts";
import type { WorkShare } from "./ledger.ts";
import { shareOut } from "./ledger.ts";
import { NO_JOULES } from "./meters/counting/counter-window.ts";
import type { BoundedJoules, CounterMeter, CounterReading, OpenMeter, WorkSlice } from "./meters/open-meter.ts";
import { ownCpuUsage } from "./own-cpu-usage.ts";
import type { MeterSums, Sums } from "./sums.ts";
import { noSums } from "./sums.ts";

/** A scope that is being measured; several windows may look at one. */
export interface Work {
  id: string;
  root: Scope["root"];
  capture: OpenCapture;
  /** Hardware threads kept for it, whether it uses them or not. */
  reservedThreads: number;
  /** Since it was opened. */
  sums: Sums;
}

export interface SamplerParts {
  meters: readonly OpenMeter[];
  /** Monotonic clock, s. */
  now(): number;
  /** CPU seconds that everything on this machine has used since some moment; null where it cannot be seen. */
  machineCpuSeconds(): number | null;
  machineThreads: number;
  /** W of the component while nothing runs, by component; absent: not known, and all joules are shared by CPU time. */
  idleWatts: Partial<Record<OpenMeter["component"], number>>;
  intervalSeconds: number;
}

export interface SamplerCost {
  samples: number;
  longestGapSeconds: number;
  /** CPU time of sampling, s. */
  cpuSeconds: number;
}

interface Followed extends Work {
  lastCpuSeconds: number;
  users: number;
  failures: number;
  /** Of each meter's joules, in the last interval in which there were any. */
  shares: number[];
}

interface Counter {
  meter: CounterMeter;
  index: number;
  last: CounterReading;
}

/** Load of the machine is read in ticks of 10 ms: over less than this it would be noise. */
const LOAD_SPAN_SECONDS = 1;

/**
 * Reads captures and counters at an interval, and whenever a window opens, pauses or closes, and shares counters out. What cannot be read never
 * stops the work: the reading before it stays, and the window says so.
 */
export class Sampler {
  private readonly parts: SamplerParts;
  private readonly works = new Map<Scope["root"], Followed>();
  private readonly counters: Counter[];
  private load: { at: number; cpuSeconds: number }[] = [];
  private lastAt: number;
  private readonly timer: NodeJS.Timeout;
  private readonly spent: SamplerCost = { samples: 0, longestGapSeconds: 0, cpuSeconds: 0 };

  constructor(parts: SamplerParts) {
    this.parts = parts;
    this.counters = parts.meters.flatMap((meter, index) => (meter.kind === "counter" ? [{ meter, index, last: meter.read() }] : []));
    this.lastAt = parts.now();
    this.readLoad();
    this.timer = setInterval(() => this.sample(), parts.intervalSeconds * 1000);
    this.timer.unref(); // measuring keeps no process alive
  }

  /** Follows a scope, which may be followed already. */
  follow(root: Scope["root"], reservedThreads: number, openCapture: () => OpenCapture): Work {
    this.sample();
    const known = this.works.get(root);
    if (known) {
      known.users += 1;
      return known;
    }
    const capture = openCapture();
    const work: Followed = { id: String(root), root, capture, reservedThreads, sums: noSums(this.parts.meters.length), lastCpuSeconds: 0, users: 1, failures: 0, shares: this.parts.meters.map(() => 1) };
    work.lastCpuSeconds = this.cpuSecondsOf(work);
    this.works.set(root, work);
    return work;
  }

  leave(root: Scope["root"]): void {
    const work = this.works.get(root);
    if (!work) return;
    work.users -= 1;
    if (work.users > 0) return;
    this.works.delete(root);
    work.capture.close();
  }

  /** How often the CPU seconds of a work could not be read. */
  failuresOf = (root: Scope["root"]): number => this.works.get(root)?.failures ?? 0;

  /** What the time since the last reading that could be trusted may have added to a work; in no sum yet. In the order of the meters. */
  pendingOf(root: Scope["root"]): BoundedJoules[] {
    const shares = this.works.get(root)?.shares;
    return this.parts.meters.map((_, index) => {
      const pending = this.counters.find((counter) => counter.index === index)?.last.pending;
      const share = shares?.[index] ?? 0;
      return pending ? { joules: pending.joules * share, lowJoules: pending.lowJoules * share, highJoules: pending.highJoules * share } : NO_JOULES;
    });
  }

  get cost(): SamplerCost {
    return { ...this.spent };
  }

  /** Brings all sums up to now. */
  sample(): void {
    const before = ownCpuUsage();
    const at = this.parts.now();
    const seconds = Math.max(0, at - this.lastAt);
    this.spent.longestGapSeconds = Math.max(this.spent.longestGapSeconds, seconds);
    this.spent.samples += 1;
    this.lastAt = at;
    const machineCpuSeconds = this.readLoad(seconds);
    const slices = [...this.works.values()].map((work) => ({ work, cpuSeconds: this.advance(work, seconds) }));
    this.parts.meters.forEach((meter, index) => {
      if (meter.kind !== "model") return;
      for (const { work, cpuSeconds } of slices) addModel(work.sums.meters[index]!, meter.joules(sliceOf(seconds, cpuSeconds, machineCpuSeconds)));
    });
    for (const counter of this.counters) this.shareCounter(counter, seconds, machineCpuSeconds, slices);
    const { user, system } = ownCpuUsage(before);
    this.spent.cpuSeconds += (user + system) / 1e6;
  }

  close(): void {
    clearInterval(this.timer);
    for (const { capture } of this.works.values()) capture.close();
    this.works.clear();
    for (const { meter } of this.counters) meter.close();
  }

  /** CPU seconds of the work since the last sample. */
  private advance(work: Followed, seconds: number): number {
    const now = this.cpuSecondsOf(work);
    const cpuSeconds = Math.max(0, now - work.lastCpuSeconds);
    work.lastCpuSeconds = now;
    work.sums.cpuSeconds += cpuSeconds;
    work.sums.wallSeconds += seconds;
    return cpuSeconds;
  }

  private cpuSecondsOf(work: Followed): number {
    try {
      return work.capture.read();
    } catch {
      work.failures += 1; // told as a flag of the window: a sensor that fails must not stop the work
      return work.lastCpuSeconds;
    }
  }

  /** CPU seconds of the machine in the slice, from its load over at least a second. */
  private readLoad(seconds = 0): number | null {
    const cpuSeconds = this.parts.machineCpuSeconds();
    if (cpuSeconds === null) return null;
    this.load.push({ at: this.lastAt, cpuSeconds });
    while (this.load.length > 2 && this.lastAt - this.load[1]!.at >= LOAD_SPAN_SECONDS) this.load.shift();
    const first = this.load[0]!;
    const span = this.lastAt - first.at;
    return span > 0 ? ((cpuSeconds - first.cpuSeconds) / span) * seconds : 0;
  }

  /** Works inside another are shares of the same joules: only those side by side are added up. */
  private shareCounter(counter: Counter, seconds: number, machineCpuSeconds: number | null, slices: { work: Followed; cpuSeconds: number }[]): void {
    const reading = counter.meter.read();
    const { last, index, meter } = counter;
    counter.last = reading;
    const machine = { joules: reading.joules - last.joules, lowJoules: reading.lowJoules - last.lowJoules, highJoules: reading.highJoules - last.highJoules };
    const whole = slices.find(({ work }) => work.root === "self") ?? null;
    const groups = whole ? [[whole], ...slices.filter((slice) => slice !== whole).map((slice) => [slice])] : [slices];
    for (const group of groups) {
      const shared = shareOut({
        machineJoules: machine.joules,
        seconds,
        idleWatts: this.parts.idleWatts[meter.component] ?? null,
        machineThreads: this.parts.machineThreads,
        machineCpuSeconds,
        works: group.map(({ work, cpuSeconds }) => ({ id: work.id, cpuSeconds, reservedThreads: work.reservedThreads })),
      });
      for (const { work } of group) {
        const own = shared.works.find(({ id }) => id === work.id)!;
        if (machine.joules > 0) work.shares[index] = own.share;
        addShare(work.sums.meters[index]!, own, { machine, share: work.shares[index]!, unallocatedJoules: shared.unallocatedJoules });
      }
    }
  }
}

const sliceOf = (seconds: number, cpuSeconds: number, machineCpuSeconds: number | null): WorkSlice => ({ seconds, cpuSeconds, machineCpuSeconds: machineCpuSeconds === null ? null : Math.max(cpuSeconds, machineCpuSeconds) });

function addModel(sums: MeterSums, joules: number): void {
  sums.joules += joules;
  sums.lowJoules += joules;
  sums.highJoules += joules;
}

/** @param share of an interval's bounds, which may be all that is known of it */
function addShare(sums: MeterSums, { activeJoules, idleJoules }: WorkShare, { machine, share, unallocatedJoules }: { machine: BoundedJoules; share: number; unallocatedJoules: number }): void {
  sums.joules += activeJoules + idleJoules;
  sums.lowJoules += machine.lowJoules * share;
  sums.highJoules += machine.highJoules * share;
  sums.activeJoules += activeJoules;
  sums.idleJoules += idleJoules;
  sums.machineJoules += machine.joules;
  sums.unallocatedJoules += unallocatedJoules;
}
