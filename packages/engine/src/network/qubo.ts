/** E(x) = offset + Σ linear[i] · x[i] + Σ over i < j of quadratic[i · n + j] · x[i] · x[j], x of 0 and 1: quadratic unconstrained binary optimization. */
export interface Qubo {
  /** Variables, n. */
  size: number;
  offset: number;
  linear: Float64Array;
  /** [n, n], symmetric, 0 on the diagonal; each pair counts once. */
  quadratic: Float64Array;
}

/** Energy of a choice. @param chosen n of 0 or 1 */
export function quboEnergy({ size, offset, linear, quadratic }: Qubo, chosen: ArrayLike<number>): number {
  let energy = offset;
  for (let i = 0; i < size; i++) {
    if (chosen[i] !== 1) continue;
    energy += linear[i]!;
    for (let j = i + 1; j < size; j++) if (chosen[j] === 1) energy += quadratic[i * size + j]!;
  }
  return energy;
}

/** The most that E can change when one variable does. */
export function largestFlip({ size, linear, quadratic }: Qubo): number {
  let most = 0;
  for (let i = 0; i < size; i++) {
    let reach = Math.abs(linear[i]!);
    for (let j = 0; j < size; j++) reach += Math.abs(quadratic[i * size + j]!);
    most = Math.max(most, reach);
  }
  return most;
}

/** Added to the largest flip, so that a penalty is more than it, also where there is nothing to gain. */
const MARGIN = 1.05;
const LEAST_PENALTY = 1e-3;

/**
 * The same problem with penalty · (Σ x − count)² added. The penalty is more than any single change can gain, so what is least has exactly so many ones:
 * one that had others would fall by setting or clearing one. Source of the form: Glover, Kochenberger and Du 2019, arXiv 1811.11538, section 5.
 */
export function withExactCount(free: Qubo, count: number): { qubo: Qubo; penalty: number } {
  const { size, offset, linear, quadratic } = free;
  const penalty = Math.max(MARGIN * largestFlip(free), LEAST_PENALTY);
  const pairs = quadratic.map((value, at) => (Math.floor(at / size) === at % size ? 0 : value + 2 * penalty));
  return { qubo: { size, offset: offset + penalty * count ** 2, linear: linear.map((value) => value + penalty * (1 - 2 * count)), quadratic: pairs }, penalty };
}
