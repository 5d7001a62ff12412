import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import type { RecordFlag } from "../../record-flags.ts";
import type { CounterLimits } from "../counting/counter-change.ts";
import type { MirrorWatch } from "./mirrored-zones.ts";
import { sumOfZones, watchMirror } from "./mirrored-zones.ts";
import type { CounterHealth, CounterMeter, Host, RawCounter } from "../open-meter.ts";
import type { EnergyCounter } from "../counting/energy-counter.ts";
import { countEnergy } from "../counting/energy-counter.ts";
import type { Zone, ZoneKind } from "./zone-tree.ts";
import { readZoneTree } from "./zone-tree.ts";

/** @throws where there is no whole number */
export function readMicrojoules(path: string): number {
  const text = readFileSync(path, "utf8").trim();
  if (!/^\d+$/.test(text)) throw new Error(`${path} holds ${JSON.stringify(text)}, not a whole number of µJ.`);
  return Number(text);
}

function tryMicrojoules(path: string): number | null {
  try {
    return readMicrojoules(path);
  } catch {
    return null; // counted as a failed reading by whoever asked
  }
}

/** µJ; null where the file is absent, unreadable or 0, as on some kernels. */
const rangeOf = (zone: Zone): number | null => tryMicrojoules(join(zone.path, "max_energy_range_uj")) || null;

interface OpenZone {
  zone: Zone;
  counter: EnergyCounter;
  start: number;
  maxRange: number | null;
  /** Against each zone before it. */
  watches: { other: OpenZone; watch: MirrorWatch }[];
}

export interface ZoneMeterOptions extends Omit<CounterMeter, "kind" | "read" | "health" | "raw" | "close"> {
  root: string;
  zoneKind: ZoneKind;
  limits: Omit<CounterLimits, "maxRange">;
  /** Words that hold from the start. */
  flags: RecordFlag[];
}

/** A zone mirrors where it does so with one that is counted. */
function stateOf(open: OpenZone): "undecided" | "mirrored" | "distinct" {
  const states = open.watches.filter(({ other }) => stateOf(other) === "distinct").map(({ watch }) => watch.state());
  return states.find((state) => state === "mirrored") ?? states.find((state) => state === "undecided") ?? "distinct";
}

/** Sum of the zones of one kind in a powercap tree, each counted by `countEnergy`; zones that appear later are taken in. */
export function openZoneMeter({ root, zoneKind, limits, flags, ...figures }: ZoneMeterOptions, host: Host): CounterMeter {
  const openedAt = host.now();
  const open: OpenZone[] = [];
  let [lastNow, lastSinceBoot, listing] = [openedAt, host.sinceBoot(), ""];

  /** @returns whether every zone could be read; one that could not is looked at again at the next reading */
  const takeIn = (at: number): boolean => {
    const known = new Set(open.map(({ zone }) => zone.key));
    const unknown = readZoneTree(root).zones.filter(({ kind, key }) => kind === zoneKind && !known.has(key));
    const readable = unknown.map((zone) => ({ zone, start: tryMicrojoules(join(zone.path, "energy_uj")) }));
    for (const { zone, start } of readable) {
      if (start === null) continue;
      const maxRange = rangeOf(zone);
      const counter = countEnergy({ ...limits, maxRange }, { microjoules: start, at }, at - openedAt);
      open.push({ zone, counter, start, maxRange, watches: open.map((other) => ({ other, watch: watchMirror(other.counter, counter) })) });
    }
    return readable.every(({ start }) => start !== null);
  };
  const lookForNew = (at: number): void => {
    const now = listingOf(root);
    if (now !== listing) listing = takeIn(at) ? now : "";
  };
  lookForNew(openedAt);

  return {
    kind: "counter",
    ...figures,
    read() {
      const [at, sinceBoot] = [host.now(), host.sinceBoot()];
      const slept = sinceBoot - lastSinceBoot - (at - lastNow) > 1;
      [lastNow, lastSinceBoot] = [at, sinceBoot];
      for (const { zone, counter } of open) counter.advance({ microjoules: tryMicrojoules(join(zone.path, "energy_uj")), at, slept });
      for (const { watches } of open) for (const { watch } of watches) watch.observe();
      lookForNew(at);
      return sumOfZones(open.map((each) => ({ reading: each.counter.reading(), state: stateOf(each) })));
    },
    health: () => healthOf(open, flags),
    raw: () => open.map(({ zone, counter, start, maxRange }): RawCounter => ({ path: join(zone.path, "energy_uj"), unit: "µJ", start, end: counter.last(), maxRange, wraps: counter.health().wraps })),
    close: () => undefined, // nothing is held open
  };
}

const listingOf = (root: string): string => {
  try {
    return readdirSync(root).join("\n");
  } catch {
    return ""; // its zones fail one by one
  }
};

const MIRROR_FLAGS: Record<ReturnType<typeof stateOf>, RecordFlag[]> = { mirrored: ["mirrored-counter"], undecided: ["mirror-undecided"], distinct: [] };

function healthOf(open: OpenZone[], flags: RecordFlag[]): CounterHealth {
  const states = open.map(stateOf);
  const counted = open.filter((_, index) => states[index] !== "mirrored").map(({ counter }) => counter.health());
  const sum = (key: Exclude<keyof CounterHealth, "flags">): number => counted.reduce((total, health) => total + health[key], 0);
  const all = [...flags, ...counted.flatMap((health) => health.flags), ...states.flatMap((state) => MIRROR_FLAGS[state])];
  return { reads: sum("reads"), failedReads: sum("failedReads"), wraps: sum("wraps"), resets: sum("resets"), implausible: sum("implausible"), filledSeconds: sum("filledSeconds"), flags: [...new Set(all)] };
}
