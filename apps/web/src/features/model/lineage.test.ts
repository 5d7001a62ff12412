import { expect, test } from "@jest/globals";
import type { PortalModelVersionFragment } from "@joulemark/client";
import { lineageOf } from "./lineage.ts";

const model = (id: string) => ({ id, name: id, institution: { name: "I" } });
const named = (id: string, of: string) => ({ id, label: id, state: "READY" as const, parameterCount: 10, model: model(of) });
const version = (id: string, more: Partial<PortalModelVersionFragment> = {}) => ({ ...named(id, "m"), parents: [], children: [], ...more }) as unknown as PortalModelVersionFragment;
const step = { technique: "distill", parameters: {}, qualityDelta: { name: "accuracy", value: -0.01 }, sizeBytesDelta: -90, trainingEnergy: null };

test("parents stand left of what was made of them, grandparents further left", () => {
  const { nodes, edges } = lineageOf([version("b", { parents: [{ ...step, version: { ...named("a", "n"), parents: [{ ...step, technique: "train", version: named("z", "n") }] } }] })], { id: "m", name: "m" });
  expect(nodes.map(({ id, depth, own }) => [id, depth, own]).toSorted()).toEqual([["a", 1, false], ["b", 2, true], ["z", 0, false]]);
  expect(edges.map(({ from, to, technique }) => [from, to, technique])).toEqual([["a", "b", "distill"], ["z", "a", "train"]]);
});
test("versions without a line stand one below the other in one column", () => {
  expect(lineageOf([version("a"), version("b")], { id: "m", name: "m" }).nodes.map(({ depth, row }) => [depth, row])).toEqual([[0, 0], [0, 1]]);
});
test("a child brings the deltas that it has against this version", () => {
  const child = { technique: "distill", version: { ...named("c", "o"), parents: [{ ...step, version: { id: "other" } }, { ...step, sizeBytesDelta: -5, version: { id: "a" } }] } };
  expect(lineageOf([version("a", { children: [child] as never })], { id: "m", name: "m" }).edges).toEqual([expect.objectContaining({ from: "a", to: "c", sizeBytesDelta: -5 })]);
});
test("a circle, which no sound record has, ends", () => {
  const circle = lineageOf([version("a", { parents: [{ ...step, version: { ...named("b", "m"), parents: [{ ...step, version: named("a", "m") }] } }] })], { id: "m", name: "m" });
  expect(circle.nodes).toHaveLength(2);
});
