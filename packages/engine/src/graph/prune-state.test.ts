import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { PruningPlan } from "../network/magnitude-masks.ts";
import type { OptimizerSpec } from "../network/objective.ts";
import { sparsityBefore } from "../network/sparsity-schedule.ts";
import { permutation, randomOf } from "../random.ts";
import { denseNetwork, randomExamples } from "../test-networks.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";
import type { TrainingOptions } from "./training-graph.ts";

let native: Backend;
let wasm: Backend;
beforeAll(async () => {
  native = await openBackend({ threads: 1 });
  wasm = await openBackend({ threads: 1, force: "tfjs-wasm" });
});

const plan: PruningPlan = { keys: ["dense_1/kernel", "dense_2/kernel"], block: { inputs: 1, outputs: 1 }, scope: "local", schedule: { initialSparsity: 0.2, finalSparsity: 0.9, power: 3, beginStep: 3, endStep: 20, frequency: 4 } };
const examples = randomExamples(70, 12, 5);
const order = (epoch: number): Int32Array => permutation(randomOf(1, epoch), 70);
function open(optimizer: OptimizerSpec, more: Partial<TrainingOptions> = {}, backend = native): TrainingProgram {
  const program = new TrainingProgram(backend, denseNetwork([12, 9, 5]), { optimizer, loss: { type: "cross-entropy" }, pruning: plan, ...more });
  program.setData(examples);
  return program;
}
const shareOf = (program: TrainingProgram, key: string): number => {
  const { values } = program.network().weights[key]!;
  return values.filter((value) => value === 0).length / values.length;
};
const optimizers: [string, Partial<TrainingOptions> & { optimizer: OptimizerSpec }][] = [
  ["sgd", { optimizer: { type: "sgd", learningRate: 0.1 } }],
  ["Nesterov", { optimizer: { type: "sgd", learningRate: 0.1, momentum: 0.9, nesterov: true }, weightDecay: 0.01 }],
  ["adam", { optimizer: { type: "adam", learningRate: 0.02 }, clipNorm: 0.5 }],
  ["adamw", { optimizer: { type: "adamw", learningRate: 0.02 } }],
  ["rmsprop", { optimizer: { type: "rmsprop", learningRate: 0.01, momentum: 0.5 } }],
];

describe.each(optimizers)("pruned by and by, %s", (_, { optimizer, ...more }) => {
  test("has after every step the schedule's share of zeros in each kernel, and what is 0 once stays 0, though the optimizer had momentum", () => {
    const program = open(optimizer, more);
    let share = 0;
    let gone = new Set<number>();
    for (let step = 0; step < 30; step++) {
      program.train(order(0).subarray(0, 10), 10);
      share = sparsityBefore(step, plan.schedule) ?? share;
      for (const key of plan.keys) expect(Math.abs(shareOf(program, key) - share)).toBeLessThanOrEqual(0.5 / program.network().weights[key]!.values.length + 1e-9);
      const now = new Set(Array.from(program.network().weights["dense_1/kernel"]!.values).flatMap((value, i) => (value === 0 ? [i] : [])));
      for (const i of gone) expect(now.has(i)).toBe(true);
      gone = now;
    }
    expect(gone.size).toBe(Math.round(0.9 * 108));
    expect(program.masksAreFinal).toBe(true);
    program.dispose();
  });

  test("gives the same bytes in one call, step by step, and going on from the state in another program before and after each choice", () => {
    const through = open(optimizer, more);
    for (let epoch = 0; epoch < 6; epoch++) through.train(order(epoch), 16);
    for (const stop of [2, 3, 4, 7, 20, 21, 27]) {
      const [first, second] = [open(optimizer, more), open(optimizer, more)];
      let [program, steps] = [first, 0];
      for (let epoch = 0; epoch < 6; epoch++)
        for (let row = 0; row < 70; row += 16) {
          if (steps === stop) {
            second.restore(structuredClone(first.state()));
            program = second;
          }
          program.train(order(epoch).subarray(row, row + 16), 16);
          steps += 1;
        }
      expect(second.state()).toEqual(through.state());
      for (const opened of [first, second]) opened.dispose();
    }
    through.dispose();
  });
});

test("without the native library the same weights go", () => {
  const [expected, got] = [native, wasm].map((backend) => {
    const program = open({ type: "adam", learningRate: 0.01 }, {}, backend);
    for (let epoch = 0; epoch < 5; epoch++) program.train(order(epoch), 16);
    const { values } = program.network().weights["dense_1/kernel"]!;
    program.dispose();
    return Array.from(values, (value) => value === 0);
  });
  expect(got).toEqual(expected);
});

test("the sums of a call are those of all its steps, however many choices are in it", () => {
  const [whole, single] = [open({ type: "sgd", learningRate: 0.1 }), open({ type: "sgd", learningRate: 0.1 })];
  const sums = whole.train(order(0), 5);
  const parts = Array.from({ length: 14 }, (_, k) => single.train(order(0).subarray(5 * k, 5 * k + 5), 5));
  expect(sums).toMatchObject({ steps: 14, correct: parts.reduce((sum, { correct }) => sum + correct, 0), firstBroken: null });
  expect(sums.lossSum).toBeCloseTo(parts.reduce((sum, { lossSum }) => sum + lossSum, 0), 3);
  for (const program of [whole, single]) program.dispose();
});

test("a plan for a weight that there is not is refused by its key", () => {
  expect(() => open({ type: "sgd", learningRate: 0.1 }, { pruning: { ...plan, keys: ["x/kernel"] } })).toThrow(/x\/kernel, which is no weight/);
});
