import { spawnSync } from "node:child_process";
import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import type { LossSpec, OptimizerSpec } from "../network/objective.ts";
import { permutation, randomOf } from "../random.ts";
import { denseNetwork, randomExamples, relativeDifference } from "../test-networks.ts";
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

  test("in another process gives the same bytes", () => {
    const script = `
      import { openBackend } from "./src/backend.ts";
      import { TrainingProgram } from "./src/graph/program.ts";
      import { denseNetwork, randomExamples } from "./src/test-networks.ts";
      const program = new TrainingProgram(await openBackend({ threads: 1 }), denseNetwork([12, 9, 5]), { optimizer: { type: "adam", learningRate: 0.01 }, loss: { type: "cross-entropy" } });
      program.setData(randomExamples(70, 12, 5));
      program.train(Int32Array.from({ length: 70 }, (_, i) => i), 16);
      const { values } = program.state()["dense_1/kernel"];
      console.log("bytes:" + Buffer.from(values.buffer).toString("hex"));`;
    const other = spawnSync(process.execPath, ["--input-type=module-typescript", "-e", script], { cwd: new URL("../..", import.meta.url), encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
    const here = open(adam);
    here.train(Int32Array.from({ length: 70 }, (_, i) => i), 16);
    const { values } = here.state()["dense_1/kernel"]!;
    expect(other.stdout.match(/bytes:(.*)/)?.[1]).toBe(Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString("hex"));
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

test("rows, labels and teacher logits that do not fit together are refused, naming which", () => {
  const program = open(adam, soft);
  expect(() => program.setData({ ...examples, labels: examples.labels.subarray(1) })).toThrow(/70 rows but 69 labels/);
  expect(() => program.setData({ ...examples, labels: examples.labels.map(() => 5) })).toThrow(/outside of 0 … 4/);
  expect(() => program.setData({ inputs: examples.inputs, labels: examples.labels })).toThrow(/70 × 5/);
  expect(() => program.predict({ values: new Uint8Array(13), count: 1 })).toThrow(/12 values/);
  expect(() => program.predict({ values: new Float32Array(12), count: 1 })).toThrow(/uint8/);
  program.dispose();
});

test("a graph that cannot be compiled names our layer", () => {
  const broken = structuredClone(network);
  broken.layers[0]!.config["activation"] = "softplus";
  expect(() => open(adam, hard, broken)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", message: expect.stringContaining("dense_1") as unknown }));
  const misshapen = structuredClone(network);
  misshapen.weights["dense_2/kernel"]!.shape = [8, 5];
  expect(() => open(adam, hard, misshapen)).toThrow(/dense_2\/kernel/);
});

test("without the native library the same graph gives the same numbers, node by node", async () => {
  const wasm = await openBackend({ threads: 1, force: "tfjs-wasm" });
  for (const activation of ["relu", "tanh", "sigmoid"] as const) {
    const from = denseNetwork([12, 9, 5], activation);
    for (const optimizer of [adam, sgd]) {
      const trained = (kind: Backend) => {
        const program = new TrainingProgram(kind, from, { optimizer, loss: soft });
        program.setData({ ...examples, teacherLogits });
        const sums = [0, 1, 2].map((epoch) => program.train(order(epoch), 16));
        const result = { sums, state: program.state(), logits: program.predict(examples.inputs) };
        program.dispose();
        return result;
      };
      const [native, fallback] = [trained(backend), trained(wasm)];
      for (let epoch = 0; epoch < 3; epoch++) expect(fallback.sums[epoch]!.lossSum / native.sums[epoch]!.lossSum).toBeCloseTo(1, 4);
      expect(relativeDifference(fallback.logits, native.logits)).toBeLessThan(1e-3);
      for (const [key, { values }] of Object.entries(native.state)) if (key.endsWith("/kernel")) expect(relativeDifference(fallback.state[key]!.values, values)).toBeLessThan(1e-3);
    }
  }
});

test("a number of threads that is none is refused", async () => {
  await expect(openBackend({ threads: 0 })).rejects.toMatchObject({ code: "INVALID_INPUT" });
});
