import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { LossSpec } from "../network/objective.ts";
import { denseNetwork, relativeDifference } from "../test-networks.ts";
import { GraphBuilder } from "./builder.ts";
import { gradients } from "./gradients.ts";
import type { Backend } from "./session.ts";
import { rowCount, stepper } from "./test-steps.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const teacher = Float32Array.from({ length: rowCount * 4 }, (_, i) => 3 * Math.cos(i * 1.7));
const losses: [string, LossSpec][] = [
  ["cross-entropy", { type: "cross-entropy" }],
  ["distillation at T = 1", { type: "distillation", temperature: 1, hardLossWeight: 0, softLossWeight: 1 }],
  ["distillation at T = 5 with labels", { type: "distillation", temperature: 5, hardLossWeight: 0.4, softLossWeight: 0.6 }],
];

describe.each(losses)("the gradient of %s", (_, loss) => {
  test.each(["relu", "tanh", "sigmoid", "linear"] as const)("through %s is that of finite differences", (activation) => {
    const network = denseNetwork([6, 5, 4], activation);
    const { step, dispose } = stepper(backend, network, loss, teacher);
    const { gradient } = step(network);
    for (const key of Object.keys(network.weights)) {
      const lossWhenMoved = (i: number, by: number): number => {
        const moved = structuredClone(network);
        moved.weights[key]!.values[i]! += by;
        return step(moved).loss;
      };
      const sampled = Array.from(gradient(key), (_value, i) => i).filter((i) => i % 3 === 0);
      const numeric = sampled.map((i) => (lossWhenMoved(i, 0.01) - lossWhenMoved(i, -0.01)) / 0.02);
      expect(relativeDifference(numeric, sampled.map((i) => gradient(key)[i]!))).toBeLessThan(0.01); // what float32 losses let a difference tell
    }
    dispose();
  });
});

test("an op that has no gradient is refused, naming the layer", () => {
  const graph = new GraphBuilder();
  const x = graph.placeholder("x", "float32", [null, 2]);
  const y = graph.within("train/dense_7/", () => graph.operation("Lgamma", [x]));
  expect(() => gradients(graph, [[y, graph.constant(1)]], [x])).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(/Lgamma .*dense_7/) as unknown }));
});

test("what does not reach the loss is refused by name", () => {
  const graph = new GraphBuilder();
  const [x, apart] = [graph.placeholder("x", "float32", [null, 2]), graph.placeholder("apart", "float32", [null, 2])];
  expect(() => gradients(graph, [[graph.operation("Relu", [x]), graph.constant(1)]], [x, apart])).toThrow(/apart does not reach the loss/);
});
