import type { TrainedSteps, TrainingProgram } from "../graph/program.ts";

export interface Windows {
  batchSize: number;
  /** Batches of a window: the weights move at its end. A window ends with its epoch, so the last one may be shorter. */
  accumulated: number;
  /** The batch of the epoch that the rows begin with, from 0: it may be in the middle of a window. */
  first: number;
  /** Batches of an epoch. */
  batches: number;
}

/** Trains these rows by gradients that are summed over windows of batches: a native call for each window that they touch. */
export function trainWindows(program: TrainingProgram, rows: Int32Array, { batchSize, accumulated, first, batches }: Windows): TrainedSteps {
  const all: TrainedSteps = { steps: 0, lossSum: 0, correct: 0, firstBroken: null };
  const total = Math.ceil(rows.length / batchSize);
  while (all.steps < total) {
    const batch = first + all.steps;
    const windowEnd = Math.min(batches, (Math.floor(batch / accumulated) + 1) * accumulated);
    const count = Math.min(windowEnd - batch, total - all.steps);
    const done = program.accumulate(rows.subarray(all.steps * batchSize, (all.steps + count) * batchSize), batchSize, { update: batch + count === windowEnd });
    all.firstBroken ??= done.firstBroken === null ? null : all.steps + done.firstBroken;
    all.steps += done.steps;
    all.lossSum += done.lossSum;
    all.correct += done.correct;
  }
  return all;
}
