import { arch, platform, release } from "node:os";
import type { Scope } from "./capture/capture.ts";
import { openCapture } from "./capture/open-capture.ts";
import { clockTicksPerSecond } from "./capture/clock-ticks.ts";
import type { MeterPart } from "./component-figures.ts";
import { componentFigures, partOf, totalEnergy, withCarried } from "./component-figures.ts";
import type { Conversion } from "./conversion.ts";
import { conversionOf } from "./conversion-of.ts";
import { convert } from "./convert.ts";
import type { EnergyRecord, LadderStep, RecordHost } from "./energy-record.ts";
import { readHost } from "./hardware/host.ts";
import { machineCpuSeconds } from "./machine-load.ts";
import { openLadder } from "./meters/ladder.ts";
import type { Host, OpenMeter, RawCounter } from "./meters/open-meter.ts";
import type { RecordFlag } from "./record-flags.ts";
import { flagIf } from "./record-flags.ts";
import { digestsOf } from "./record-digest.ts";
import type { Work } from "./sampler.ts";
import { Sampler } from "./sampler.ts";
import { VERSION } from "./version.ts";
import { WindowSums } from "./window.ts";

export interface SoFar {
  cpuSeconds: number;
  wallSeconds: number;
  /** Sum of the medians of all components, J. */
  joules: number;
  /** By meter, so that another process can go on with them. */
  parts: MeterPart[];
}

/** What an interrupted window had reached, as a checkpoint carried it. `parts` is missing in checkpoints of the first release. */
export type Carried = Omit<SoFar, "parts"> & { parts?: MeterPart[] };

export interface WindowOptions {
  carried?: Carried;
  paused?: boolean;
  /** Hardware threads kept for the work, which bears that share of what the machine draws while idle. Default: all. */
  reservedThreads?: number;
}

/** Closes its window. Whatever is not part of the work (loading, evaluating, waiting) happens while it is paused. */
export interface Stop {
  (): Promise<EnergyRecord>;
  pause(): void;
  resume(): void;
  soFar(): SoFar;
  /** The record as it would be if the window closed now. */
  snapshot(): EnergyRecord;
  /** To be added to the environment of what is started, so that what detaches itself is found. */
  environment: Readonly<Record<string, string>>;
  /** Tells of a process that was just started, so that it is seen from its beginning. */
  adopt(pid: number): void;
}

export interface Meter {
  /** What was chosen for each component, and why nothing better. */
  ladder: readonly LadderStep[];
  conversion: Conversion;
  /**
   * Opens a window. Windows may be open side by side and inside each other.
   * @param scope default: this process with all it starts
   * @throws NoCapture where nothing counts the CPU seconds of another process; never for this one
   */
  start(scope?: Scope, options?: WindowOptions): Promise<Stop>;
  /** Ends sampling. Windows that are open end where they are. */
  close(): Promise<void>;
}

export interface MeterOptions {
  /** Default: that of no zone, said so in every figure. */
  conversion?: Conversion;
  host?: Host;
  /** Between two readings of the counters, s. */
  intervalSeconds?: number;
  /** W of each component while nothing runs; absent: not known, and all joules are shared by CPU time. */
  idleWatts?: Partial<Record<OpenMeter["component"], number>>;
}

const DEFAULT_INTERVAL_SECONDS = 1;

/**
 * The best meters that this machine has for its components.
 * @throws nothing for want of a meter: a component without one is not measured, and the ladder says why
 */
export async function createMeter({ conversion = conversionOf({ zone: null }), host = readHost(), intervalSeconds = DEFAULT_INTERVAL_SECONDS, idleWatts = {} }: MeterOptions = {}): Promise<Meter> {
  const { meters, steps } = await openLadder(host);
  const ticks = clockTicksPerSecond(host.roots.proc);
  const sampler = new Sampler({ meters, now: host.now, machineCpuSeconds: () => (ticks === null ? null : machineCpuSeconds(host.roots.proc, ticks)), machineThreads: host.machineThreads, idleWatts, intervalSeconds });
  const setting: Setting = { meters, ladder: steps, conversion, host, sampler, intervalSeconds };
  return {
    ladder: steps,
    conversion,
    start: async (scope = { root: "self" }, options = {}) => openWindow(setting, scope, options),
    close: () => Promise.resolve(sampler.close()),
  };
}

interface Setting {
  meters: readonly OpenMeter[];
  ladder: LadderStep[];
  conversion: Conversion;
  host: Host;
  sampler: Sampler;
  intervalSeconds: number;
}

function openWindow(setting: Setting, scope: Scope, { carried, paused = false, reservedThreads = setting.host.processor.threads }: WindowOptions): Stop {
  const { sampler, meters, host } = setting;
  const captureSteps: LadderStep[] = [];
  const work = sampler.follow(scope.root, reservedThreads, () => {
    const { capture, steps } = openCapture(scope, host.roots);
    captureSteps.push(...steps.map((step) => ({ component: "capture" as const, ...step })));
    return capture;
  });
  const sums = new WindowSums(sampler, work);
  const startedAt = new Date().toISOString();
  const rawAtStart = rawOf(meters);
  if (!paused) sums.resume();
  const soFar = (): SoFar => {
    const { cpuSeconds, wallSeconds, meters: given } = sums.soFar();
    const parts = withCarried(meters.map((meter, index) => partOf(meter, given[index]!, wallSeconds)), carried ? carriedParts(carried, meters) : []);
    return { cpuSeconds: cpuSeconds + (carried?.cpuSeconds ?? 0), wallSeconds: wallSeconds + (carried?.wallSeconds ?? 0), joules: parts.reduce((sum, { joules }) => sum + joules, 0), parts };
  };
  const snapshot = (): EnergyRecord => {
    const captured = { mode: work.capture.mode, tickSeconds: work.capture.tickSeconds, ...work.capture.coverage(), failures: sampler.failuresOf(work.root) };
    return recordOf(setting, { startedAt, soFar: soFar(), captured, captureSteps, rawAtStart });
  };
  let record: EnergyRecord | undefined;
  const stop = (): Promise<EnergyRecord> => {
    if (!record) {
      sums.pause();
      record = snapshot();
      sampler.leave(work.root);
    }
    return Promise.resolve(record);
  };
  return Object.assign(stop, {
    pause: () => sums.pause(),
    resume: () => sums.resume(),
    soFar,
    snapshot,
    environment: work.capture.environment ?? {},
    adopt: (pid: number) => work.capture.adopt?.(pid),
  });
}

/** Joules of a checkpoint that does not say by which meter: taken for those of the first meter here. */
const carriedParts = ({ parts, joules, wallSeconds }: Carried, meters: readonly OpenMeter[]): readonly MeterPart[] => {
  if (parts) return parts;
  return meters.slice(0, 1).map((meter) => ({ ...partOf(meter, { joules, lowJoules: joules, highJoules: joules, activeJoules: joules, idleJoules: 0, machineJoules: joules, unallocatedJoules: 0 }, wallSeconds) }));
};

const rawOf = (meters: readonly OpenMeter[]): Map<string, RawCounter> => new Map(meters.flatMap((meter) => (meter.kind === "counter" ? meter.raw().map((raw): [string, RawCounter] => [`${meter.id} ${raw.path}`, raw]) : [])));

interface Closed {
  startedAt: string;
  soFar: SoFar;
  captured: { mode: Work["capture"]["mode"]; tickSeconds: number; share: number | null; flags: RecordFlag[]; failures: number };
  captureSteps: LadderStep[];
  rawAtStart: Map<string, RawCounter>;
}

function recordOf({ meters, ladder, conversion, host, sampler, intervalSeconds }: Setting, { startedAt, soFar, captured, captureSteps, rawAtStart }: Closed): EnergyRecord {
  const { cpuSeconds, wallSeconds, parts } = soFar;
  const clock = { cpuSeconds, tickSeconds: captured.tickSeconds };
  const figures = componentFigures(parts, clock, host.processor.wattsPerThread);
  const energy = totalEnergy(parts, figures);
  const unmeasured = ladder.flatMap((step) => (step.method === "not-measured" ? [{ name: step.component as OpenMeter["component"], energy: null, meter: null, attribution: null }] : []));
  const counters = meters.flatMap((meter) =>
    meter.kind === "counter" ? meter.raw().map((raw) => ({ ...raw, start: rawAtStart.get(`${meter.id} ${raw.path}`)?.end ?? raw.start, wraps: raw.wraps - (rawAtStart.get(`${meter.id} ${raw.path}`)?.wraps ?? 0), meter: meter.id, health: meter.health() })) : [],
  );
  const body: Omit<EnergyRecord, "digests"> = {
    schemaVersion: 2,
    startedAt,
    endedAt: new Date().toISOString(),
    wallSeconds,
    cpuSeconds,
    coverage: captured.share,
    energy,
    ...convert(energy, wallSeconds, conversion),
    components: [...figures, ...unmeasured],
    ladder: [...captureSteps, ...ladder],
    flags: flagsOf({ captured, cpuSeconds, meters, conversion, figures: figures.length }),
    constants: constantsOf(meters),
    scope: { mode: captured.mode, tickSeconds: captured.tickSeconds },
    host: recordHost(host),
    sampler: { version: VERSION, intervalSeconds, ...sampler.cost },
    counters,
    conversion,
    superseded: [],
  };
  return { ...body, digests: digestsOf(body) };
}

function flagsOf({ captured, cpuSeconds, meters, conversion, figures }: { captured: Closed["captured"]; cpuSeconds: number; meters: readonly OpenMeter[]; conversion: Conversion; figures: number }): RecordFlag[] {
  const ofCounters = meters.flatMap((meter) => (meter.kind === "counter" ? meter.health().flags : []));
  return [...new Set([
    ...captured.flags,
    ...ofCounters,
    ...flagIf(captured.failures > 0, "failed-capture-read"),
    ...flagIf(cpuSeconds < 100 * captured.tickSeconds, "window-shorter-than-100-ticks"),
    ...flagIf(conversion.grid.zone === null, "zone-not-set"),
    ...flagIf(figures > meters.length, "carried-from-another-meter"),
  ])];
}

/** Constants of the first meter as they are, of the others with their meter's name before them. Those of grid and price stand in the conversion. */
const constantsOf = (meters: readonly OpenMeter[]): EnergyRecord["constants"] =>
  Object.fromEntries(meters.flatMap(({ id, constants }, index) => Object.entries(constants).map(([name, value]) => [index === 0 ? name : `${id}.${name}`, value])));

/** What a record says of the machine. */
export const recordHost = ({ processor, memoryBytes, virtualised }: Host): RecordHost => ({ processor: processor.model, family: processor.family, threads: processor.threads, memoryBytes, virtualised, operatingSystem: `${platform()} ${release()} ${arch()}` });
