import { expect, test } from "@jest/globals";
import { networkLabel } from "../network/network.ts";
import { denseNetwork, networkOf } from "../test-networks.ts";
import type { Call } from "./test-context.ts";
import { contextOf } from "./test-context.ts";
import { trainHead } from "./train-head.ts";

test("the output layer is new and trained on what the others give; these stay as they are", async () => {
  const calls: Call[] = [];
  const network = denseNetwork([6, 5, 4]);
  const made = await trainHead.apply(network, {}, contextOf({ calls }));
  expect(calls.map(({ network: trained, extras }) => [networkLabel(trained), networkLabel(extras.body!)])).toEqual([["5-4", "6-5"]]);
  expect(made.layers).toEqual(network.layers);
  expect(made.weights["dense_1/kernel"]).toBe(network.weights["dense_1/kernel"]);
  expect(made.weights["dense_2/kernel"]!.values).not.toEqual(network.weights["dense_2/kernel"]!.values);
});

test("zeros of pruning are the layers' before it, and none of the new one's", async () => {
  const made = await trainHead.apply({ ...denseNetwork([6, 5, 4]), pruned: ["dense_1/kernel", "dense_2/kernel"] }, {}, contextOf());
  expect(made.pruned).toEqual(["dense_1/kernel"]);
});

test("a network that was made for something else gets an output layer", async () => {
  const made = await trainHead.apply(denseNetwork([6, 5, 7]), {}, contextOf());
  expect([networkLabel(made), made.layers.at(-1)!.name, made.layers.at(-1)!.inbound]).toEqual(["6-5-7-4", "logits", ["dense_2"]]);
});

test("a network of one layer is refused: nothing of it could stay", async () => {
  await expect(Promise.resolve().then(() => trainHead.apply(denseNetwork([6, 4]), {}, contextOf()))).rejects.toThrow(/of a single one there is nothing that could stay/);
});

test("layers that give no row are refused by their name", async () => {
  await expect(Promise.resolve().then(() => trainHead.apply(networkOf([6, 2], [["Conv1D", "c", { filters: 3, kernel_size: 1 }]]), {}, contextOf()))).rejects.toThrow(/layers that give one row an example; c gives \[6, 3\]/);
});
