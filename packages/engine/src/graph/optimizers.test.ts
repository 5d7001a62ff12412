import { beforeAll, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { OptimizerSpec } from "../network/objective.ts";
import { denseNetwork, randomExamples, relativeDifference } from "../test-networks.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import { EXACT_RATE } from "./test-steps.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const network = denseNetwork([6, 5, 4], "tanh");
const examples = randomExamples(24, 6, 4);
const order = Int32Array.from({ length: 24 }, (_, i) => i);
const open = (optimizer: OptimizerSpec): TrainingProgram => {
  const program = new TrainingProgram(backend, network, { optimizer, loss: { type: "cross-entropy" } });
  program.setData(examples);
  return program;
};

/** Weights of one key over steps by the optimizer's own formula in doubles, on the gradients that the graph itself has at each point. */
function follow(spec: OptimizerSpec, key: string, steps: number, update: (weight: number, gradient: number, i: number, step: number) => number): number {
  const [program, probe] = [open(spec), open({ type: "sgd", learningRate: EXACT_RATE })];
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
