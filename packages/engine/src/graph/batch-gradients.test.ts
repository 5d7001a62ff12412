import { beforeAll, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { denseNetwork, relativeDifference } from "../test-networks.ts";
import { BatchGradients } from "./batch-gradients.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import { examples, oneStep, rowCount } from "./test-steps.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});
const network = denseNetwork([6, 5, 4], "tanh");
const loss = { type: "cross-entropy" } as const;
function gradientsOf(batchSize: number): Float32Array[] {
  const gradients = new BatchGradients(backend, network, { loss }, examples);
  const all: Float32Array[] = [];
  gradients.forEach(batchSize, (gradient) => all.push(gradient("dense_1/kernel")));
  gradients.dispose();
  return all;
}

test("batches of all sizes have gradients whose mean over the rows is that of all rows at once: no batch moves the weights for the next", () => {
  const whole = oneStep(backend, network, loss).gradient("dense_1/kernel");
  expect(relativeDifference(gradientsOf(rowCount)[0]!, whole)).toBeLessThan(1e-7);
  for (const [batchSize, sizes] of [[8, [8, 8, 8]], [10, [10, 10, 4]]] as const) {
    const parts = gradientsOf(batchSize);
    expect(parts.length).toBe(sizes.length);
    expect(relativeDifference(whole.map((_, i) => parts.reduce((sum, part, k) => sum + (part[i]! * sizes[k]!) / rowCount, 0)), whole)).toBeLessThan(1e-6);
  }
});

test("a gradient tells by how much the loss falls along it", () => {
  const [gradient] = gradientsOf(rowCount);
  const lossAt = (by: number): number => {
    const weights = { ...network.weights, "dense_1/kernel": { shape: [6, 5], values: network.weights["dense_1/kernel"]!.values.map((value, i) => value + by * gradient![i]!) } };
    const program = new TrainingProgram(backend, { ...network, weights }, { optimizer: { type: "sgd", learningRate: 0 }, loss });
    program.setData(examples);
    const { lossSum } = program.train(Int32Array.from({ length: rowCount }, (_, i) => i), rowCount);
    program.dispose();
    return lossSum / rowCount;
  };
  const slope = (lossAt(0.05) - lossAt(-0.05)) / 0.1;
  expect(slope / gradient!.reduce((sum, value) => sum + value ** 2, 0)).toBeCloseTo(1, 2);
});
