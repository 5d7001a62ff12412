import type { RecordFlag } from "../../record-flags.ts";
import { NO_JOULES, plusJoules } from "./counter-window.ts";
import type { Change, Point, CounterLimits } from "./counter-change.ts";
import { MICRO, changeBetween } from "./counter-change.ts";
import type { BoundedJoules, CounterHealth, CounterReading } from "../open-meter.ts";

/** The counter at a moment of the host's clock. */
export interface CounterPoint {
  /** µJ; null: it could not be read. */
  microjoules: number | null;
  /** s */
  at: number;
  /** The machine slept since the last reading. */
  slept?: boolean;
}

export interface EnergyCounter {
  advance(point: CounterPoint): void;
  reading(): CounterReading;
  health(): CounterHealth;
  /** Whether the last reading moved the sum. */
  moved(): boolean;
  /** Power of the last interval that was read, W; null before the first. */
  watts(): number | null;
  last(): number;
}

/** A reading that cannot follow from the last trusted one. */
interface Doubt extends Point {
  kind: "reset" | "implausible" | "suspended";
}

/**
 * One energy counter, read again and again: adds up what can be trusted and bounds the rest. It wraps at `maxRange`; a fall that cannot be a wrap is
 * a reset; a rise above `limitWatts` is implausible. An interval in doubt is put aside until the next reading tells which of its ends was
 * wrong: a single wrong value is passed over, a counter that went on from its new value leaves a hole, filled with its neighbours' mean power between
 * 0 and the limit. A failed reading and one that did not move leave the last good one; the next covers the gap.
 * @param lateSeconds time before the first point that the counter was not to be seen in, though it is part of the sum
 */
export function countEnergy(limits: CounterLimits, first: Point, lateSeconds = 0): EnergyCounter {
  let sum: BoundedJoules = NO_JOULES;
  let trusted = first;
  let doubt: Doubt | null = null;
  let lastAt = first.at;
  let watts: number | null = null;
  let hole = lateSeconds;
  let unmoved = 0;
  let moved = false;
  const health = { reads: 1, failedReads: 0, wraps: 0, resets: 0, implausible: 0, filledSeconds: 0 };
  const flags = new Set<RecordFlag>(lateSeconds > 0 ? ["late-zone"] : []);
  const most = (seconds: number): number => limits.limitWatts * seconds;
  const change = (from: Point, to: Point): Change | null => changeBetween(from, to, limits, watts);

  const fill = (seconds: number, nextWatts: number | null): BoundedJoules => {
    const neighbours = [watts, nextWatts].filter((value) => value !== null);
    const mean = neighbours.length === 0 ? 0 : neighbours.reduce((a, b) => a + b, 0) / neighbours.length;
    health.filledSeconds += seconds;
    return { joules: Math.min(mean * seconds, most(seconds)), lowJoules: 0, highJoules: most(seconds) };
  };
  const trust = (point: Point, found: Change, further: BoundedJoules = NO_JOULES): void => {
    const foundWatts = found.seconds > 0 ? found.joules / found.seconds : null;
    sum = plusJoules(sum, plusJoules(found, further));
    if (hole > 0) sum = plusJoules(sum, fill(hole, foundWatts));
    hole = 0;
    health.wraps += found.wraps;
    if (found.ambiguous) flags.add("ambiguous-wrap");
    watts = foundWatts ?? watts;
    trusted = point;
    doubt = null;
    moved = true;
  };
  const distrust = (point: Point, slept: boolean): void => {
    doubt = { ...point, kind: slept ? "suspended" : point.microjoules < trusted.microjoules ? "reset" : "implausible" };
  };
  const count = (kind: Doubt["kind"]): void => {
    if (kind === "reset") health.resets += 1;
    if (kind === "implausible") health.implausible += 1;
    if (kind === "suspended") flags.add("suspended");
  };
  /** The reading after one in doubt. */
  const settle = (point: Point, suspect: Doubt): void => {
    const since = change(suspect, point);
    const across = suspect.kind === "suspended" ? null : change(trusted, point);
    const seconds = suspect.at - trusted.at;
    count(across ? "implausible" : suspect.kind); // where the sum goes on across it, the value in doubt was wrong, not the counter
    if (!since && !across) return distrust(point, suspect.kind === "suspended");
    if (!since) return trust(point, across!);
    const nextWatts = since.seconds > 0 ? since.joules / since.seconds : null;
    if (!across) return trust(point, since, fill(seconds, nextWatts));
    health.filledSeconds += seconds;
    const highJoules = Math.max(across.highJoules, since.highJoules + most(seconds));
    trust(point, { ...across, lowJoules: Math.min(across.lowJoules, since.lowJoules), highJoules });
  };

  return {
    advance({ microjoules, at, slept = false }) {
      lastAt = Math.max(lastAt, at);
      moved = false;
      if (microjoules === null) {
        health.failedReads += 1;
        flags.add("failed-read");
        return;
      }
      health.reads += 1;
      const point = { microjoules, at };
      if (slept) return distrust(point, true);
      if (microjoules === (doubt ?? trusted).microjoules) {
        unmoved += 1;
        if (unmoved >= 10 && at - trusted.at >= limits.stuckSeconds) flags.add("stuck-counter");
        return;
      }
      unmoved = 0;
      if (doubt) return settle(point, doubt);
      const found = change(trusted, point);
      if (found) trust(point, found);
      else distrust(point, false);
    },
    reading() {
      const seconds = lastAt - trusted.at + hole;
      // Counters start again at 0 most often: then what it shows was used since.
      const guess = watts !== null ? watts * seconds : doubt && doubt.microjoules < trusted.microjoules ? doubt.microjoules * MICRO : 0;
      return { ...sum, pending: { joules: Math.min(guess, most(seconds)), lowJoules: 0, highJoules: most(seconds) } };
    },
    health() {
      const open = (kind: Doubt["kind"]): number => (doubt?.kind === kind ? 1 : 0);
      const [resets, implausible] = [health.resets + open("reset"), health.implausible + open("implausible")];
      const seen: [RecordFlag, number][] = [["counter-reset", resets], ["implausible-counter", implausible], ["suspended", open("suspended")]];
      return { ...health, resets, implausible, flags: [...new Set([...flags, ...seen.flatMap(([flag, times]) => (times > 0 ? [flag] : []))])] };
    },
    moved: () => moved,
    watts: () => watts,
    last: () => trusted.microjoules,
  };
}
