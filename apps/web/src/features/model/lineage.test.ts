import { expect, test } from "@jest/globals";
import { lineageOf } from "./lineage.ts";

type Steps = Parameters<typeof lineageOf>[0];
const named = (id: string, of: string) => ({ id, label: id, state: "READY" as const, parameterCount: 10, model: { id: of, name: of, institution: { name: "I" } } });
const figures = { technique: "distill", qualityDelta: { name: "accuracy", value: -0.01 }, sizeBytesDelta: -90, trainingEnergy: null };
const step = (parent: object, child: object, more: object = {}) => ({ ...figures, parent: { parents: [], ...parent }, child, ...more }) as unknown as Steps[number];

test("parents stand left of what was made of them, grandparents further left", () => {
  const { nodes, edges } = lineageOf([step({ ...named("a", "n"), parents: [{ ...figures, technique: "train", version: named("z", "n") }] }, named("b", "m"))], "m");
  expect(nodes.map(({ id, depth, own }) => [id, depth, own]).toSorted()).toEqual([["a", 1, false], ["b", 2, true], ["z", 0, false]]);
  expect(edges.map(({ from, to, technique }) => [from, to, technique]).toSorted()).toEqual([["a", "b", "distill"], ["z", "a", "train"]]);
});
test("children of one version stand one below the other in one column", () => {
  expect(lineageOf([step(named("a", "m"), named("b", "o")), step(named("a", "m"), named("c", "o"))], "m").nodes.map(({ id, depth, row }) => [id, depth, row])).toEqual([["a", 0, 0], ["b", 1, 0], ["c", 1, 1]]);
});
test("a step that is reached in two ways is one, with its own deltas", () => {
  const before = { ...figures, technique: "train", sizeBytesDelta: -5, version: named("z", "m") };
  const steps = [step({ ...named("a", "m"), parents: [before] }, named("b", "m")), step(named("z", "m"), named("a", "m"), { technique: "train", sizeBytesDelta: -5 })];
  expect(lineageOf(steps, "m").edges.map(({ from, to, sizeBytesDelta }) => [from, to, sizeBytesDelta])).toEqual([["a", "b", -90], ["z", "a", -5]]);
});
test("a circle, which no sound record has, ends", () => {
  expect(lineageOf([step(named("a", "m"), named("b", "m")), step(named("b", "m"), named("a", "m"))], "m").nodes).toHaveLength(2);
});
