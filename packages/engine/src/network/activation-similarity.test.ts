import { expect, test } from "@jest/globals";
import { activationSimilarity } from "./activation-similarity.ts";

const at = (similarity: Float64Array, n: number, i: number, j: number): number => similarity[i * n + j]!;

test("it is the magnitude of the correlation over all rows, whatever scale and shift; a channel that never changes is like none", () => {
  const rows = [[1, -20, 5, 7], [2, -40, 1, 7], [3, -60, 4, 7], [6, -120, 2, 7]];
  const similarity = activationSimilarity([{ values: Float32Array.from(rows.flat()), width: 4, channels: [0, 1, 2, 3] }]);
  expect(at(similarity, 4, 0, 1)).toBeCloseTo(1, 6);
  const [a, c] = [[-2, -1, 0, 3], [2, -2, 1, -1]];
  const correlation = a.reduce((sum, value, k) => sum + value * c[k]!, 0) / Math.sqrt(14 * 10);
  expect(at(similarity, 4, 2, 0)).toBeCloseTo(Math.abs(correlation), 6);
  expect([at(similarity, 4, 3, 0), at(similarity, 4, 3, 3)]).toEqual([0, 1]);
});
test("channels come in the order that is asked for, and several makers are averaged", () => {
  const one = { values: Float32Array.of(1, 1, 2, 2, 3, 3), width: 2, channels: [1, 0] };
  const two = { values: Float32Array.of(0, 1, 9, 1, 0, 0, 9, 0), width: 2, channels: [0, 1] };
  expect(at(activationSimilarity([one, two]), 2, 0, 1)).toBeCloseTo(0.5, 6);
});
