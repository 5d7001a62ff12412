import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { Network } from "../network/network.ts";
import type { LossSpec } from "../network/objective.ts";
import { denseNetwork, randomExamples, relativeDifference } from "../test-networks.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const rows = 24;
const all = Int32Array.from({ length: rows }, (_, i) => i);
const examples = randomExamples(rows, 6, 4);

interface Step {
  loss: number;
  gradient: (key: string) => Float64Array;
}

/** Loss and gradients of the mean over all rows at any weights of one architecture, from one SGD step of rate 1: w − w′. */
function stepper(network: Network, loss: LossSpec, teacherLogits?: Float32Array): { step: (from: Network) => Step; dispose: () => void } {
  const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: 1 }, loss });
  program.setData({ ...examples, ...(teacherLogits ? { teacherLogits } : {}) });
  const step = (from: Network): Step => {
    program.restore({ ...program.state(), ...Object.fromEntries(Object.entries(from.weights).map(([key, weight]) => [key, { ...weight, dtype: "float32" as const }])) });
    const { lossSum } = program.train(all, rows);
    const after = program.state();
    return { loss: lossSum / rows, gradient: (key) => Float64Array.from(from.weights[key]!.values, (value, i) => value - after[key]!.values[i]!) };
  };
  return { step, dispose: () => program.dispose() };
}

function oneStep(network: Network, loss: LossSpec, teacherLogits?: Float32Array): Step {
  const { step, dispose } = stepper(network, loss, teacherLogits);
  const result = step(network);
  dispose();
  return result;
}

const teacher = Float32Array.from({ length: rows * 4 }, (_, i) => 3 * Math.cos(i * 1.7));
const losses: [string, LossSpec][] = [
  ["cross-entropy", { type: "cross-entropy" }],
  ["distillation at T = 1", { type: "distillation", temperature: 1, hardLossWeight: 0, softLossWeight: 1 }],
  ["distillation at T = 5 with labels", { type: "distillation", temperature: 5, hardLossWeight: 0.4, softLossWeight: 0.6 }],
];

describe.each(losses)("the gradient of %s", (_, loss) => {
  test.each(["relu", "tanh", "sigmoid", "linear"] as const)("through %s is that of finite differences", (activation) => {
    const network = denseNetwork([6, 5, 4], activation);
    const { step, dispose } = stepper(network, loss, teacher);
    const { gradient } = step(network);
    for (const key of ["dense_1/kernel", "dense_1/bias", "dense_2/kernel", "dense_2/bias"]) {
      const analytic = gradient(key);
      const numeric = analytic.map((_value, i) => {
        const shifted = (by: number): number => {
          const moved = structuredClone(network);
          moved.weights[key]!.values[i]! += by;
          return step(moved).loss;
        };
        return i % 5 === 0 ? (shifted(0.01) - shifted(-0.01)) / 0.02 : analytic[i]!;
      });
      expect(relativeDifference(numeric, analytic)).toBeLessThan(0.02); // float32 sums: the difference itself is good to two digits
    }
    dispose();
  });
});

describe("distilling", () => {
  const softmax = (values: number[]): number[] => {
    const most = Math.max(...values);
    const powers = values.map((value) => Math.exp(value - most));
    const sum = powers.reduce((a, b) => a + b, 0);
    return powers.map((power) => power / sum);
  };
  const logitsOf = (network: Network): Float32Array => {
    const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: 1 }, loss: { type: "cross-entropy" } });
    const logits = program.predict(examples.inputs);
    program.dispose();
    return logits;
  };
  const network = denseNetwork([6, 4]); // one linear layer: its bias gradient is the mean gradient of the logits
  let student: Float32Array;
  beforeAll(() => {
    student = logitsOf(network);
  });
  const row = (logits: Float32Array, i: number, temperature: number): number[] => Array.from(logits.subarray(i * 4, i * 4 + 4), (value) => value / temperature);

  test.each([1, 2.5, 20])("at T = %d: the loss is T²·KL(teacher ‖ student), the gradient T·(softmax(student/T) − softmax(teacher/T))/B", (temperature) => {
    const { loss, gradient } = oneStep(network, { type: "distillation", temperature, hardLossWeight: 0, softLossWeight: 1 }, teacher);
    let divergence = 0;
    const expected = [0, 0, 0, 0];
    for (let i = 0; i < rows; i++) {
      const [p, q] = [softmax(row(teacher, i, temperature)), softmax(row(student, i, temperature))];
      for (let c = 0; c < 4; c++) {
        divergence += p[c]! * Math.log(p[c]! / q[c]!);
        expected[c]! += (temperature * (q[c]! - p[c]!)) / rows;
      }
    }
    expect(loss).toBeCloseTo((temperature ** 2 * divergence) / rows, 4);
    expect(relativeDifference(gradient("dense_1/bias"), expected)).toBeLessThan(1e-5);
    expect(gradient("dense_1/bias").reduce((a, b) => a + b, 0)).toBeCloseTo(0, 5);
  });

  test("a constant added to any row of the teacher's logits changes nothing", () => {
    const shifted = teacher.map((value, i) => value + Math.floor(i / 4) - 7);
    const spec: LossSpec = { type: "distillation", temperature: 2, hardLossWeight: 0, softLossWeight: 1 };
    expect(relativeDifference(oneStep(network, spec, shifted).gradient("dense_1/kernel"), oneStep(network, spec, teacher).gradient("dense_1/kernel"))).toBeLessThan(1e-5);
  });

  test("from a teacher that says what the student says, there is nothing to learn", () => {
    const { loss, gradient } = oneStep(network, { type: "distillation", temperature: 3, hardLossWeight: 0, softLossWeight: 1 }, student);
    expect(loss).toBeCloseTo(0, 5);
    expect(Math.max(...gradient("dense_1/kernel").map(Math.abs))).toBeLessThan(1e-6);
  });
});
