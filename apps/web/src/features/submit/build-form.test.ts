import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "@jest/globals";
import { parseSpecification, specificationJsonSchema, techniqueIds } from "../../../../../packages/engine/src/spec.ts";
import { buildForm } from "./build-form.ts";
import type { FormRequest } from "./build-form.ts";
import { changeValues } from "./change-values.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { specificationOf, valuesOf } from "./form-specification.ts";
import { fieldsIn } from "./form-view.ts";
import type { FormView, ViewNode } from "./form-view.ts";
import { initialValues } from "./initial-values.ts";
import type { Schema } from "./json-schema.ts";
import type { SubmitLabels } from "./submit-labels.ts";
import type { SubmitWords } from "./submit-words.ts";
import type { FormValues } from "./write-values.ts";

const schema = specificationJsonSchema() as Schema;
/** Words that say what they are asked for. */
const words = new Proxy({}, { get: (_, key) => (["technique", "leftOut", "optional", "remove"].includes(String(key)) ? String(key) : (...about: unknown[]) => `${String(key)} ${about.join(" ")}`) }) as SubmitWords;
const labels = new Proxy({}, { get: (_, key) => (key === "found" ? () => "found" : String(key)) }) as SubmitLabels;
const sources = { schema, projects: [{ value: "lab", text: "Lab" }], visibilities: [], versions: [], versionCount: { shown: 0, total: 0 } };
const build = (values: FormValues, more: Partial<FormRequest> = {}): FormView =>
  buildForm({ sources, values, errors: [], attempt: 0, idempotencyKey: "k", intent: "", estimate: null, origin: "http://x", locale: "en", words, labels, techniqueName: (id) => id, ...more });

/** What a browser sends of a form. */
function sent(view: FormView): FormValues {
  const hidden = (nodes: readonly ViewNode[]): [string, string][] => nodes.flatMap((node) => (node.kind === "group" ? [...node.hidden, ...hidden(node.nodes)] : []));
  return Object.fromEntries([...hidden(view.sections), ...fieldsIn(view.sections).map(({ name, value }): [string, string] => [name, value])]);
}

test("the empty form lacks only its name and the width of its layer to be a specification", () => {
  const parsed = parseSpecification(specificationOf(schema, sent(build({}))));
  expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path.join(".")).toSorted()).toEqual(["base.layers.0.units", "name"]);
});
test("what the form shows is what it sends: the preview is the specification of the fields", () => {
  const view = build(initialValues(schema, { technique: "distill", base: "abc" }));
  expect(JSON.parse(view.preview.json)).toEqual(specificationOf(schema, sent(view)));
  expect(JSON.parse(view.preview.json)).toMatchObject({ base: { modelVersion: "abc" }, pipeline: [{ technique: "distill", temperature: 4, hardLossWeight: 0.1, softLossWeight: 0.9 }], training: { epochs: 10 } });
});
test.each(techniqueIds)("a step of %s, as the form shows it at first, lacks nothing but what only its user knows", (technique) => {
  const values = { ...sent(build(initialValues(schema, { technique, base: "abc" }))), "specification.name": "x" };
  const parsed = parseSpecification(specificationOf(schema, values));
  expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path.join(".").replace(/^pipeline\.0\.student\.layers\.0\.units$/, "width")).filter((path) => path !== "width")).toEqual([]);
});
const examples = new URL("../../../../../packages/engine/examples/", import.meta.url);
test.each(readdirSync(examples).filter((name) => name.endsWith(".json")))("%s repeated by the form, as it is shown, is the same experiment", (name) => {
  const specification: unknown = JSON.parse(readFileSync(new URL(name, examples), "utf8"));
  const before = parseSpecification(specification);
  expect(parseSpecification(specificationOf(schema, sent(build(valuesOf(schema, specification)))))).toEqual(before);
});
test("a student is left out by its button, for generations of the teacher's own layers, and taken in again", () => {
  const student = "specification.pipeline.0.student";
  const values = { ...sent(build(initialValues(schema, { technique: "distill", base: "abc" }))), "specification.name": "x", "specification.pipeline.0.generations": "2" };
  const without = build(changeValues(values, `leave:${student}`));
  expect(fieldsIn(without.sections).filter(({ name }) => name.startsWith(student))).toEqual([]);
  const parsed = parseSpecification(specificationOf(schema, sent(without)));
  expect(parsed.ok && parsed.specification.pipeline).toEqual([{ technique: "distill", generations: 2, temperature: 4, hardLossWeight: 0.1, softLossWeight: 0.9 }]);
  expect(JSON.parse(without.preview.json)).toEqual(specificationOf(schema, sent(without)));
  const again = build(changeValues(sent(without), `take:${student}`));
  expect(fieldsIn(again.sections).map(({ name }) => name)).toContain(`${student}.layers.0.units`);
});
test("a number that may be null is asked for as a number, with its range, and null is null", () => {
  const values = { ...sent(build({})), "specification.name": "x", "specification.base.layers.0.units": "8", "specification.training.strategy": "async" };
  const field = fieldsIn(build(values).sections).find(({ name }) => name === "specification.training.maxStaleness");
  expect(field).toMatchObject({ input: "decimal", value: "", unit: { text: "updates" } });
  expect(field!.hints.map(({ text }) => text)).toContain("allOf bound atLeast 0,bound atMost 1000000");
  const given = (text: string): unknown => (specificationOf(schema, { ...values, "specification.training.maxStaleness": text }) as { training: Record<string, unknown> }).training["maxStaleness"];
  expect([given(""), given("null"), given("4"), given("many")]).toEqual([undefined, null, 4, "many"]);
});
test("kinds of layers are named in the reader's language, beside the word of the specification", () => {
  const choicesIn = (locale: "en" | "zh"): string[] => fieldsIn(build({}, { locale }).sections).find(({ name }) => name === "specification.base.layers.0.type")!.choices!.map(({ text }) => text);
  expect(choicesIn("en")).toContain("named Convolution, 2-D conv2d");
  expect(choicesIn("zh")).toContain("named 二维卷积 conv2d");
});
test("a list that may be left out and was not touched is left out; one that was emptied is empty", () => {
  const values = { ...sent(build(initialValues(schema, { technique: "distill", base: "abc" }))), "specification.name": "x" };
  const stepOf = (given: FormValues): object => (specificationOf(schema, given) as { pipeline: object[] }).pipeline[0]!;
  expect(stepOf(values)).not.toHaveProperty("hints");
  const hinted = changeValues(values, "add:specification.pipeline.0.hints");
  expect(stepOf(sent(build(hinted)))).toHaveProperty("hints", [expect.anything()]);
  expect(stepOf(sent(build(changeValues(hinted, "remove:specification.pipeline.0.hints.0"))))).toHaveProperty("hints", []);
});
describe("what some strategies read", () => {
  const strategy = "specification.training.strategy";
  const keysOf = (values: FormValues): string[] => {
    const names = (nodes: readonly ViewNode[]): string[] => nodes.flatMap((node) => (node.kind === "group" ? [node.name, ...names(node.nodes)] : [node.name]));
    return names(build(values).sections).flatMap((name) => /^specification\.training\.(workers|bucketBytes|compression\.type|syncEvery|outerOptimizer|maxStaleness|gradientAccumulationSteps)$/.exec(name)?.[1] ?? []).toSorted();
  };
  test.each([
    ["single", ["gradientAccumulationSteps"]],
    ["sync-data-parallel", ["bucketBytes", "compression.type", "gradientAccumulationSteps", "workers"]],
    ["local-sgd", ["outerOptimizer", "syncEvery", "workers"]],
    ["async", ["bucketBytes", "compression.type", "maxStaleness", "workers"]],
  ])("is asked for with %s: %j", (chosen, keys) => {
    expect(keysOf({ ...sent(build({})), [strategy]: chosen })).toEqual(keys);
  });
  test("follows the choice at once, and is that of the first strategy at first", () => {
    expect(fieldsIn(build({}).sections).find(({ name }) => name === strategy)).toMatchObject({ value: "single", decides: true });
    expect(keysOf({})).toEqual(["gradientAccumulationSteps"]);
  });
  test("stays in sight where something was entered, to be refused there", () => {
    const values = { ...sent(build({})), [strategy]: "single", "specification.training.workers": "3", "specification.training.outerOptimizer.learningRate": "0.7" };
    expect(keysOf(values)).toEqual(["gradientAccumulationSteps", "outerOptimizer", "workers"]);
    expect(build(values, { errors: [{ field: "specification.training.workers", message: "m" }] }).problems.map(({ at }) => at)).toEqual(["specification.training.workers"]);
  });
  test("is all asked for of a step that has no strategy of its own", () => {
    const fields = fieldsIn(build({}).sections).filter(({ name }) => name.startsWith("specification.pipeline.0.training."));
    expect(fields.map(({ name }) => name.split(".").at(-1))).toEqual(expect.arrayContaining(["workers", "syncEvery", "maxStaleness", "gradientAccumulationSteps"]));
  });
});
describe("a further teacher", () => {
  const versions = [{ value: "v1", text: "A teacher" }, { value: "v2", text: "Another" }];
  const withVersions = { sources: { ...sources, versions, versionCount: { shown: 2, total: 9 } } };
  const row = "specification.pipeline.0.teachers.0";
  const added = changeValues(sent(build(initialValues(schema, { technique: "distill", base: "v1" }), withVersions)), "add:specification.pipeline.0.teachers");
  test("is chosen among the registered versions, and no file is asked for", () => {
    const fields = fieldsIn(build(added, withVersions).sections);
    expect(fields.find(({ name }) => name === `${row}.modelVersion`)).toMatchObject({ input: "choice", value: "", choices: [{ value: "" }, ...versions] });
    expect(fields.filter(({ name }) => name.startsWith(row)).map(({ name }) => name)).toEqual([`${row}.modelVersion`, `${row}.weight`]);
    const { pipeline } = specificationOf(schema, { ...added, [`${row}.modelVersion`]: "v2", [`${row}.weight`]: "3" }) as { pipeline: object[] };
    expect(pipeline).toMatchObject([{ teachers: [{ modelVersion: "v2", weight: 3 }] }]);
  });
  test("that is not among those that were found stays chosen", () => {
    expect(fieldsIn(build({ ...added, [`${row}.modelVersion`]: "old" }, withVersions).sections).find(({ name }) => name === `${row}.modelVersion`)!.choices!.map(({ value }) => value)).toEqual(["", "old", "v1", "v2"]);
  });
  test("can be searched for whatever the base is; the form has one search", () => {
    const placesOf = (values: FormValues): string[] => {
      const view = build(values, withVersions);
      const holders = (nodes: readonly ViewNode[]): string[] => nodes.flatMap((node) => (node.kind === "field" ? [] : [...(node.nodes.some(({ name }) => name === "search") ? [`${node.name} ${node.ofBase}`] : []), ...holders(node.nodes)]));
      return holders(view.sections);
    };
    expect([placesOf({}), placesOf(added)]).toEqual([["registered modelVersion"], ["find undefined"]]);
  });
});
test("another technique brings its own parameters, with their defaults, and keeps the rest", () => {
  const before = { ...sent(build({})), "specification.name": "x", "specification.pipeline.0.technique": "distill" };
  const names = fieldsIn(build(before).sections).map(({ name, value }) => [name, value]);
  expect(names).toContainEqual(["specification.pipeline.0.temperature", "4"]);
  expect(names).toContainEqual(["specification.name", "x"]);
});
test("a field that was emptied stays empty", () => {
  const view = build({ ...sent(build({})), "specification.training.epochs": "" });
  expect(fieldsIn(view.sections).find(({ name }) => name.endsWith("training.epochs"))?.value).toBe("");
  expect(JSON.parse(view.preview.json).training).not.toHaveProperty("epochs");
});
test("a step that is added begins with the first technique; the last one cannot be removed", () => {
  const view = build(changeValues(sent(build({})), "add:specification.pipeline"));
  expect((JSON.parse(view.preview.json) as { pipeline: unknown[] }).pipeline).toEqual([{ technique: "train" }, { technique: "train" }]);
  expect(JSON.stringify(build({}).sections)).not.toContain("remove:specification.pipeline.0\"");
});
test("an error stands at the field of its path, at the nearest one around it, or above the form", () => {
  const errors = ["specification.pipeline.0.technique", "specification.seeds.1", "specification.pipeline.0.unheard", "nowhere", null].map((field) => ({ field, message: `of ${field}` }));
  expect(build({}, { errors }).problems.map(({ at }) => at)).toEqual(["specification.pipeline.0.technique", "specification.seeds", "specification.pipeline.0", null, null]);
});
test.each([
  ["specification.pipeline.0.temperature", "warm", "wrong notNumber"],
  ["specification.pipeline.0.temperature", "0", "outside allOf bound moreThan 0,bound atMost 100"],
  ["specification.training.epochs", "2.5", "wrong notWhole"],
  ["specification.seeds", "1, 1", "wrong sameTwice"],
  ["specification.seeds", "1, 0.5", "wrong notWhole"],
  ["specification.training.classWeights", "1, heavy", "wrong notNumber"],
  ["specification.training.classWeights", "0.5, -1", "outside allOf bound atLeast 0,bound atMost 1000000"],
  ["specification.training.workers", "2", "misfit single sync-data-parallel,local-sgd,async"],
  ["specification.training.maxStaleness", "few", "wrong notNumber"],
  ["specification.training.maxStaleness", "-1", "outside allOf bound atLeast 0,bound atMost 1000000"],
  ["specification.budget.deadline", "tomorrow", "wrong notInstant"],
  ["specification.name", "", "wrong missing"],
])("%s holding %j is explained: %s", (name, value, told) => {
  const values = { ...sent(build(initialValues(schema, { technique: "distill", base: "abc" }))), "specification.name": "n", "specification.pipeline.0.student.layers.0.units": "3", [name]: value };
  const parsed = parseSpecification(specificationOf(schema, values));
  const issue = parsed.ok ? null : parsed.issues[0]!;
  expect(issue && explainRefusal(schema, { path: ["specification", ...issue.path], message: issue.message }, values, words)).toEqual({ message: told });
});
test("a list of numbers that are not seeds may hold one twice: the API's own words say what is wrong with it", () => {
  const message = "The task has 10 classes; there are 2 weights.";
  expect(explainRefusal(schema, { path: ["specification", "training", "classWeights"], message }, { "specification.training.classWeights": "1, 1" }, words)).toEqual({ message, inEnglish: true });
});
