import { expect, test } from "@jest/globals";
import { outerStep } from "./outer-step.ts";

const from = { w: Float32Array.of(1, -2, 3) };
const average = { w: Float32Array.of(0.5, -2.5, 3) };

test("rate 1 without momentum is the average, to the bit", () => {
  const wild = { w: Float32Array.from({ length: 500 }, (_, i) => Math.sin(i) * 10 ** ((i % 9) - 4)) };
  const reached = { w: wild.w.map((value, i) => value * (1 + Math.cos(i) / 10)) };
  expect(outerStep({ from: wild, average: reached, velocity: {}, optimizer: { learningRate: 1 } })).toEqual({ weights: reached, velocity: {} });
});

test("momentum and Nesterov's look ahead are PyTorch's, by hand", () => {
  // torch.optim.SGD: v = 0.9 v + g; p -= lr v, or lr (g + 0.9 v); g = from − average = 0.5, 0.5, 0
  const plain = outerStep({ from, average, velocity: { w: Float32Array.of(1, 0, 1) }, optimizer: { learningRate: 0.5, momentum: 0.5 } });
  expect(plain).toEqual({ weights: { w: Float32Array.of(0.5, -2.25, 2.75) }, velocity: { w: Float32Array.of(1, 0.5, 0.5) } });
  const ahead = outerStep({ from, average, velocity: { w: Float32Array.of(1, 0, 1) }, optimizer: { learningRate: 0.5, momentum: 0.5, nesterov: true } });
  expect(ahead).toEqual({ weights: { w: Float32Array.of(0.5, -2.375, 2.875) }, velocity: { w: Float32Array.of(1, 0.5, 0.5) } });
});
