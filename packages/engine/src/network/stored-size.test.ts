import { expect, test } from "@jest/globals";
import { denseNetwork } from "../test-networks.ts";
import { storedSize } from "./stored-size.ts";

test("zeros cost a bit each where weights are stored sparsely, and pack to almost nothing", () => {
  const network = denseNetwork([64, 32, 10]); // biases begin at 0
  const full = storedSize(network);
  const count = 64 * 32 + 32 + 320 + 10;
  expect(full).toMatchObject({ weights: count, zeros: 42, denseBytes: 4 * count, sparseBytes: Math.ceil(count / 8) + 4 * (count - 42) });
  network.weights["dense_1/kernel"]!.values.fill(0);
  const pruned = storedSize(network);
  expect(full.sparseBytes - pruned.sparseBytes).toBe(4 * 64 * 32);
  expect(full.packedBytes - pruned.packedBytes).toBeGreaterThan(3 * 64 * 32);
});
