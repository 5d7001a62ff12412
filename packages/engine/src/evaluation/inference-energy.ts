import type { Measurement, Meter } from "@joulemark/energy";
import { factorOf, intervalOf } from "@joulemark/energy";
import type { Predictor, Rows } from "../network/network.ts";
import { filledBatch } from "./filled-batch.ts";

export interface InferenceOptions {
  /** Shortest time to repeat for, s. */
  seconds: number;
  batchSize: number;
  /** Between calls: lets the event loop turn, and may throw to stop. */
  pause: () => Promise<void>;
}

/**
 * J per 1,000 inferences at a batch size, by predicting the same batch again and again; null where this machine measures none. Building batches is not in it.
 * @param width values of one example
 */
export async function inferenceEnergyPerThousand(predictor: Predictor, examples: Rows, width: number, meter: Meter, { seconds, batchSize, pause }: InferenceOptions): Promise<Measurement | null> {
  const rows = filledBatch(examples, width, batchSize);
  predictor.predict(rows); // the first call compiles
  const window = await meter.start({ root: "self" }, { paused: true });
  let inferences = 0;
  while (inferences === 0 || window.soFar().wallSeconds < seconds) {
    window.resume();
    for (const until = performance.now() + 50; performance.now() < until; ) {
      predictor.predict(rows);
      inferences += batchSize;
    }
    window.pause();
    await pause();
  }
  const { energy } = await window();
  if (!energy) return null;
  const value = (energy.value / inferences) * 1000;
  return { ...energy, value, interval: energy.interval && intervalOf(value, factorOf(energy)), source: `${energy.source}; ${inferences} inferences at batch ${batchSize}` };
}
