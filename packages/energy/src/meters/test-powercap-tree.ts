import { chmodSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readHost } from "../hardware/host.ts";
import type { Host } from "./open-meter.ts";

/** Energy that something has drawn up to a time, J from s: the integral of its power. */
export type Load = (seconds: number) => number;

export const constantLoad = (watts: number): Load => (seconds) => watts * seconds;

/** `low` for the first half of each period, `high` for the second. */
export function squareLoad(low: number, high: number, periodSeconds: number): Load {
  return (seconds) => {
    const [periods, within] = [Math.floor(seconds / periodSeconds), seconds % periodSeconds];
    const half = periodSeconds / 2;
    return periods * half * (low + high) + Math.min(within, half) * low + Math.max(0, within - half) * high;
  };
}

/** `high` for `burstSeconds` at the beginning of each period, else `low`. */
export function burstLoad(low: number, high: number, burstSeconds: number, periodSeconds: number): Load {
  return (seconds) => {
    const [periods, within] = [Math.floor(seconds / periodSeconds), seconds % periodSeconds];
    return low * seconds + (high - low) * (periods * burstSeconds + Math.min(within, burstSeconds));
  };
}

export interface FakeZone {
  /** Folder below the root, e.g. `intel-rapl:0/intel-rapl:0:0`. */
  path: string;
  name: string;
  load: Load;
  /** Value at time 0, µJ. */
  start?: number;
  /** Value it wraps at, µJ. */
  range?: number;
  /** What max_energy_range_uj says, where that is another; null: there is no such file. */
  told?: number | null;
  /** From then on the folder exists, s. */
  appearsAt?: number;
  /** At these times the counter begins again at 0, s. */
  resetsAt?: number[];
  /** What energy_uj holds at a time in place of the counter; null: the file is not there. */
  holds?(seconds: number): string | null | undefined;
}

const RANGE = 262_143_328_850;

const microjoulesOf = ({ load, start = 1_000_000, range = RANGE, resetsAt = [] }: FakeZone, seconds: number): number => {
  const reset = Math.max(-1, ...resetsAt.filter((at) => at <= seconds));
  const drawn = Math.round((load(seconds) - (reset < 0 ? 0 : load(reset))) * 1e6);
  return ((reset < 0 ? start : 0) + drawn) % range;
};

/** A powercap tree in a folder of its own, on a clock of its own: no time passes but by `goTo`. For tests. */
export class FakePowercap {
  readonly root = mkdtempSync(join(tmpdir(), "joulemark-powercap-"));
  readonly zones: FakeZone[];
  #seconds = 0;
  #slept = 0;

  constructor(zones: FakeZone[]) {
    this.zones = zones;
    chmodSync(this.root, 0o755); // other users may look, as in /sys
    this.#write();
  }

  goTo(seconds: number): void {
    this.#seconds = seconds;
    this.#write();
  }

  /** The machine sleeps: its monotonic clock stands still, counters go on as `holds` or `resetsAt` say. */
  sleep(seconds: number): void {
    this.#slept += seconds;
  }

  /** A host that sees this tree: metal with one socket of a processor that is not in any table, 64 GB. */
  host(known: Partial<Host> = {}): Host {
    return readHost({
      processor: { model: "Test", family: "unknown", threads: 8, wattsPerThread: 3.15, factor: 3 },
      virtualised: false, machineThreads: 8, sockets: 1, memoryBytes: 64e9,
      roots: { proc: "/proc", cgroup: "/sys/fs/cgroup", powercap: this.root, hostShare: join(this.root, "no-host-share") },
      nvidiaSmi: join(this.root, "no-nvidia-smi"),
      visibleDevices: { cuda: null, container: null, order: null },
      now: () => 1000 + this.#seconds, // a monotonic clock begins anywhere
      sinceBoot: () => 5000 + this.#seconds + this.#slept,
      ...known,
    });
  }

  remove(): void {
    rmSync(this.root, { recursive: true, force: true });
  }

  #write(): void {
    for (const zone of this.zones) {
      if ((zone.appearsAt ?? 0) > this.#seconds) continue;
      const folder = join(this.root, zone.path);
      if (!existsSync(folder)) this.#create(folder, zone);
      const held = zone.holds?.(this.#seconds);
      if (held === null) rmSync(join(folder, "energy_uj"), { force: true });
      else writeFileSync(join(folder, "energy_uj"), held ?? `${microjoulesOf(zone, this.#seconds)}\n`);
    }
  }

  #create(folder: string, { name, range = RANGE, told = range }: FakeZone): void {
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, "name"), `${name}\n`);
    if (told !== null) writeFileSync(join(folder, "max_energy_range_uj"), `${told}\n`);
  }
}
