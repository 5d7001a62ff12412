import { spawnSync } from "node:child_process";
import { deserialize, serialize } from "node:v8";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { LossSpec, OptimizerSpec } from "../network/objective.ts";
import { permutation, randomOf } from "../random.ts";
import { denseNetwork, randomExamples } from "../test-networks.ts";
import type { TrainingState } from "./state-variables.ts";
import { TrainingProgram } from "./program.ts";
import type { Backend } from "./session.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const adam: OptimizerSpec = { type: "adam", learningRate: 0.01 };
const sgd: OptimizerSpec = { type: "sgd", learningRate: 0.1 };
const hard: LossSpec = { type: "cross-entropy" };
const soft: LossSpec = { type: "distillation", temperature: 3, hardLossWeight: 0.3, softLossWeight: 0.7 };
const network = denseNetwork([12, 9, 5]);
const examples = randomExamples(70, 12, 5);
const teacherLogits = Float32Array.from({ length: 70 * 5 }, (_, i) => Math.sin(i) * 4);
const open = (optimizer: OptimizerSpec, loss: LossSpec = hard, from = network): TrainingProgram => {
  const program = new TrainingProgram(backend, from, { optimizer, loss });
  program.setData({ ...examples, teacherLogits });
  return program;
};
const bytesOf = (state: TrainingState): string => JSON.stringify(Object.entries(state).map(([key, { values }]) => [key, Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex")]));
const order = (epoch: number): Int32Array => permutation(randomOf(1, epoch), 70);

describe("resuming", () => {
  test.each([["adam", adam], ["sgd", sgd]])("%s in mid-epoch in another program gives the same bytes as going on", (_, optimizer) => {
    const [through, first] = [open(optimizer, soft), open(optimizer, soft)];
    for (let epoch = 0; epoch < 3; epoch++) through.train(order(epoch), 16);
    first.train(order(0), 16);
    first.train(order(1).subarray(0, 32), 16);
    const second = open(optimizer, soft, denseNetwork([12, 9, 5], "relu", 99));
    second.restore(first.state());
    second.train(order(1).subarray(32), 16);
    second.train(order(2), 16);
    expect(bytesOf(second.state())).toBe(bytesOf(through.state()));
    expect(second.state()["optimizer/step"]!.values).toEqual(Int32Array.of(15)); // 3 epochs of 5 steps, the last of each short
    for (const program of [through, first, second]) program.dispose();
  });

  test.each([["adam", adam], ["sgd", sgd]])("%s in another process gives the same bytes as going on", (_, optimizer) => {
    const script = `
      import { readFileSync } from "node:fs";
      import { openBackend } from "./src/backend.ts";
      import { TrainingProgram } from "./src/graph/program.ts";
      const { deserialize, serialize } = await import("node:v8");
      const { network, options, data, state, order } = deserialize(readFileSync(0));
      const program = new TrainingProgram(await openBackend({ threads: 1 }), network, options);
      program.setData(data);
      program.restore(state);
      program.train(order, 16);
      console.log("state:" + serialize(program.state()).toString("base64"));`;
    const here = open(optimizer, soft);
    here.train(order(0), 16);
    here.train(order(1).subarray(0, 48), 16);
    const input = serialize({ network: denseNetwork([12, 9, 5], "relu", 7), options: { optimizer, loss: soft }, data: { ...examples, teacherLogits }, state: here.state(), order: order(1).slice(48) });
    const other = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", script], { cwd: new URL("../..", import.meta.url), input, encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
    here.train(order(1).subarray(48), 16);
    const encoded = other.stdout.match(/state:(.*)/)?.[1];
    expect(encoded === undefined ? other.stderr : "").toBe("");
    expect(bytesOf(deserialize(Buffer.from(encoded!, "base64")) as TrainingState)).toBe(bytesOf(here.state()));
    here.dispose();
  });

  test("with an array missing or misshapen is refused as corrupt, naming it", () => {
    const program = open(adam);
    const state = program.state();
    const { "optimizer/dense_1/kernel/m": _m, ...rest } = state;
    expect(() => program.restore(rest)).toThrow(expect.objectContaining({ code: "CORRUPT", message: expect.stringContaining("optimizer/dense_1/kernel/m") as unknown }));
    expect(() => program.restore({ ...state, "dense_2/bias": { shape: [4], dtype: "float32", values: new Float32Array(4) } })).toThrow(/dense_2\/bias/);
    program.dispose();
  });
});

test("no tensor stays behind after 200 calls", () => {
  const program = open(adam, soft);
  program.train(order(0), 16);
  const before = backend.tensorCount();
  for (let call = 0; call < 200; call++) program.train(order(call).subarray(0, 16), 16);
  program.predict(examples.inputs);
  expect(backend.tensorCount()).toBe(before);
  program.dispose();
});

test("training changes neither the network given nor the arrays it was fed, aligned as TensorFlow likes or not", () => {
  const before = structuredClone(network);
  const program = open(sgd);
  const state = program.state();
  const copy = structuredClone(state);
  for (let shift = 0; shift < 16; shift++) {
    const buffer = new ArrayBuffer(12 * 9 * 4 + 64);
    const kernel = new Float32Array(buffer, shift * 4, 12 * 9);
    kernel.set(copy["dense_1/kernel"]!.values);
    program.restore({ ...copy, "dense_1/kernel": { ...copy["dense_1/kernel"]!, values: kernel } });
    program.train(order(0), 16);
    expect(kernel).toEqual(copy["dense_1/kernel"]!.values);
  }
  expect(network).toEqual(before);
  program.dispose();
});

test("a state that was read is a copy: training on does not change it", () => {
  const program = open(adam);
  for (let epoch = 0; epoch < 20; epoch++) {
    const state = program.state();
    const before = bytesOf(state);
    program.train(order(epoch), 16);
    expect(bytesOf(state)).toBe(before);
  }
  program.dispose();
});

test("steps in one call or in many give the same bytes and the same counts", () => {
  const [atOnce, oneByOne] = [open(adam, soft), open(adam, soft)];
  const whole = atOnce.train(order(0), 16);
  const parts = [0, 16, 32, 48, 64].map((row) => oneByOne.train(order(0).subarray(row, row + 16), 16));
  expect(bytesOf(oneByOne.state())).toBe(bytesOf(atOnce.state()));
  expect(whole.steps).toBe(5);
  expect(parts.reduce((sum, { correct }) => sum + correct, 0)).toBe(whole.correct);
  expect(parts.reduce((sum, { lossSum }) => sum + lossSum, 0)).toBeCloseTo(whole.lossSum, 3);
  for (const program of [atOnce, oneByOne]) program.dispose();
});

test("training that breaks down shows in the loss, and gives no network", () => {
  const program = open({ type: "sgd", learningRate: 1e38 });
  program.train(order(0), 16);
  expect(program.train(order(1), 16)).toMatchObject({ lossSum: NaN, firstBroken: 0 });
  expect(() => program.network()).toThrow(expect.objectContaining({ code: "NUMERIC", message: expect.stringMatching(/dense_\d/) as unknown }));
  program.dispose();
});

test("the step in which training breaks down is told", () => {
  const program = open({ type: "sgd", learningRate: 1e38 });
  expect(program.train(order(0).subarray(0, 16), 16).firstBroken).toBeNull();
  const { firstBroken } = program.train(order(1), 16);
  program.dispose();
  const oneByOne = open({ type: "sgd", learningRate: 1e38 });
  oneByOne.train(order(0).subarray(0, 16), 16);
  const broken = [0, 16, 32, 48, 64].map((row) => Number.isFinite(oneByOne.train(order(1).subarray(row, row + 16), 16).lossSum));
  expect(firstBroken).toBe(broken.indexOf(false));
  oneByOne.dispose();
});

test("rows, labels and teacher logits that do not fit together are refused, naming which", () => {
  const program = open(adam, soft);
  expect(() => program.setData({ ...examples, labels: examples.labels.subarray(1) })).toThrow(/70 rows but 69 labels/);
  expect(() => program.setData({ ...examples, labels: examples.labels.map(() => 5) })).toThrow(/outside of 0 … 4/);
  expect(() => program.setData({ inputs: examples.inputs, labels: examples.labels })).toThrow(/70 × 5/);
  program.dispose();
});

test("a row that there is not, or a batch of none, is refused before anything is trained", () => {
  const program = open(adam);
  const before = bytesOf(program.state());
  for (const row of [70, -1]) expect(() => program.train(Int32Array.of(3, row), 2)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", path: ["order"] }));
  for (const batchSize of [0, 1.5]) expect(() => program.train(order(0), batchSize)).toThrow(expect.objectContaining({ path: ["batchSize"] }));
  expect(bytesOf(program.state())).toBe(before);
  program.dispose();
});

test("a graph that cannot be compiled names our layer", () => {
  const broken = structuredClone(network);
  broken.layers[0]!.config["activation"] = "mish";
  expect(() => open(adam, hard, broken)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining("dense_1") as unknown }));
  const misshapen = structuredClone(network);
  misshapen.weights["dense_2/kernel"]!.shape = [8, 5];
  expect(() => open(adam, hard, misshapen)).toThrow(/dense_2\/kernel/);
});
