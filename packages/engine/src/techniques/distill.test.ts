import { describe, expect, test } from "@jest/globals";
import type { Network } from "../network/network.ts";
import { denseNetwork } from "../test-networks.ts";
import { distill } from "./distill.ts";
import type { Call } from "./test-context.ts";
import { contextOf } from "./test-context.ts";

const teacher = denseNetwork([6, 50, 4]);
const small = { layers: [{ type: "dense", units: 3, activation: "tanh" }] };
const apply = (given: object, context: Parameters<typeof contextOf>[0] = {}, from: Network = teacher): Promise<Network> => distill.apply(from, distill.params.parse(given), contextOf(context));
const issuesOf = (given: object): string[] => distill.params.safeParse(given).error!.issues.map(({ path }) => path.join("."));

test("a new, small network is trained on the teacher's logits, by the loss, weights and temperature that were given", async () => {
  const calls: Call[] = [];
  await apply({ student: small, temperature: 7, loss: "mse" }, { calls });
  expect(calls).toHaveLength(1);
  expect(calls[0]!.loss).toEqual({ type: "distillation", loss: "mse", temperature: 7, hardLossWeight: 0.1, softLossWeight: 0.9 });
  expect(calls[0]!.extras).toEqual({ teacherLogits: Float32Array.of(1, 2, 3, 4) });
  expect(calls[0]!.network.layers.map(({ config }) => [config["units"], config["activation"]])).toEqual([[3, "tanh"], [4, "linear"]]);
});

test("a specification that names nothing new names nothing new when it was read either: what was stored before stays as it is", () => {
  expect(distill.params.parse({ student: { layers: [] } })).toEqual({ student: { layers: [] }, temperature: 4, hardLossWeight: 0.1, softLossWeight: 0.9 });
});

describe("hints", () => {
  const hints = [{ teacherLayer: "dense_1", studentLayer: "dense_1", weight: 5 }];
  test("are what the teacher's layer gives for the training examples, with a map where widths differ, new by the seed", async () => {
    const [calls, asked]: [Call[], string[]] = [[], []];
    const predictTraining = (model: object): Promise<Float32Array> => {
      const { layers } = model as Network;
      asked.push(layers.map(({ name }) => name).join());
      return Promise.resolve(Float32Array.from({ length: layers.length > 2 || layers.at(-1)!.name === "dense_2" ? 8 : 100 }, (_, i) => i));
    };
    await apply({ student: small, hints }, { calls, predictTraining });
    expect(asked).toEqual(["dense_1,dense_2", "dense_1,calibrated.values"]);
    const [hint] = calls[0]!.extras.hints!;
    expect(hint).toMatchObject({ layer: "dense_1", weight: 5, size: 50, regressor: { inputs: 3, outputs: 50 } });
    expect(hint!.targets.length).toBe(100);
    expect(new Set(hint!.regressor!.kernel).size).toBeGreaterThan(100);
    const again: Call[] = [];
    await apply({ student: small, hints }, { calls: again, predictTraining });
    expect(again[0]!.extras).toEqual(calls[0]!.extras);
  });
  test("of layers that there are not are refused by their path before anything is computed", async () => {
    await expect(apply({ student: small, hints: [{ ...hints[0], studentLayer: "dense_9" }] })).rejects.toMatchObject({ code: "INVALID_INPUT", path: ["hints", "0", "studentLayer"] });
  });
  test("that would fill the memory are refused", async () => {
    const predictTraining = (): Promise<Float32Array> => Promise.resolve(new Float32Array(4 * 3_000_000));
    await expect(apply({ student: small, hints }, { predictTraining })).rejects.toMatchObject({ code: "INVALID_INPUT", path: ["hints"], message: expect.stringContaining("150000000 values") as unknown });
  });
});

describe("generations", () => {
  test("are new networks of the teacher's layers, each taught by the one before, each begun anew", async () => {
    const [calls, taught]: [Call[], unknown[]] = [[], []];
    const made = await apply({ generations: 3 }, { calls, predictTraining: (model) => (taught.push(model), Promise.resolve(Float32Array.of(1, 2, 3, 4))) });
    expect(calls.map(({ network: { layers } }) => layers)).toEqual([teacher.layers, teacher.layers, teacher.layers]);
    const begins = calls.map(({ network }) => Array.from(network.weights["dense_1/kernel"]!.values).join());
    expect(new Set([...begins, Array.from(teacher.weights["dense_1/kernel"]!.values).join()]).size).toBe(4);
    expect(taught[0]).toBe(teacher);
    expect(taught.slice(1).map((model) => (model as Network).weights["dense_1/bias"]!.values[0])).toEqual([1, 1]); // the test's training adds 1
    expect(made.weights["dense_1/bias"]!.values[0]).toBe(1);
    expect(distill.trains!(distill.params.parse({ generations: 3 }))).toBe(3);
  });
  test("stand in place of a student: one of the two is given", () => {
    expect(issuesOf({})).toEqual(["student"]);
    expect(issuesOf({ student: small, generations: 2 })).toEqual(["generations"]);
  });
});

describe("several teachers", () => {
  const second = denseNetwork([6, 4], "relu", 9);
  const predictTraining = (model: object): Promise<Float32Array> => Promise.resolve(model === second ? Float32Array.of(5, 2, -1, 0) : Float32Array.of(1, 2, 3, 4));
  const teachers = [{ file: "second.onnx", weight: 3 }];
  test("are averaged by their weights, the given network counting 1", async () => {
    const calls: Call[] = [];
    await apply({ student: small, teachers }, { calls, predictTraining, modelOf: (file) => (expect(file).toBe("second.onnx"), second) });
    expect(calls[0]!.extras.teacherLogits).toEqual(Float32Array.of(4, 2, 0, 1));
  });
  test("by their probabilities, where that is asked for", async () => {
    const calls: Call[] = [];
    await apply({ student: small, teachers, average: "probabilities", temperature: 1 }, { calls, predictTraining, modelOf: () => second });
    const logits = Array.from(calls[0]!.extras.teacherLogits!);
    expect(logits.map(Math.exp).reduce((a, b) => a + b, 0)).toBeCloseTo(1, 5);
    expect(Math.exp(logits[0]!)).toBeCloseTo(0.25 * (Math.exp(1) / (Math.exp(1) + Math.exp(2) + Math.exp(3) + Math.exp(4))) + 0.75 * (Math.exp(5) / (Math.exp(5) + Math.exp(2) + Math.exp(-1) + 1)), 5);
  });
  test("must fit the task, or are refused by their path", async () => {
    await expect(apply({ student: small, teachers }, { modelOf: () => denseNetwork([7, 4]) })).rejects.toMatchObject({ code: "INVALID_INPUT", path: ["teachers", "0", "file"] });
  });
  test("a mean of one, or of probabilities where logits are compared, is refused", () => {
    expect(issuesOf({ student: small, average: "logits" })).toEqual(["average"]);
    expect(issuesOf({ student: small, teachers, average: "probabilities", loss: "mse" })).toEqual(["average"]);
  });
});

test.each([["hints", { student: small, hints: [{ teacherLayer: "a", studentLayer: "b", weight: 1 }] }], ["generations", { generations: 1 }]])("a teacher that only predicts has no layers for %s: refused by that path", async (key, given) => {
  const foreign = { format: "onnx", bytes: new Uint8Array() };
  await expect(apply(given, {}, foreign as unknown as Network)).rejects.toMatchObject({ code: "UNSUPPORTED", path: [key] });
});
