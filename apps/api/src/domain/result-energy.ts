import type { ComponentFigure, LadderStep, StoredRecord } from "@joulemark/energy";
import { meanFigure } from "./figure-means.ts";
import type { Figure } from "./figures.ts";
import { mean } from "./statistics.ts";

/** What the meters of a result's runs recorded, taken together: means of one run, and everything that was warned of in any. */
export interface ResultEnergy {
  /** Runs that have a record. */
  recordedRuns: number;
  components: ComponentFigure[];
  /** Lowest of the runs; null where it cannot be known of one. */
  coverage: number | null;
  captureModes: string[];
  /** Every step of any run, once. */
  ladder: LadderStep[];
  flags: { flag: string; runs: number }[];
  cpuSeconds: number;
  wallSeconds: number;
  /** Null where a record does not say. */
  samplerCpuSeconds: number | null;
  facilityEnergy: Figure | null;
  water: Figure | null;
  embodiedCarbon: Figure | null;
  sci: StoredRecord["sci"];
}

/** @param records one a run, of those that have one; null where there is none */
export function resultEnergyOf(records: StoredRecord[]): ResultEnergy | null {
  if (records.length === 0) return null;
  const over = <T>(read: (record: StoredRecord) => T | null): T[] | null => { const all = records.map(read); return all.some((one) => one === null) ? null : (all as T[]); };
  const meanOf = (read: (record: StoredRecord) => number | null): number | null => { const all = over(read); return all && mean(all); };
  const flags = [...new Set(records.flatMap((record) => record.flags))];
  const coverages = over(({ coverage }) => coverage);
  return {
    recordedRuns: records.length,
    components: meanComponents(records),
    coverage: coverages && Math.min(...coverages),
    captureModes: [...new Set(records.flatMap(({ scope }) => (scope ? [scope.mode] : [])))],
    ladder: distinctSteps(records),
    flags: flags.map((flag) => ({ flag, runs: records.filter((record) => record.flags.includes(flag)).length })),
    cpuSeconds: mean(records.map(({ cpuSeconds }) => cpuSeconds)),
    wallSeconds: mean(records.map(({ wallSeconds }) => wallSeconds)),
    samplerCpuSeconds: meanOf(({ sampler }) => sampler?.cpuSeconds ?? null),
    facilityEnergy: meanFigure(records.map(({ facilityEnergy }) => facilityEnergy)),
    water: meanFigure(records.map(({ water }) => water)),
    embodiedCarbon: meanFigure(records.map(({ embodiedCarbon }) => embodiedCarbon)),
    sci: meanSci(records),
  };
}

function distinctSteps(records: StoredRecord[]): LadderStep[] {
  const byText = new Map(records.flatMap(({ ladder }) => ladder.map((step): [string, LadderStep] => [JSON.stringify([step.component, step.method, step.taken, step.reason]), step])));
  return [...byText.values()];
}

/** Alike: of one name and meter, and in one place among the run's alike ones, since a machine may have several accelerators. */
function keyed({ components }: StoredRecord): [string, ComponentFigure][] {
  const seen = new Map<string, number>();
  return components.map((component) => {
    const kind = `${component.name} ${component.meter}`;
    const place = seen.get(kind) ?? 0;
    seen.set(kind, place + 1);
    return [`${kind} ${place}`, component];
  });
}

/** Means of the components that every run has by the same meters; one that some run measured otherwise is not measured as a whole. */
function meanComponents(records: StoredRecord[]): ComponentFigure[] {
  const runs = records.map((record) => new Map(keyed(record)));
  const all = runs.flatMap((run) => [...run]);
  return [...new Set(all.map(([, { name }]) => name))].flatMap((name): ComponentFigure[] => {
    const keys = [...new Set(all.flatMap(([key, component]) => (component.name === name ? [key] : [])))];
    const isWhole = keys.every((key) => runs.every((run) => run.has(key)));
    return isWhole ? keys.map((key) => meanComponent(runs.map((run) => run.get(key)!))) : [{ name, energy: null, meter: null, attribution: null }];
  });
}

function meanComponent(alike: ComponentFigure[]): ComponentFigure {
  const { name, meter } = alike[0]!;
  const shares = alike.map(({ attribution }) => attribution).filter((attribution) => attribution !== null);
  const meanOf = (key: "share" | "machineJoules" | "activeJoules" | "idleJoules" | "unallocatedJoules"): number => mean(shares.map((attribution) => attribution[key]));
  const attribution = shares.length < alike.length ? null : {
    rule: shares.every(({ rule }) => rule === "exclusive") ? ("exclusive" as const) : ("cpu-time" as const),
    share: meanOf("share"), machineJoules: meanOf("machineJoules"), activeJoules: meanOf("activeJoules"), idleJoules: meanOf("idleJoules"), unallocatedJoules: meanOf("unallocatedJoules"),
  };
  return { name, meter, energy: meanFigure(alike.map(({ energy }) => energy)), attribution };
}

function meanSci(records: StoredRecord[]): StoredRecord["sci"] {
  const [first, ...others] = records.map(({ sci }) => sci);
  if (!first || others.some((sci) => sci?.functionalUnit !== first.functionalUnit || sci.count !== first.count)) return null;
  const figure = meanFigure(records.map(({ sci }) => sci!.figure));
  return figure && { ...first, figure };
}
