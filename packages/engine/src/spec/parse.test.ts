import { readFileSync, readdirSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { techniques } from "../techniques/registry.ts";
import { namedModels, parseSpecification, specificationJsonSchema, stepsOf } from "./parse.ts";

const example = (name: string): Record<string, unknown> => JSON.parse(readFileSync(new URL(`../../examples/${name}.json`, import.meta.url), "utf8")) as Record<string, unknown>;
const distilled = example("digits-distilled");
const paths = (value: unknown, options?: { allowFile: boolean }): string[] => {
  const parsed = parseSpecification(value, options);
  return parsed.ok ? [] : parsed.issues.map(({ path }) => path.join(".")).toSorted();
};
const step = (change: object): unknown => ({ ...distilled, pipeline: [{ ...(distilled["pipeline"] as object[])[0], ...change }] });

const names = readdirSync(new URL("../../examples/", import.meta.url)).filter((file) => file.endsWith(".json")).map((file) => file.replace(/\.json$/, ""));
test.each(names)("the example %s is accepted, and parsing what was parsed changes nothing", (name) => {
  const parsed = parseSpecification(example(name));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  expect(parseSpecification(structuredClone(parsed.specification))).toEqual(parsed);
});

test("every technique has an example to begin with", () => {
  const shown = new Set(names.flatMap((name) => (example(name)["pipeline"] as { technique: string }[]).map(({ technique }) => technique)));
  expect(techniques.filter(({ id }) => !shown.has(id))).toEqual([]);
});

describe("further teachers", () => {
  const taughtBy = (teacher: object) => ({ version: 1, name: "x", task: "digits", base: { layers: [] }, pipeline: [{ technique: "train" }, { technique: "distill", student: { layers: [] }, teachers: [{ ...teacher, weight: 1 }] }] });
  const place = ["pipeline", "1", "teachers", "0"];
  test.each([["modelVersion", false, { file: "a.onnx" }, "file", "command line only"], ["file", true, { modelVersion: "a" }, "modelVersion", "platform only"]] as const)("are named by %s where allowFile is %s; by the other they are refused by its path", (by, allowFile, wrong, at, message) => {
    expect(parseSpecification(taughtBy(wrong), { allowFile })).toMatchObject({ ok: false, issues: [{ path: [...place, at], message: expect.stringContaining(message) as unknown }] });
    const parsed = parseSpecification(taughtBy({ [by]: "it" }), { allowFile });
    if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
    expect(namedModels(parsed.specification)).toEqual([{ path: [...place, by], by, name: "it" }]);
  });
  test.each([[{}], [{ file: "a.onnx", modelVersion: "a" }]])("are each one version or one file, not %j", (teacher) => {
    expect(parseSpecification(taughtBy(teacher), { allowFile: true })).toMatchObject({ ok: false, issues: [{ path: [...place, "modelVersion"], message: expect.stringContaining("one of them") as unknown }] });
  });
});
test("hints of layers that there are not are refused before anything runs, where the base is new layers", () => {
  const hints = [{ teacherLayer: "dense_1", studentLayer: "dense_2", weight: 1 }];
  const given = { version: 1, name: "x", task: "digits", base: { layers: [{ type: "dense", units: 9 }] }, pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 4 }] }, hints }] };
  expect(parseSpecification(given)).toMatchObject({ ok: false, issues: [{ path: ["pipeline", "0", "hints", "0", "studentLayer"], message: "The student has no layer dense_2. It has dense_1, logits." }] });
});

test("what is left out has its default, and a step's own training changes only what it names", () => {
  const parsed = parseSpecification({ version: 1, name: "x", task: "digits", base: { layers: [] }, pipeline: [{ technique: "train", training: { epochs: 3 } }], training: { batchSize: 8 } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  expect(parsed.specification.seeds).toEqual([1]);
  expect(stepsOf(parsed.specification)).toEqual([{ technique: "train", params: {}, training: { strategy: "single", epochs: 3, batchSize: 8, optimizer: { type: "adam", learningRate: 0.001 } } }]);
});

test("layers may read any layer before them, by its name or by the one made of kind and place", () => {
  const layers = [{ type: "dense", units: 64, name: "h" }, { type: "dense", units: 64 }, { type: "add", inbound: ["h", "dense_2"] }, { type: "concatenate", inbound: ["add_3", "inputs"] }];
  expect(parseSpecification({ ...distilled, base: { layers } })).toMatchObject({ ok: true });
});

test("early stopping has Keras' defaults, and what is not named is not in the specification", () => {
  const parsed = parseSpecification({ ...distilled, training: { earlyStopping: {} } });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  expect(parsed.specification.training).toEqual({ strategy: "single", epochs: 10, batchSize: 32, optimizer: { type: "adam", learningRate: 0.001 }, earlyStopping: { monitor: "val_loss", minDelta: 0, patience: 0, mode: "auto", restoreBestWeights: false, startFromEpoch: 0 } });
});

describe("refused, by path:", () => {
  test.each([
    ["an unknown technique", step({ technique: "shrink" }), ["pipeline.0.technique"]],
    ["temperature 0", step({ temperature: 0 }), ["pipeline.0.temperature"]],
    ["a temperature that is a text", step({ temperature: "4" }), ["pipeline.0.temperature"]],
    ["a soft loss that is none", step({ loss: "hinge" }), ["pipeline.0.loss"]],
    ["a student that is too wide", step({ student: { layers: [{ type: "dense", units: 5000, activation: "relu" }] } }), ["pipeline.0.student.layers.0.units"]],
    ["an unknown key of a step", step({ alpha: 0.5 }), ["pipeline.0.alpha"]],
    ["an unknown key of a step's training", step({ training: { epoch: 3 } }), ["pipeline.0.training.epoch"]],
    ["an unknown key at the top", { ...distilled, colour: "red" }, ["colour"]],
    ["search, which nothing executes yet", { ...distilled, search: { method: "grid" } }, ["search"]],
    ["another version", { ...distilled, version: 2 }, ["version"]],
    ["an unknown task", { ...distilled, task: "cats" }, ["task"]],
    ["a convolution of what is no image", { ...distilled, base: { layers: [{ type: "conv2d", filters: 4, kernelSize: 3 }] } }, ["base.layers.0"]],
    ["a shape that has other values than there are", { ...distilled, base: { layers: [{ type: "reshape", targetShape: [8, 9] }] } }, ["base.layers.0.targetShape"]],
    ["a window that does not fit", { ...distilled, base: { layers: [{ type: "reshape", targetShape: [8, 8, 1] }, { type: "conv2d", filters: 4, kernelSize: 9, padding: "valid" }] } }, ["base.layers.1"]],
    ["strides and dilation at once", { ...distilled, base: { layers: [{ type: "reshape", targetShape: [8, 8, 1] }, { type: "conv2d", filters: 4, kernelSize: 3, strides: 2, dilationRate: 2 }] } }, ["base.layers.1.dilationRate"]],
    ["an image where the output layer stands", { ...distilled, base: { layers: [{ type: "reshape", targetShape: [8, 8, 1] }] } }, ["base.layers.0"]],
    ["a layer that reads what there is not", { ...distilled, base: { layers: [{ type: "dense", units: 4, inbound: ["x"] }] } }, ["base.layers.0.inbound"]],
    ["a sum of one", step({ student: { layers: [{ type: "add", inbound: ["inputs"] }] } }), ["pipeline.0.student.layers.0.inbound"]],
    ["an unknown key of a layer", { ...distilled, base: { layers: [{ type: "flatten", units: 3 }] } }, ["base.layers.0.units"]],
    ["an unknown kind of layer", { ...distilled, base: { layers: [{ type: "lstm", units: 3 }] } }, ["base.layers.0.type"]],
    ["a dropout of everything", { ...distilled, base: { layers: [{ type: "dropout", rate: 1 }] } }, ["base.layers.0.rate"]],
    ["two bases", { ...distilled, base: { modelVersion: "a", layers: [] } }, ["base"]],
    ["no base", { ...distilled, base: {} }, ["base"]],
    ["more examples than there are", { ...distilled, training: { examples: 1198 } }, ["training.examples"]],
    ["class weights for other classes than there are", { ...distilled, training: { classWeights: [1, 2] } }, ["training.classWeights"]],
    ["an unknown optimizer", { ...distilled, training: { optimizer: { type: "lion", learningRate: 0.1 } } }, ["training.optimizer.type"]],
    ["Nesterov without a momentum", { ...distilled, training: { optimizer: { type: "sgd", learningRate: 0.1, nesterov: true } } }, ["training.optimizer.nesterov"]],
    ["a schedule with as many boundaries as no factors", { ...distilled, training: { schedule: { type: "piecewise", boundaries: [3, 5], factors: [1] } } }, ["training.schedule.factors"]],
    ["boundaries that fall", { ...distilled, training: { schedule: { type: "piecewise", boundaries: [5, 3], factors: [1, 1] } } }, ["training.schedule.boundaries"]],
    ["a patience that is negative", step({ training: { earlyStopping: { patience: -1 } } }), ["pipeline.0.training.earlyStopping.patience"]],
    ["an unknown key of early stopping", { ...distilled, training: { earlyStopping: { verbose: 1 } } }, ["training.earlyStopping.verbose"]],
    ["a layer to leave that the new network does not have", { ...distilled, base: { layers: [{ type: "dense", units: 4 }] }, pipeline: [{ technique: "train" }, { technique: "prune-magnitude", ignoredLayers: ["dense_1", "dense_2"] }] }, ["pipeline.1.ignoredLayers.1"]],
    ["pruning that would go on after the training", { ...distilled, base: { layers: [] }, pipeline: [{ technique: "prune-magnitude", schedule: { type: "polynomial", endStep: 40 }, training: { examples: 120, epochs: 10, batchSize: 32 } }] }, ["pipeline.0.schedule.endStep"]],
    ["the same seed twice", { ...distilled, seeds: [1, 1] }, ["seeds"]],
    ["a budget of nothing", { ...distilled, budget: { maxEnergyJoules: 0 } }, ["budget.maxEnergyJoules"]],
    ["an empty pipeline", { ...distilled, pipeline: [] }, ["pipeline"]],
    ["three mistakes at once", { ...step({ temperature: -1, beta: 1 }) as object, name: "" }, ["name", "pipeline.0.beta", "pipeline.0.temperature"]],
  ])("%s", (_, value, expected) => expect(paths(value)).toEqual(expected));

  test("a file, unless the command line asks", () => {
    const value = { ...distilled, base: { file: "model.safetensors" } };
    expect(paths(value)).toEqual(["base.file"]);
    expect(paths(value, { allowFile: true })).toEqual([]);
  });
});

test("anything at all is either accepted or refused with paths, never thrown", () => {
  const almost = fc.oneof(fc.anything(), fc.record({ version: fc.constant(1), name: fc.anything(), task: fc.constant("digits"), base: fc.anything(), pipeline: fc.oneof(fc.anything(), fc.array(fc.record({ technique: fc.constantFrom(...techniques.map(({ id }) => id), "x"), temperature: fc.anything(), sparsity: fc.anything(), schedule: fc.anything(), ignoredLayers: fc.anything(), training: fc.anything() }))), seeds: fc.anything(), training: fc.anything() }));
  fc.assert(
    fc.property(almost, (value) => {
      const parsed = parseSpecification(value);
      if (!parsed.ok) expect(parsed.issues.length).toBeGreaterThan(0);
    }),
    { numRuns: 500 },
  );
});

test("the JSON Schema lists every technique with its parameters, and no further keys", () => {
  const schema = specificationJsonSchema() as { additionalProperties: boolean; properties: { pipeline: { items: { anyOf: { properties: Record<string, { const?: string }> }[] } } } };
  expect(schema.additionalProperties).toBe(false);
  expect(schema.properties.pipeline.items.anyOf.map(({ properties }) => properties["technique"]?.const)).toEqual(techniques.map(({ id }) => id));
  expect(Object.keys(schema.properties.pipeline.items.anyOf[1]!.properties)).toEqual(["technique", "student", "generations", "loss", "temperature", "hardLossWeight", "softLossWeight", "hints", "teachers", "average", "training"]);
});

test.each([
  ["hints", { technique: "distill", student: { layers: [{ type: "dense", units: 6 }] }, hints: [{ teacherLayer: "dense_1", studentLayer: "dense_1", weight: 1 }] }],
  ["mode", { technique: "quantize", mode: "qat" }],
])("%s that one process must train are refused where several processes shall", (parameter, step) => {
  const parsed = parseSpecification({ version: 1, name: "hints", task: "digits", base: { layers: [{ type: "dense", units: 8 }] }, pipeline: [step], training: { strategy: "sync-data-parallel", workers: 2 } });
  expect(parsed).toMatchObject({ ok: false, issues: [{ path: ["pipeline", "0", parameter], message: `With this ${parameter} one process trains: take the strategy single for this step, not sync-data-parallel.` }] });
});
