import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { LossSpec } from "../network/objective.ts";
import { denseNetwork, relativeDifference } from "../test-networks.ts";
import { openPredictor } from "./predictor.ts";
import type { Backend } from "./session.ts";
import type { Step } from "./test-steps.ts";
import { examples, oneStep, rowCount } from "./test-steps.ts";

const classes = 4;
const network = denseNetwork([6, classes]); // one linear layer: its bias gradient is the sum of the logits' gradients
const teacher = Float32Array.from({ length: rowCount * classes }, (_, i) => 3 * Math.cos(i * 1.7));
let backend: Backend;
let student: Float32Array;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
  const predictor = openPredictor(backend, network);
  student = predictor.predict(examples.inputs);
  predictor.dispose();
});

const softmax = (values: number[]): number[] => {
  const most = Math.max(...values);
  const powers = values.map((value) => Math.exp(value - most));
  const sum = powers.reduce((a, b) => a + b, 0);
  return powers.map((power) => power / sum);
};
const row = (logits: ArrayLike<number>, i: number, temperature: number): number[] => Array.from({ length: classes }, (_, c) => logits[i * classes + c]! / temperature);
const softOnly = (temperature: number): LossSpec => ({ type: "distillation", temperature, hardLossWeight: 0, softLossWeight: 1 });
const step = (loss: LossSpec, logits = teacher): Step => oneStep(backend, network, loss, logits);

/** Gradient of the kernel [6, classes] and the bias from that of the logits, in doubles. */
function gradientsFrom(ofLogits: number[][]): { kernel: number[]; bias: number[] } {
  const [kernel, bias] = [new Array<number>(6 * classes).fill(0), new Array<number>(classes).fill(0)];
  ofLogits.forEach((gradient, i) =>
    gradient.forEach((value, c) => {
      bias[c]! += value;
      for (let k = 0; k < 6; k++) kernel[k * classes + c]! += (examples.inputs.values[i * 6 + k]! / network.inputScale) * value;
    }),
  );
  return { kernel, bias };
}

test("cross-entropy is −log of the label's probability, and its gradient softmax − one-hot", () => {
  const probabilities = Array.from({ length: rowCount }, (_, i) => softmax(row(student, i, 1)));
  const { loss, gradient } = oneStep(backend, network, { type: "cross-entropy" });
  expect(loss).toBeCloseTo(probabilities.reduce((sum, p, i) => sum - Math.log(p[examples.labels[i]!]!), 0) / rowCount, 5);
  const { kernel, bias } = gradientsFrom(probabilities.map((p, i) => p.map((value, c) => (value - Number(c === examples.labels[i])) / rowCount)));
  expect(relativeDifference(gradient("dense_1/kernel"), kernel)).toBeLessThan(1e-6);
  expect(relativeDifference(gradient("dense_1/bias"), bias)).toBeLessThan(1e-6);
});

test("smoothed labels and class weights: Σ of weight · cross-entropy with (1 − ε)·one-hot + ε / classes, over the examples", () => {
  const [smoothing, classWeights] = [0.2, [0.5, 2, 1, 3]];
  const probabilities = Array.from({ length: rowCount }, (_, i) => softmax(row(student, i, 1)));
  const targets = Array.from(examples.labels, (label) => Array.from({ length: classes }, (_, c) => (c === label ? 1 - smoothing : 0) + smoothing / classes));
  const weightOf = (i: number): number => classWeights[examples.labels[i]!]!;
  const { loss, gradient } = oneStep(backend, network, { type: "cross-entropy", labelSmoothing: smoothing, classWeights });
  expect(loss).toBeCloseTo(probabilities.reduce((sum, p, i) => sum - weightOf(i) * p.reduce((part, value, c) => part + targets[i]![c]! * Math.log(value), 0), 0) / rowCount, 4);
  const { kernel, bias } = gradientsFrom(probabilities.map((p, i) => p.map((value, c) => (weightOf(i) * (value - targets[i]![c]!)) / rowCount)));
  expect(relativeDifference(gradient("dense_1/kernel"), kernel)).toBeLessThan(1e-6);
  expect(relativeDifference(gradient("dense_1/bias"), bias)).toBeLessThan(1e-6);
});

describe("distilling", () => {
  test.each([1, 2.5, 20])("at T = %d: the loss is T²·KL(teacher ‖ student), the gradient T·(softmax(student/T) − softmax(teacher/T))/B", (temperature) => {
    const { loss, gradient } = step(softOnly(temperature));
    const pairs = Array.from({ length: rowCount }, (_, i) => [softmax(row(teacher, i, temperature)), softmax(row(student, i, temperature))] as const);
    const divergence = pairs.reduce((sum, [p, q]) => sum + p.reduce((part, value, c) => part + value * Math.log(value / q[c]!), 0), 0);
    const { kernel, bias } = gradientsFrom(pairs.map(([p, q]) => q.map((value, c) => (temperature * (value - p[c]!)) / rowCount)));
    expect(loss).toBeCloseTo((temperature ** 2 * divergence) / rowCount, 4);
    expect(relativeDifference(gradient("dense_1/kernel"), kernel)).toBeLessThan(2e-6);
    expect(gradient("dense_1/bias").reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5); // a row's gradient sums to 0
    expect(relativeDifference(gradient("dense_1/bias"), bias)).toBeLessThan(2e-6);
  });

  test.each([1, 2.5])("by cross-entropy at T = %d: the gradient is that of the divergence, the loss larger by T² times the teacher's entropy", (temperature) => {
    const [ce, kl] = [step({ ...softOnly(temperature), loss: "ce" } as LossSpec), step(softOnly(temperature))];
    expect(relativeDifference(ce.gradient("dense_1/kernel"), kl.gradient("dense_1/kernel"))).toBeLessThan(1e-7);
    const entropy = Array.from({ length: rowCount }, (_, i) => softmax(row(teacher, i, temperature)).reduce((sum, p) => sum - p * Math.log(p), 0)).reduce((a, b) => a + b, 0) / rowCount;
    expect(ce.loss - kl.loss).toBeCloseTo(temperature ** 2 * entropy, 4);
  });

  test.each([1, 7])("by squares, whatever T (%d): the loss is the mean of (student − teacher)² over the classes, the gradient 2·(student − teacher)/classes/B", (temperature) => {
    const { loss, gradient } = step({ ...softOnly(temperature), softLossWeight: 0.5, loss: "mse" } as LossSpec);
    const differences = Array.from({ length: rowCount }, (_, i) => row(student, i, 1).map((value, c) => value - teacher[i * classes + c]!));
    expect(loss).toBeCloseTo((0.5 * differences.flat().reduce((sum, d) => sum + d ** 2, 0)) / classes / rowCount, 4);
    const { kernel, bias } = gradientsFrom(differences.map((d) => d.map((value) => (0.5 * 2 * value) / classes / rowCount)));
    expect(relativeDifference(gradient("dense_1/kernel"), kernel)).toBeLessThan(1e-6);
    expect(relativeDifference(gradient("dense_1/bias"), bias)).toBeLessThan(1e-6);
  });

  test("as T grows the gradient tends to that of half the squared difference of the centred logits, over the classes", () => {
    const centred = (values: number[]): number[] => values.map((value) => value - values.reduce((a, b) => a + b, 0) / classes);
    const { kernel } = gradientsFrom(Array.from({ length: rowCount }, (_, i) => {
      const [z, t] = [centred(row(student, i, 1)), centred(row(teacher, i, 1))];
      return z.map((value, c) => (value - t[c]!) / (classes * rowCount));
    }));
    expect(relativeDifference(step(softOnly(100)).gradient("dense_1/kernel"), kernel)).toBeLessThan(0.02);
    expect(relativeDifference(step(softOnly(1)).gradient("dense_1/kernel"), kernel)).toBeGreaterThan(0.1);
  });

  test("from a teacher that says what the student says, but for a constant on each row, there is nothing to learn", () => {
    const { loss, gradient } = step(softOnly(3), student.map((value, i) => value + Math.floor(i / classes)));
    expect(loss).toBeCloseTo(0, 5);
    expect(Math.max(...gradient("dense_1/kernel").map(Math.abs))).toBeLessThan(2e-6);
  });

  test("a constant added to any row of the teacher's logits changes nothing", () => {
    const shifted = teacher.map((value, i) => value + Math.floor(i / classes) - 7);
    expect(relativeDifference(step(softOnly(2), shifted).gradient("dense_1/kernel"), step(softOnly(2)).gradient("dense_1/kernel"))).toBeLessThan(1e-5);
  });

  test("with labels is the weighted sum of both losses and both gradients", () => {
    const mixed = step({ type: "distillation", temperature: 4, hardLossWeight: 0.1, softLossWeight: 0.9 });
    const [hard, soft] = [step({ type: "cross-entropy" }), step(softOnly(4))];
    expect(mixed.loss).toBeCloseTo(0.1 * hard.loss + 0.9 * soft.loss, 4);
    const expected = hard.gradient("dense_1/kernel").map((value, i) => 0.1 * value + 0.9 * soft.gradient("dense_1/kernel")[i]!);
    expect(relativeDifference(mixed.gradient("dense_1/kernel"), expected)).toBeLessThan(1e-6);
  });
});
