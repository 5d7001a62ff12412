import { expect, test } from "@jest/globals";
import { z } from "zod";
import { techniques } from "../techniques/registry.ts";
import { listText, listed } from "./list.ts";
import type { ParameterSchema } from "./parameter-rows.ts";
import { parameterRows } from "./parameter-rows.ts";

test.each(techniques.map((technique) => [technique.id, technique] as const))("%s is listed with its source and every parameter that it accepts", (id, { params, source }) => {
  const entry = listed().techniques.find((candidate) => candidate.id === id)!;
  expect(entry.source).toBe(source);
  expect(source.length).toBeGreaterThan(10);
  const { properties = {} } = z.toJSONSchema(params, { io: "input", unrepresentable: "any" }) as ParameterSchema;
  const names = entry.parameters.map(({ name }) => name);
  for (const key of Object.keys(properties)) expect(names).toContain(key);
  const text = listText();
  expect(text).toContain(`\n  ${id}: `);
  for (const key of Object.keys(properties)) expect(text).toContain(`\n    ${key}: `);
});
test("a parameter shows its bounds, its default, its unit and what it is for", () => {
  const schema = z.strictObject({ share: z.number().gt(0).lt(1).meta({ description: "of the weights", unit: "of 1" }).default(0.5), every: z.int().min(1) });
  expect(parameterRows(z.toJSONSchema(schema, { io: "input" }) as ParameterSchema)).toEqual([
    { name: "share", type: "number", range: "> 0, < 1", default: "0.5", unit: "of 1", description: "of the weights" },
    { name: "every", type: "integer", range: "≥ 1", default: "required", unit: "", description: "" },
  ]);
});
test("a choice shows its variants, and each variant its own parameters", () => {
  const schema = z.strictObject({ schedule: z.discriminatedUnion("type", [z.strictObject({ type: z.literal("constant") }), z.strictObject({ type: z.literal("polynomial"), power: z.number().default(3) })]).optional() });
  expect(parameterRows(z.toJSONSchema(schema, { io: "input" }) as ParameterSchema).map(({ name, type, default: value }) => [name, type, value])).toEqual([["schedule", "constant | polynomial", ""], ["schedule (polynomial).power", "number", "3"]]);
});
test("what is listed is plain JSON", () => {
  expect(JSON.parse(JSON.stringify(listed()))).toEqual(listed());
});
