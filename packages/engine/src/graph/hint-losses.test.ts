import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { HintOptions } from "../network/hints.ts";
import { denseNetwork } from "../test-networks.ts";
import { hintBias, hintKernel } from "./hint-losses.ts";
import { openPredictor } from "./predictor.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import { EXACT_RATE, examples, rowCount } from "./test-steps.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});
const order = Int32Array.from({ length: rowCount }, (_, i) => i);
const network = denseNetwork([6, 5, 4], "tanh");
const targets = (size: number): Float32Array => Float32Array.from({ length: rowCount * size }, (_, i) => Math.sin(i));
/** What dense_1 gives: the network's first layer alone. */
function activations(): Float32Array {
  const first = openPredictor(backend, { ...network, layers: [{ ...network.layers[0]!, config: { ...network.layers[0]!.config } }, { className: "Flatten", name: "f", config: {}, inbound: ["dense_1"] }], weights: { "dense_1/kernel": network.weights["dense_1/kernel"]!, "dense_1/bias": network.weights["dense_1/bias"]! } });
  const values = first.predict(examples.inputs);
  first.dispose();
  return values;
}
/** The loss of one step without any other part: labels count nothing. */
const silent = { type: "distillation", temperature: 1, hardLossWeight: 0, softLossWeight: 0 } as const;
function stepOf(hint: HintOptions, learningRate: number, steps = 1) {
  const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate }, loss: silent, hints: [hint] });
  program.setData({ ...examples, teacherLogits: new Float32Array(rowCount * 4), hints: [targets(hint.size)] });
  const before = program.state();
  let lossSum = 0;
  for (let step = 0; step < steps; step++) ({ lossSum } = program.train(order, rowCount));
  const [after, trained] = [program.state(), program.network()];
  program.dispose();
  return { before, after, trained, loss: lossSum / rowCount };
}
const kernel = Float32Array.from({ length: 15 }, (_, i) => Math.cos(i) / 2);

describe("a layer held to values", () => {
  test("of its own shape has the mean squared difference, times the weight, as loss", () => {
    const values = activations();
    const mean = values.reduce((sum, value, i) => sum + (value - targets(5)[i]!) ** 2, 0) / 5 / rowCount;
    expect(stepOf({ layer: "dense_1", weight: 3, size: 5, regressor: null }, 0.1).loss).toBeCloseTo(3 * mean, 4);
  });
  test("of another width goes through a map, whose gradient is what one works out by hand", () => {
    const values = activations();
    const { before, after, loss } = stepOf({ layer: "dense_1", weight: 2, size: 3, regressor: { inputs: 5, outputs: 3, kernel } }, EXACT_RATE);
    const differences = targets(3).map((target, at) => {
      const [row, k] = [Math.floor(at / 3), at % 3];
      return Array.from({ length: 5 }, (_, j) => values[row * 5 + j]! * kernel[j * 3 + k]!).reduce((a, b) => a + b, 0) - target;
    });
    expect(loss).toBeCloseTo((2 * differences.reduce((sum, value) => sum + value ** 2, 0)) / 3 / rowCount, 4);
    const moved = (key: string): number[] => Array.from(after[key]!.values, (value, i) => (before[key]!.values[i]! - value) / EXACT_RATE);
    moved(hintKernel(0)).forEach((gradient, at) => {
      const [j, k] = [Math.floor(at / 3), at % 3];
      let expected = 0;
      for (let row = 0; row < rowCount; row++) expected += ((2 * 2) / 3 / rowCount) * differences[row * 3 + k]! * values[row * 5 + j]!;
      expect(gradient).toBeCloseTo(expected, 5);
    });
    moved(hintBias(0)).forEach((gradient, k) => {
      let expected = 0;
      for (let row = 0; row < rowCount; row++) expected += ((2 * 2) / 3 / rowCount) * differences[row * 3 + k]!;
      expect(gradient).toBeCloseTo(expected, 5);
    });
    expect(moved("dense_1/kernel").some((gradient) => Math.abs(gradient) > 1e-4)).toBe(true);
    expect(moved("dense_2/kernel").every((gradient) => Math.abs(gradient) < 1e-9)).toBe(true);
  });
  test("comes nearer to them, and the map is no part of the network that is trained", () => {
    const hint = { layer: "dense_1", weight: 1, size: 3, regressor: { inputs: 5, outputs: 3, kernel } };
    const [once, often] = [stepOf(hint, 0.2, 1), stepOf(hint, 0.2, 200)];
    expect(often.loss).toBeLessThan(0.9 * once.loss);
    expect(Object.keys(often.trained.weights)).toEqual(Object.keys(network.weights));
  });
});
test("values that are not as many as the rows need are refused by the hint's number", () => {
  const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: 0.1 }, loss: silent, hints: [{ layer: "dense_1", weight: 1, size: 5, regressor: null }] });
  expect(() => program.setData({ ...examples, teacherLogits: new Float32Array(rowCount * 4) })).toThrow(`Hint 0 must have ${rowCount} × 5 numbers.`);
  program.dispose();
});
