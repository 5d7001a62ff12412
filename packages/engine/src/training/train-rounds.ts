import { permutation, randomOf } from "../random.ts";
import type { Tally } from "./tally.ts";
import type { Chunk, TrainingPlan } from "./strategy.ts";

/**
 * Epoch by epoch, rounds of so many rows, counted by the tally, which `work` adds to; what was done is told when it is due.
 * @param work of a round; `step` is its first, from 1. False: it was left undone, since the process is to end, and what was done before is told.
 */
export async function trainRounds({ examples, epochs, batchSize, seed, call, start }: TrainingPlan, tally: Tally, rowsPerRound: number, work: (rows: Int32Array, step: number) => Promise<boolean>, onChunk: (chunk: Chunk) => Promise<"stop" | void>): Promise<void> {
  const stepsPerEpoch = Math.ceil(examples / batchSize);
  let { epoch, row } = start;
  while (epoch < epochs) {
    const order = permutation(randomOf(seed, "order", call, epoch), examples);
    while (row < examples) {
      const rows = order.subarray(row, row + rowsPerRound);
      if (!(await work(rows, epoch * stepsPerEpoch + row / batchSize + 1))) return void (await onChunk(tally.take({ epoch, row })));
      row += rows.length;
      if (row < examples && !tally.isDue) continue;
      const verdict = await onChunk(tally.take(row < examples ? { epoch, row } : { epoch: epoch + 1, row: 0 }));
      if (verdict === "stop") return;
    }
    epoch += 1;
    row = 0;
  }
}
