import type { Rows } from "../network/network.ts";

/** A batch of the first examples, over again from the first where there are too few. @param width values of one example */
export function filledBatch({ values, count }: Rows, width: number, batchSize: number): Rows {
  const batch = new (values.constructor as new (length: number) => Uint8Array | Float32Array)(batchSize * width);
  for (let row = 0; row < batchSize; row++) batch.set(values.subarray((row % count) * width, ((row % count) + 1) * width), row * width);
  return { values: batch, count: batchSize };
}
