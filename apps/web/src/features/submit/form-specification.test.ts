import { readdirSync, readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { parseSpecification, specificationJsonSchema } from "../../../../../packages/engine/src/spec.ts";
import { specificationOf, valuesOf } from "./form-specification.ts";
import type { Schema } from "./json-schema.ts";

const schema = specificationJsonSchema() as Schema;
const top = new URL("../../../../../", import.meta.url);
const read = (path: string): unknown => JSON.parse(readFileSync(new URL(path, top), "utf8"));
const examples = [
  ...readdirSync(new URL("packages/engine/examples", top)).filter((name) => name.endsWith(".json")).map((name) => `packages/engine/examples/${name}`),
  "test/contract/specification.json", "test/contract/specification-train.json",
];
const again = (specification: unknown): unknown => specificationOf(schema, valuesOf(schema, specification));

test.each(examples)("the form gives %s back as it is", (path) => {
  expect(again(read(path))).toEqual(read(path));
});

test("the form gives back whatever specification the schema allows", () => {
  fc.assert(fc.property(valid(schema), (specification) => expect(again(specification)).toEqual(specification)), { numRuns: 500 });
});
test("what the engine makes of an example, defaults and all, comes back too", () => {
  const parsed = parseSpecification(read("packages/engine/examples/digits-teacher.json"));
  expect(parsed.ok && again(parsed.specification)).toEqual(parsed.ok && parsed.specification);
});

test("what is no number stays the text that was entered, for the API to refuse by its path", () => {
  const values = valuesOf(schema, read("packages/engine/examples/digits-distilled.json"));
  const specification = specificationOf(schema, { ...values, "specification.pipeline.0.temperature": "warm", "specification.seeds": "1, two" });
  const parsed = parseSpecification(specification);
  expect(parsed.ok ? [] : parsed.issues.map(({ path }) => path.join("."))).toEqual(["seeds.1", "pipeline.0.temperature"]);
});
test("a pretrained base is chosen by its name alone", () => {
  const values = { ...valuesOf(schema, read("packages/engine/examples/digits-student.json")), baseKind: "pretrained", "specification.base.pretrained": "all-minilm-l6-v2" };
  const specification = specificationOf(schema, values) as { base: object };
  expect(specification.base).toEqual({ pretrained: "all-minilm-l6-v2" });
  expect(valuesOf(schema, specification)).toMatchObject({ baseKind: "pretrained" });
});
test("of the two bases only the chosen one is meant, and the other's fields are kept", () => {
  const values = { ...valuesOf(schema, read("packages/engine/examples/digits-student.json")), "specification.base.modelVersion": "abc" };
  expect((specificationOf(schema, values) as { base: object }).base).toEqual({ layers: [{ type: "dense", units: 16, activation: "relu" }] });
  expect((specificationOf(schema, { ...values, baseKind: "modelVersion" }) as { base: object }).base).toEqual({ modelVersion: "abc" });
});
test("an empty field is left out, so that the default holds; a deadline without a zone is UTC", () => {
  const values = { ...valuesOf(schema, read("packages/engine/examples/digits-teacher.json")), "specification.training.epochs": "", "specification.budget.deadline": "2027-01-31 18:00" };
  const specification = specificationOf(schema, values) as { training: object; budget: object };
  expect(specification.training).not.toHaveProperty("epochs");
  expect(specification.budget).toEqual({ deadline: "2027-01-31T18:00:00Z" });
});
test("names of layers stand in one field between commas; an empty one is an empty list", () => {
  const pruned = { ...(read("packages/engine/examples/digits-student.json") as object), pipeline: [{ technique: "prune-channels", ignoredLayers: ["dense_1", "the last, and least"] }] };
  expect(again(pruned)).toEqual(pruned);
  const values = valuesOf(schema, { ...pruned, pipeline: [{ technique: "prune-channels", ignoredLayers: ["dense_1", "dense_2"] }] });
  const field = "specification.pipeline.0.ignoredLayers";
  expect(values[field]).toBe("dense_1, dense_2");
  const layersFor = (text: string): unknown => (specificationOf(schema, { ...values, [field]: text }) as { pipeline: Record<string, unknown>[] }).pipeline[0]!["ignoredLayers"];
  expect([layersFor("a b，c、 d"), layersFor(" "), layersFor('["x, y"]')]).toEqual([["a b", "c", "d"], [], ["x, y"]]);
});
test("nobody can make the form build a list without end", () => {
  const specification = specificationOf(schema, { "specification.pipeline.count": "9999", "specification.base.layers.count": "1e9" }) as { pipeline: unknown[]; base: object };
  expect(specification.pipeline).toHaveLength(10);
  expect(specification.base).toEqual({});
});

/** Any value that a schema allows. */
function valid(of: Schema): fc.Arbitrary<unknown> {
  if (of.const !== undefined) return fc.constant(of.const);
  if (of.type === "null") return fc.constant(null);
  const variants = of.anyOf ?? of.oneOf;
  if (variants) return fc.oneof(...variants.map(valid));
  if (of.enum) return fc.constantFrom(...of.enum);
  if (of.type === "object") return fc.record(Object.fromEntries(Object.entries(of.properties ?? {}).flatMap(([key, inner]) => (inner.commandLineOnly ? [] : [[key, valid(inner)]]))), { requiredKeys: of.required ?? [] }).map((value) => ({ ...value }));
  if (of.type === "array") return fc.array(valid(of.items!), { minLength: of.minItems ?? 0, maxLength: Math.min(of.maxItems ?? 4, 4) });
  if (of.type === "boolean") return fc.boolean();
  if (of.type === "integer") return fc.integer({ min: of.minimum ?? -1000, max: Math.min(of.maximum ?? 1000, 2 ** 31 - 1) });
  if (of.type === "number") {
    const [min, max] = [of.minimum ?? of.exclusiveMinimum ?? -1e9, of.maximum ?? of.exclusiveMaximum ?? 1e9];
    return fc.double({ min, max, minExcluded: of.exclusiveMinimum !== undefined, maxExcluded: of.exclusiveMaximum !== undefined, noNaN: true }).map((value) => value + 0);
  }
  if (of.format === "date-time") return fc.date({ min: new Date("2026-01-01"), max: new Date("2030-01-01"), noInvalidDate: true }).map((at) => at.toISOString());
  if (of.pattern) return fc.stringMatching(new RegExp(of.pattern));
  return fc.string({ minLength: of.minLength ?? 0, maxLength: of.maxLength ?? 40 });
}
