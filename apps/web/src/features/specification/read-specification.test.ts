import { expect, test } from "@jest/globals";
import { layersText, readSpecification, stepParameters } from "./read-specification.ts";

const specification = {
  version: 1, name: "a", task: "digits", base: { modelVersion: "abc" },
  pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 16, activation: "relu" }] }, temperature: 4 }],
  training: { epochs: 300, optimizer: { type: "adam", learningRate: 0.003 } },
  seeds: [1, 2, 3], budget: { maxEnergyJoules: 5000, maxCost: { value: 1, currency: "EUR" } },
};

test("nested parameters get dotted names and layers one line", () => {
  const read = readSpecification(specification);
  expect(read.steps).toEqual([{ technique: "distill", parameters: [{ name: "student.layers", value: "dense 16 relu" }, { name: "temperature", value: "4" }] }]);
  expect(read.training).toEqual([{ name: "epochs", value: "300" }, { name: "optimizer.type", value: "adam" }, { name: "optimizer.learningRate", value: "0.003" }]);
  expect(read.budget.map((parameter) => parameter.name)).toEqual(["maxEnergyJoules", "maxCost.value", "maxCost.currency"]);
});
test("lists of nested parameters are numbered from 1", () => {
  const [step] = readSpecification({ pipeline: [{ technique: "distill", teachers: [{ modelVersion: "a", weight: 2 }, { modelVersion: "b", weight: 1 }], hints: [] }] }).steps;
  expect(step!.parameters.map(({ name, value }) => `${name} ${value}`)).toEqual(["teachers.1.modelVersion a", "teachers.1.weight 2", "teachers.2.modelVersion b", "teachers.2.weight 1", "hints []"]);
});
test("a lineage edge of one step and one of a list of steps read alike", () => {
  const expected = [{ name: "temperature", value: "4" }];
  expect(stepParameters("distill", { temperature: 4 })).toEqual(expected);
  expect(stepParameters("distill", [{ technique: "distill", temperature: 4 }])).toEqual(expected);
  expect(stepParameters("train", null)).toEqual([]);
});
test("a base of new layers is told from a registered version", () => {
  expect(readSpecification(specification).base).toEqual({ kind: "modelVersion", id: "abc" });
  const { base } = readSpecification({ base: { layers: [{ type: "dense", units: 4, activation: "relu" }, { type: "flatten" }] } });
  expect(base?.kind === "layers" && layersText(base.layers)).toBe("dense 4 relu → flatten");
});
test.each([null, 3, "x", [], { pipeline: "no", seeds: {}, base: [], training: 1 }])("%j, which is no specification, reads as an empty one", (value) => {
  expect(readSpecification(value)).toEqual({ task: null, base: null, steps: [], training: [], seeds: [], budget: [] });
});
