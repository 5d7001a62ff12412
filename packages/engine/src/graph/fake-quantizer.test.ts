import { beforeAll, describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { openBackend } from "../backend.ts";
import { fakeQuantizationOf } from "../network/fake-quantization.ts";
import { integersOf, valuesOf } from "../network/quantization.ts";
import { denseNetwork } from "../test-networks.ts";
import { GraphBuilder } from "./builder.ts";
import { FakeQuantizer, observedRanges } from "./fake-quantizer.ts";
import { gradients } from "./gradients.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import { StateVariables } from "./state-variables.ts";
import { examples, rowCount } from "./test-steps.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

/** Values, and the gradient of their sum, through what the quantizer makes of them. */
function through(values: number[], range: [number, number], weights?: { most: number; axes: number[] }): { forward: number[]; gradient: number[] } {
  const graph = new GraphBuilder();
  const state = new StateVariables(graph);
  const quantizer = new FakeQuantizer(graph, { weights: weights ? { w: weights } : {}, points: ["p"], activationType: "uint8", averagingConstant: 0.01 }, state);
  const x = graph.placeholder("x", "float32", [null]);
  const read = graph.operation("Identity", [x]);
  const y = weights ? quantizer.weight("w", read) : quantizer.known("p", read);
  const [gradient] = gradients(graph, [[y, graph.operation("AddV2", [graph.operation("Mul", [y, graph.constant(0)]), graph.constant(1)])]], [read]);
  const [forwardOut, gradientOut] = [y, gradient!].map((tensor) => graph.operation("Identity", [tensor]));
  const set = state.assignAll();
  const session = backend.open(graph, [forwardOut!, gradientOut!, set]);
  session.run(state.feedsOf(state.initial({ "observer/p/low": { values: Float32Array.of(range[0]) }, "observer/p/high": { values: Float32Array.of(range[1]) } })), [set]);
  const [forward, back] = session.run([{ tensor: x, values: Float32Array.from(values), shape: [values.length] }], [forwardOut!, gradientOut!]);
  session.dispose();
  return { forward: Array.from(forward!), gradient: Array.from(back!) };
}

/** What TensorFlow documents of FakeQuantWithMinMaxVars: the range moved so that 0 is exact, then 255 steps. */
function documented(value: number, [low, high]: [number, number]): number {
  const scale = (high - low) / 255;
  const zero = Math.max(0, Math.min(255, Math.round(-low / scale)));
  const [least, most] = [-zero * scale, (255 - zero) * scale];
  return Math.floor((Math.max(least, Math.min(most, value)) - least) / scale + 0.5) * scale + least;
}

describe("activations", () => {
  test("outside of the range have no gradient, inside of it all of it", () => {
    expect(through([-1.3, -0.2, 0, 0.4, 2.7], [-1, 2]).gradient).toEqual([0, 1, 1, 1, 0]);
  });
  test("are rounded to 255 steps of a range in which 0 is exact", () => {
    fc.assert(fc.property(fc.double({ min: -8, max: 0, noNaN: true }), fc.double({ min: 0.1, max: 8, noNaN: true }), fc.array(fc.double({ min: -9, max: 9, noNaN: true }), { minLength: 1, maxLength: 20 }), (low, high, values) => {
      const { forward } = through([0, ...values], [low, high]);
      expect(forward[0]).toBe(0);
      const step = (high - low) / 255;
      forward.slice(1).forEach((value, i) => expect(Math.min(Math.abs(value - documented(values[i]!, [low, high])), Math.abs(Math.abs(value - documented(values[i]!, [low, high])) - step))).toBeLessThan(1e-5)); // a half may go either way
    }), { numRuns: 20 });
  });
});
describe("weights", () => {
  test.each([127, 64])("are the values that integers of at most %d will stand for, and their gradient passes", (most) => {
    const values = Array.from({ length: 40 }, (_, i) => Math.fround(Math.sin(i * 7) * 3));
    const { forward, gradient } = through(values, [0, 1], { most, axes: [0] });
    const scale = Math.fround(Math.fround(Math.max(...values.map(Math.abs))) / most);
    const integers = integersOf(Float32Array.from(values), [scale], most);
    expect(forward.map((value) => Math.round(value / scale) + 0)).toEqual(Array.from(integers));
    valuesOf(integers, [scale]).forEach((value, i) => expect(Math.abs(forward[i]! - value)).toBeLessThanOrEqual(2e-7 * Math.abs(value))); // TensorFlow multiplies by 1 / most
    gradient.forEach((value) => expect(value).toBeCloseTo(1, 6));
  });
  test("that are all 0 stay so", () => {
    expect(through([0, 0], [0, 1], { most: 127, axes: [0] })).toEqual({ forward: [0, 0], gradient: [1, 1] });
  });
});

test("ranges begin with the first batch, then move by their share of each batch's; prediction does not move them", () => {
  const network = denseNetwork([6, 5, 4]);
  const plan = { ...fakeQuantizationOf(network, { most: 127, perChannel: false, activationType: "uint8", averagingConstant: 0.25 }), weights: {} };
  expect(plan.points).toEqual(["inputs", "dense_1"]);
  const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: 1e-9 }, loss: { type: "cross-entropy" }, fakeQuantization: plan });
  program.setData(examples);
  const batch = (from: number, to: number): number[] => Array.from(examples.inputs.values.slice(6 * from, 6 * to), (value) => value / 16);
  const seen = (): number[] => ["low", "high"].map((end) => program.state()[`observer/inputs/${end}`]!.values[0]!);
  program.train(Int32Array.of(0, 1), 2);
  expect(seen()).toEqual([Math.min(...batch(0, 2)), Math.max(...batch(0, 2))]);
  const [low, high] = seen() as [number, number];
  program.predict({ values: new Uint8Array(6).fill(255), count: 1 });
  program.train(Int32Array.of(2, 3), 2);
  expect(seen()[0]).toBeCloseTo(low + 0.25 * (Math.min(...batch(2, 4)) - low), 6);
  expect(seen()[1]).toBeCloseTo(high + 0.25 * (Math.max(...batch(2, 4)) - high), 6);
  const { quantization } = program.network();
  expect(quantization!.activations).toEqual(observedRanges(plan, program.state()));
  program.dispose();
});
test("in mid-training another program goes on from the state to the same bytes, observers too", () => {
  const network = denseNetwork([6, 5, 4]);
  const open = (): TrainingProgram => {
    const program = new TrainingProgram(backend, network, { optimizer: { type: "adam", learningRate: 0.01 }, loss: { type: "cross-entropy" }, fakeQuantization: fakeQuantizationOf(network, { most: 127, perChannel: true, activationType: "uint8", averagingConstant: 0.01 }) });
    program.setData(examples);
    return program;
  };
  const order = Int32Array.from({ length: rowCount }, (_, i) => i);
  const [through3, first, second] = [open(), open(), open()];
  for (let k = 0; k < 3; k++) through3.train(order, 5);
  first.train(order, 5);
  second.restore(first.state());
  for (let k = 0; k < 2; k++) second.train(order, 5);
  expect(second.state()).toEqual(through3.state());
  for (const program of [through3, first, second]) program.dispose();
});
