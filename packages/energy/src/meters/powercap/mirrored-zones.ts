import { plusJoules } from "../counting/counter-window.ts";
import type { CounterReading } from "../open-meter.ts";
import type { EnergyCounter } from "../counting/energy-counter.ts";

const SAMPLES_TO_DECIDE = 5;
/** Two counters that show one register differ by what it gains between reading the one and the other: a step of 1 ms, and some to spare. */
const STEP_SECONDS = 0.005;
const IDENTICAL_JOULES = 0.5e-6;

export interface MirrorWatch {
  /** After each reading of both. */
  observe(): void;
  /** `undecided` counters are taken for one until they differ, since a sum never falls. */
  state(): "undecided" | "mirrored" | "distinct";
}

/**
 * Tells whether two counters show one and the same energy, as the dies of some processors do: their steps are identical, to the microjoule, in most of
 * at least five samples, and their sums do not drift apart.
 */
export function watchMirror(first: EnergyCounter, second: EnergyCounter): MirrorWatch {
  const sums = (): [number, number] => [first.reading().joules, second.reading().joules];
  const start = sums();
  let previous = start;
  let samples = 0;
  let identical = 0;
  let distinct = false;
  return {
    observe() {
      if (distinct || !first.moved() || !second.moved()) return;
      const now = sums();
      const [step, otherStep] = [now[0] - previous[0], now[1] - previous[1]];
      samples += 1;
      if (Math.abs(step - otherStep) <= IDENTICAL_JOULES) identical += 1;
      previous = now;
      const drift = Math.abs(now[0] - start[0] - (now[1] - start[1]));
      const tolerance = Math.max(first.watts() ?? 0, second.watts() ?? 0) * STEP_SECONDS + IDENTICAL_JOULES;
      distinct = drift > tolerance || (samples >= SAMPLES_TO_DECIDE && identical < samples / 2);
    },
    state: () => (distinct ? "distinct" : samples >= SAMPLES_TO_DECIDE ? "mirrored" : "undecided"),
  };
}

/** Sum of counters of which some may mirror an earlier one. What an undecided one has may still be added: it is pending. */
export function sumOfZones(zones: { reading: CounterReading; state: "undecided" | "mirrored" | "distinct" }[]): CounterReading {
  const zero: CounterReading = { joules: 0, lowJoules: 0, highJoules: 0, pending: { joules: 0, lowJoules: 0, highJoules: 0 } };
  return zones.reduce((sum, { reading, state }) => {
    if (state === "mirrored") return sum;
    if (state === "distinct") return { ...plusJoules(sum, reading), pending: plusJoules(sum.pending, reading.pending) };
    const most = reading.highJoules + reading.pending.highJoules;
    return { ...sum, pending: plusJoules(sum.pending, { joules: 0, lowJoules: 0, highJoules: most }) };
  }, zero);
}
