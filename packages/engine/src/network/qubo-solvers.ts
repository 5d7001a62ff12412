import type { Random } from "../random.ts";
import type { Qubo } from "./qubo.ts";
import { quboEnergy } from "./qubo.ts";

export interface QuboSolution {
  /** 0 or 1 for each variable. */
  chosen: Uint8Array;
  energy: number;
}

/** Variables of which every choice is tried in a blink: 65,536 at the most. */
export const bruteForceLimit = 16;

/** The least energy over all choices, of equal ones the first by their number. @param qubo of at most 16 variables */
export function bruteForce(qubo: Qubo): QuboSolution {
  const { size } = qubo;
  let best: QuboSolution = { chosen: new Uint8Array(size), energy: Infinity };
  for (let number = 0; number < 2 ** size; number++) {
    const chosen = Uint8Array.from({ length: size }, (_, i) => (number >>> i) & 1);
    const energy = quboEnergy(qubo, chosen);
    if (energy < best.energy) best = { chosen, energy };
  }
  return best;
}

export interface Annealing {
  /** From which the first read begins: the further ones begin by chance. */
  start: Uint8Array;
  /** Independent descents, the best of which counts. */
  reads: number;
  /** Each proposes as many exchanges as there are variables. */
  sweeps: number;
  random: Random;
}

/** Temperature at the end, as a share of that at the beginning. */
const COLD = 1e-3;

/** Ones in as many places as `start` has, by chance. */
function shuffled(start: Uint8Array, random: Random): Uint8Array {
  const places = start.slice();
  for (let i = places.length - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [places[i], places[j]] = [places[j]!, places[i]!];
  }
  return places;
}

function rangeOf(places: Int32Array, fields: Float64Array): number {
  const reached = Array.from(places, (i) => fields[i]!);
  return reached.reduce((a, b) => Math.max(a, b)) - reached.reduce((a, b) => Math.min(a, b));
}

/** One descent. An exchange takes one variable out and another in, so the number of ones, which the penalty holds, stays; the energy is that of the whole QUBO. */
function descent({ size, linear, quadratic }: Qubo, chosen: Uint8Array, sweeps: number, random: Random): Uint8Array {
  const [inside, outside] = [1, 0].map((value) => Int32Array.from(Array.from({ length: size }, (_, i) => i).filter((i) => chosen[i] === value)));
  if (inside!.length === 0 || outside!.length === 0) return chosen;
  /** What E gains by setting each. */
  const fields = linear.slice();
  for (const i of inside!) for (let j = 0; j < size; j++) fields[j]! += quadratic[i * size + j]!;
  // How much variables differ says how hot is hot, not the penalty that all of those inside, and all outside, have alike.
  const hot = Math.max(1e-9, ...[inside!, outside!].map((places) => rangeOf(places, fields)));
  const best = chosen.slice();
  let [energy, least] = [0, 0];
  for (let sweep = 0; sweep < sweeps; sweep++) {
    const temperature = hot * COLD ** (sweep / Math.max(1, sweeps - 1));
    for (let proposal = 0; proposal < size; proposal++) {
      const [a, b] = [Math.floor(random() * inside!.length), Math.floor(random() * outside!.length)];
      const [out, into] = [inside![a]!, outside![b]!];
      const change = fields[into]! - fields[out]! - quadratic[out * size + into]!;
      if (change > 0 && random() >= Math.exp(-change / temperature)) continue;
      [inside![a], outside![b]] = [into, out];
      chosen[out] = 0;
      chosen[into] = 1;
      for (let j = 0; j < size; j++) fields[j]! += quadratic[into * size + j]! - quadratic[out * size + j]!;
      energy += change;
      if (energy < least - 1e-12) {
        least = energy;
        best.set(chosen);
      }
    }
  }
  return best;
}

/**
 * Simulated annealing over the choices with as many ones as `start` has. Same random stream, same answer.
 * Source: Kirkpatrick, Gelatt and Vecchi 1983, "Optimization by Simulated Annealing", with exchanges as moves.
 */
export function anneal(qubo: Qubo, { start, reads, sweeps, random }: Annealing): QuboSolution {
  let best: QuboSolution = { chosen: start, energy: quboEnergy(qubo, start) };
  for (let read = 0; read < reads; read++) {
    const chosen = descent(qubo, read === 0 ? start.slice() : shuffled(start, random), sweeps, random);
    const energy = quboEnergy(qubo, chosen);
    if (energy < best.energy) best = { chosen, energy };
  }
  return best;
}
