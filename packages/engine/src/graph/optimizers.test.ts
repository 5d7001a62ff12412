import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { OptimizerSpec, UpdateSpec } from "../network/objective.ts";
import { denseNetwork, randomExamples, relativeDifference } from "../test-networks.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import type { TrainingOptions } from "./training-graph.ts";
import { EXACT_RATE } from "./test-steps.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const network = denseNetwork([6, 5, 4], "tanh");
const examples = randomExamples(24, 6, 4);
const order = Int32Array.from({ length: 24 }, (_, i) => i);
const open = (optimizer: OptimizerSpec, more: Partial<TrainingOptions> = {}): TrainingProgram => {
  const program = new TrainingProgram(backend, network, { optimizer, loss: { type: "cross-entropy" }, ...more });
  program.setData(examples);
  return program;
};

/** Weights of one key over steps by the optimizer's own formula in doubles, on the gradients that the graph itself has at each point. */
function follow(spec: OptimizerSpec, key: string, steps: number, update: (weight: number, gradient: number, i: number, step: number) => number, more: Partial<UpdateSpec> = {}): number {
  const [program, probe] = [open(spec, more), open({ type: "sgd", learningRate: EXACT_RATE })];
  let expected = Float64Array.from(network.weights[key]!.values);
  for (let step = 1; step <= steps; step++) {
    const here = program.state();
    probe.restore({ ...probe.state(), ...Object.fromEntries(Object.keys(network.weights).map((name) => [name, here[name]!])) });
    probe.train(order, 24);
    const [before, after] = [here[key]!.values, probe.state()[key]!.values];
    expected = expected.map((weight, i) => update(weight, (before[i]! - after[i]!) / EXACT_RATE, i, step));
    program.train(order, 24);
  }
  const difference = relativeDifference(program.state()[key]!.values, expected);
  program.dispose();
  probe.dispose();
  return difference;
}

test("SGD subtracts rate times gradient", () => {
  expect(follow({ type: "sgd", learningRate: 0.3 }, "dense_1/kernel", 12, (weight, gradient) => weight - 0.3 * gradient)).toBeLessThan(1e-6);
});

test.each([
  ["Keras' settings", 0.9, 0.999, 1e-7],
  ["others", 0.5, 0.9, 0.01],
])("Adam with %s takes the published steps: means of gradient and square, each divided by 1 − β to the step", (_, beta1, beta2, epsilon) => {
  const [m, v] = [new Float64Array(30), new Float64Array(30)];
  const difference = follow({ type: "adam", learningRate: 0.01, beta1, beta2, epsilon }, "dense_1/kernel", 12, (weight, gradient, i, step) => {
    m[i] = beta1 * m[i]! + (1 - beta1) * gradient;
    v[i] = beta2 * v[i]! + (1 - beta2) * gradient ** 2;
    const rate = (0.01 * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step);
    return weight - (rate * m[i]!) / (Math.sqrt(v[i]!) + epsilon);
  });
  expect(difference).toBeLessThan(1e-5);
});

test("Adam keeps two means a weight and the exact step; SGD keeps the step alone", () => {
  const slots = (spec: OptimizerSpec): string[] => {
    const program = open(spec);
    const names = Object.keys(program.state()).filter((name) => name.startsWith("optimizer/"));
    program.dispose();
    return names.toSorted();
  };
  expect(slots({ type: "sgd", learningRate: 0.1 })).toEqual(["optimizer/step"]);
  expect(slots({ type: "adam", learningRate: 0.1 })).toEqual([...Object.keys(network.weights).flatMap((key) => [`optimizer/${key}/m`, `optimizer/${key}/v`]), "optimizer/step"].toSorted());
});

test.each([["plain", false], ["Nesterov's", true]] as const)("%s momentum goes on as it went", (_, nesterov) => {
  const v = new Float64Array(30);
  const difference = follow({ type: "sgd", learningRate: 0.3, momentum: 0.9, nesterov }, "dense_1/kernel", 12, (weight, gradient, i) => {
    v[i] = 0.9 * v[i]! - 0.3 * gradient;
    return nesterov ? weight + 0.9 * v[i]! - 0.3 * gradient : weight + v[i]!;
  });
  expect(difference).toBeLessThan(1e-5);
});

test("RMSprop divides by the root of the mean square, ε within it", () => {
  const [s, v] = [new Float64Array(30), new Float64Array(30)];
  const difference = follow({ type: "rmsprop", learningRate: 0.01, rho: 0.8, momentum: 0.5, epsilon: 1e-4 }, "dense_1/kernel", 12, (weight, gradient, i) => {
    s[i] = 0.8 * s[i]! + 0.2 * gradient ** 2;
    v[i] = 0.5 * v[i]! + (0.01 * gradient) / Math.sqrt(s[i]! + 1e-4);
    return weight - v[i]!;
  });
  expect(difference).toBeLessThan(1e-5);
});

test.each([["AdamW", "adamw", undefined, 0.004], ["Adam with a decay", "adam", 0.1, 0.1]] as const)("%s shrinks each weight by rate · decay before its step", (_, type, weightDecay, lambda) => {
  const [m, v] = [new Float64Array(30), new Float64Array(30)];
  const difference = follow({ type, learningRate: 0.05 }, "dense_1/kernel", 12, (weight, gradient, i, step) => {
    m[i] = 0.9 * m[i]! + 0.1 * gradient;
    v[i] = 0.999 * v[i]! + 0.001 * gradient ** 2;
    const rate = (0.05 * Math.sqrt(1 - 0.999 ** step)) / (1 - 0.9 ** step);
    return weight * (1 - 0.05 * lambda) - (rate * m[i]!) / (Math.sqrt(v[i]!) + 1e-7);
  }, weightDecay === undefined ? {} : { weightDecay });
  expect(difference).toBeLessThan(1e-5);
});

test("a schedule gives each step its own rate, however the steps are spread over calls and programs", () => {
  const spec = { optimizer: { type: "sgd", learningRate: 0.3 }, schedule: { type: "exponential", decayRate: 0.5, decaySteps: 1 } } as const;
  expect(follow(spec.optimizer, "dense_1/kernel", 6, (weight, gradient, _i, step) => weight - 0.3 * 0.5 ** (step - 1) * gradient, { schedule: spec.schedule })).toBeLessThan(1e-6);
  const [through, first, second] = [open(spec.optimizer, spec), open(spec.optimizer, spec), open(spec.optimizer, spec)];
  through.train(order, 4);
  first.train(order.subarray(0, 8), 4);
  second.restore(first.state());
  second.train(order.subarray(8), 4);
  expect(second.state()).toEqual(through.state());
  for (const program of [through, first, second]) program.dispose();
});

test("clipping scales the gradients of all weights together down to the norm, and leaves smaller ones as they are", () => {
  const stepOf = (more: Partial<TrainingOptions>): Float64Array => {
    const program = open({ type: "sgd", learningRate: EXACT_RATE }, more);
    program.train(order, 24);
    const state = program.state();
    program.dispose();
    return Float64Array.from(Object.keys(network.weights).flatMap((key) => Array.from(network.weights[key]!.values, (value, i) => (value - state[key]!.values[i]!) / EXACT_RATE)));
  };
  const whole = stepOf({});
  const norm = Math.hypot(...whole);
  expect(Math.hypot(...stepOf({ clipNorm: norm / 3 }))).toBeCloseTo(norm / 3, 6);
  expect(relativeDifference(stepOf({ clipNorm: norm / 3 }).map((value) => 3 * value), whole)).toBeLessThan(1e-5);
  expect(relativeDifference(stepOf({ clipNorm: norm * 2 }), whole)).toBeLessThan(1e-6);
});

const all: [string, Partial<TrainingOptions> & { optimizer: OptimizerSpec }][] = [
  ["sgd", { optimizer: { type: "sgd", learningRate: 0.1 } }],
  ["momentum", { optimizer: { type: "sgd", learningRate: 0.1, momentum: 0.9 }, clipNorm: 0.5 }],
  ["Nesterov", { optimizer: { type: "sgd", learningRate: 0.1, momentum: 0.9, nesterov: true }, weightDecay: 0.01 }],
  ["adam", { optimizer: { type: "adam", learningRate: 0.01 }, schedule: { type: "cosine", warmupSteps: 3 }, totalSteps: 60 }],
  ["adamw", { optimizer: { type: "adamw", learningRate: 0.01 }, clipNorm: 0.1 }],
  ["rmsprop", { optimizer: { type: "rmsprop", learningRate: 0.01, momentum: 0.5 } }],
];
const masks = { "dense_1/kernel": Uint8Array.from({ length: 30 }, (_, i) => i % 3 === 0 ? 0 : 1), "dense_2/bias": Uint8Array.of(1, 0, 1, 1) };

describe.each(all)("%s", (_, options) => {
  test("goes on from a state with the same bytes, masks and all", () => {
    const [through, first, second] = [open(options.optimizer, { ...options, masks }), open(options.optimizer, { ...options, masks }), open(options.optimizer, { ...options, masks })];
    for (let epoch = 0; epoch < 3; epoch++) through.train(order, 5);
    first.train(order, 5);
    first.train(order.subarray(0, 10), 5);
    second.restore(structuredClone(first.state()));
    second.train(order.subarray(10), 5);
    second.train(order, 5);
    expect(second.state()).toEqual(through.state());
    for (const program of [through, first, second]) program.dispose();
  });
  test("leaves what is masked at exactly 0 through 100 steps, and moves the rest", () => {
    const program = open(options.optimizer, { ...options, masks });
    for (let epoch = 0; epoch < 20; epoch++) program.train(order, 5);
    const { weights } = program.network();
    for (const [key, mask] of Object.entries(masks)) weights[key]!.values.forEach((value, i) => expect([key, i, value === 0]).toEqual([key, i, mask[i] === 0]));
    program.dispose();
  });
});

test("a mask of another length, of no weight, or of parts is refused by name", () => {
  const spec: OptimizerSpec = { type: "sgd", learningRate: 0.1 };
  expect(() => open(spec, { masks: { "dense_1/kernel": new Uint8Array(3) } })).toThrow(/mask of dense_1\/kernel must have 30 values/);
  expect(() => open(spec, { masks: { "dense_1/bias": new Uint8Array(5).fill(2) } })).toThrow(/each 0 or 1/);
  expect(() => open(spec, { masks: { "nothing/kernel": new Uint8Array(3) } })).toThrow(/nothing\/kernel, which is no weight/);
});
