import { expect, test } from "@jest/globals";
import { denseNetwork } from "../test-networks.ts";
import { keptZeros, withKeptZeros, withoutKeptZeros } from "./kept-zeros.ts";

const network = denseNetwork([6, 5, 4]);
for (let i = 0; i < 30; i += 3) network.weights["dense_1/kernel"]!.values[i] = 0;
const both = ["dense_1/kernel", "dense_2/kernel"];

test("zeros that nobody pruned are no mask", () => {
  expect(keptZeros(network)).toEqual({});
});
test("of pruned weights the mask is 0 where they are, and only those with zeros have one", () => {
  const { pruned, ...others } = withKeptZeros(network, both);
  expect([pruned, others]).toEqual([["dense_1/kernel"], network]);
  expect(keptZeros({ ...network, pruned: both })).toEqual({ "dense_1/kernel": Uint8Array.from({ length: 30 }, (_, i) => Number(i % 3 !== 0)) });
});
test("without zeros nothing is carried, and names are carried once", () => {
  expect(withKeptZeros(denseNetwork([6, 5, 4]), both)).toEqual(denseNetwork([6, 5, 4]));
  expect(withKeptZeros(withKeptZeros(network, both), both).pruned).toEqual(["dense_1/kernel"]);
});
test("names of weights that there are no more, or that no object has of its own, give no mask", () => {
  expect(keptZeros({ ...network, pruned: ["x/kernel", "__proto__", "constructor"] })).toEqual({});
});
test("what has become something else is dropped, the rest stays", () => {
  const carried = { ...network, pruned: both };
  expect(withoutKeptZeros(carried, (key) => key === "dense_1/kernel").pruned).toEqual(["dense_2/kernel"]);
  expect(withoutKeptZeros(carried, () => true)).toEqual(network);
});
