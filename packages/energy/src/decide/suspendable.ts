import type { Profile, Stretch } from "./profile.ts";
import { integralOver, intensityBefore } from "./profile.ts";
import { SLOT_MS, SLOT_SECONDS } from "./signal.ts";

/** What one pause takes: checkpoint and restart together. */
export interface Pause {
  /** J on top of what the machine draws in those seconds. */
  joules: number;
  /** Time in which the machine runs and the work does not go on, s. */
  seconds: number;
}

/** J · g/kWh of the pauses between stretches; divided by 3.6e6 it is g CO2e. */
export const costOfPauses = (profile: Profile, stretches: Stretch[], { joules }: Pause): number =>
  stretches.slice(0, -1).reduce((sum, { toMs }) => sum + joules * intensityBefore(profile, toMs), 0);

export interface Suspendable {
  /** Time to run without pauses, s. */
  seconds: number;
  /** Mean power while it runs, W. */
  watts: number;
  pause: Pause;
}

/** Four weeks: choosing grows with the square of what there is to choose from. */
const MOST_PIECES = 28 * 48;

/** Whole half hours to choose from, counted from `gridMs`. */
function piecesOf(profile: Profile, gridMs: number, limitMs: number): Stretch[] {
  const pieces: Stretch[] = [];
  for (let fromMs = gridMs; fromMs + SLOT_MS <= Math.min(limitMs, profile.endMs) && pieces.length < MOST_PIECES; fromMs += SLOT_MS) pieces.push({ fromMs, toMs: fromMs + SLOT_MS });
  return pieces;
}

interface Choice {
  stretches: Stretch[];
  /** In J · g/kWh: divided by 3.6e6 it is g CO2e. */
  cost: number;
}

/**
 * Cheapest choice of pieces for so many seconds, of which the last in time runs as long as is left. Without a cost of pausing it takes the cheapest pieces, as a greedy
 * choice does; with one, it fills a gap exactly where what the gap saves is less than the pause costs. Dynamic programming from the end: n pieces × k chosen.
 */
function cheapest(profile: Profile, pieces: Stretch[], seconds: number, { watts, pause }: Suspendable): Choice | null {
  const needed = Math.ceil(seconds / SLOT_SECONDS - 1e-9);
  if (needed > pieces.length || needed === 0) return null;
  const rest = (seconds - (needed - 1) * SLOT_SECONDS) * 1000;
  // Of the pieces from i on, so many chosen: the least cost where piece i is taken, and where it is not.
  let taken = new Array<number>(needed + 1).fill(Infinity);
  let free = new Array<number>(needed + 1).fill(Infinity);
  free[0] = 0;
  const goesOn: boolean[][] = [];
  const takes: boolean[][] = [];
  for (let index = pieces.length - 1; index >= 0; index--) {
    const piece = pieces[index]!;
    const [whole, part] = [integralOver(profile, piece), integralOver(profile, { fromMs: piece.fromMs, toMs: piece.fromMs + rest })];
    const ofPause = pause.joules * intensityBefore(profile, piece.toMs);
    const [nextTaken, nextFree] = [new Array<number>(needed + 1).fill(Infinity), new Array<number>(needed + 1).fill(Infinity)];
    goesOn[index] = [];
    takes[index] = [];
    for (let chosen = 0; chosen <= needed; chosen++) {
      nextFree[chosen] = Math.min(free[chosen]!, taken[chosen]!);
      takes[index]![chosen] = taken[chosen]! <= free[chosen]!; // whether piece index + 1 is taken, where this one is not
      if (chosen === 0) continue;
      const [on, pausing] = [taken[chosen - 1]!, free[chosen - 1]! + (chosen > 1 ? ofPause : 0)];
      goesOn[index]![chosen] = on <= pausing;
      nextTaken[chosen] = watts * (chosen === 1 ? part : whole) + Math.min(on, pausing);
    }
    [taken, free] = [nextTaken, nextFree];
  }
  const cost = Math.min(taken[needed]!, free[needed]!);
  if (cost === Infinity) return null;
  const stretches: Stretch[] = [];
  for (let index = 0, chosen = needed, take = taken[needed]! <= free[needed]!; chosen > 0; index++) {
    const piece = pieces[index]!;
    const takesNext = take ? goesOn[index]![chosen]! : takes[index]![chosen]!;
    if (take) {
      const toMs = chosen === 1 ? piece.fromMs + rest : piece.toMs;
      const before = stretches.at(-1);
      if (before?.toMs === piece.fromMs) before.toMs = toMs;
      else stretches.push({ fromMs: piece.fromMs, toMs });
      chosen--;
    }
    take = takesNext;
  }
  return { stretches, cost };
}

/** Pauses take time as well: the seconds grow with them until the plan holds all it needs. */
function cheapestWithPauses(profile: Profile, pieces: Stretch[], work: Suspendable): Choice | null {
  for (let pauses = 0; pauses <= pieces.length; ) {
    const choice = cheapest(profile, pieces, work.seconds + pauses * work.pause.seconds, work);
    if (choice === null || work.pause.seconds === 0 || choice.stretches.length - 1 <= pauses) return choice;
    pauses = choice.stretches.length - 1;
  }
  return null;
}

/**
 * The cleanest stretches for work that can be paused, in half hours counted from `earliestMs` or from the next edge of the profile, whichever is cleaner; null where they do not fit.
 * @param limitMs the last stretch ends before it
 */
export function cleanestStretches(profile: Profile, work: Suspendable, earliestMs: number, limitMs: number): Stretch[] | null {
  const nextEdge = profile.startMs + Math.ceil((earliestMs - profile.startMs) / SLOT_MS) * SLOT_MS;
  const choices = [...new Set([earliestMs, nextEdge])].map((grid) => cheapestWithPauses(profile, piecesOf(profile, grid, limitMs), work)).filter((choice) => choice !== null);
  return choices.sort((a, b) => a.cost - b.cost)[0]?.stretches ?? null;
}
