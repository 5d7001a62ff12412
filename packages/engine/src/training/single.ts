import { EngineError } from "../errors.ts";
import { permutation, randomOf } from "../random.ts";
import type { Position, TrainingStrategy } from "./strategy.ts";
import { trainWindows } from "./train-windows.ts";

/** A native call stops the event loop: it is aimed at this length, so that no call is longer than about 100 ms. */
const CALL_MS = 50;

/** One process trains. The order of the rows follows from seed, call and epoch alone, so a resumed run goes on as if nothing had happened. */
export const single: TrainingStrategy = {
  id: "single",
  workersOf: () => 1,
  async run({ program, examples, epochs, batchSize, settings, seed, call, start, maxSteps }, onChunk) {
    const accumulated = settings.gradientAccumulationSteps ?? 1;
    const stepsPerEpoch = Math.ceil(examples / batchSize);
    let { epoch, row } = start;
    let stepMs = CALL_MS; // the first call takes one step, and tells how long a step is
    while (epoch < epochs) {
      const order = permutation(randomOf(seed, "order", call, epoch), examples);
      while (row < examples) {
        const steps = Math.max(1, Math.min(maxSteps, Math.floor(CALL_MS / stepMs)));
        const rows = order.subarray(row, row + steps * batchSize);
        const before = performance.now();
        const done = accumulated > 1 ? trainWindows(program, rows, { batchSize, accumulated, first: row / batchSize, batches: stepsPerEpoch }) : program.train(rows, batchSize);
        const tookMs = Math.max((performance.now() - before) / done.steps, 0.001);
        stepMs = stepMs === CALL_MS ? tookMs : Math.max(tookMs, 0.8 * stepMs);
        row += rows.length;
        if (done.firstBroken !== null || !Number.isFinite(done.lossSum)) {
          const step = epoch * stepsPerEpoch + Math.ceil((row - rows.length) / batchSize) + (done.firstBroken ?? done.steps - 1) + 1;
          throw new EngineError("NUMERIC", `The loss is ${done.lossSum} in step ${step}: lower the learning rate.`);
        }
        const position: Position = row < examples ? { epoch, row } : { epoch: epoch + 1, row: 0 };
        const verdict = await onChunk({ position, steps: done.steps, rows: rows.length, loss: done.lossSum / rows.length, accuracy: done.correct / rows.length });
        if (verdict === "stop") return;
      }
      epoch += 1;
      row = 0;
    }
  },
};
