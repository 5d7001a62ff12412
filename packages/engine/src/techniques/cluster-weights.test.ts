import { describe, expect, test } from "@jest/globals";
import type { Network } from "../network/network.ts";
import { denseNetwork, networkOf, shaken } from "../test-networks.ts";
import { clusterWeights } from "./cluster-weights.ts";
import type { Call } from "./test-context.ts";
import { contextOf } from "./test-context.ts";

const apply = (network: Network, given: object, context = contextOf()): Promise<Network> => clusterWeights.apply(network, clusterWeights.params.parse(given), context);
const different = (network: Network, key: string): number => new Set(network.weights[key]!.values).size;
const withZeros = (): Network => {
  const network = denseNetwork([6, 5, 4]);
  for (let i = 0; i < 30; i += 2) network.weights["dense_1/kernel"]!.values[i] = 0;
  return network;
};

test("without training, every kernel has so few values, and biases, normalizations and layers to leave are as they were", async () => {
  const network = shaken(networkOf([4, 4, 2], [["Conv2D", "c", { filters: 4, kernel_size: 3 }], ["BatchNormalization", "n"], ["DepthwiseConv2D", "d", { kernel_size: 2 }], ["Flatten", "f"], ["Dense", "h", { units: 6 }], ["Dense", "logits", { units: 4 }]]));
  const made = await apply(network, { fineTune: false, clusters: 5, ignoredLayers: ["logits"] });
  for (const key of ["c/kernel", "d/depthwise_kernel", "h/kernel"]) expect([key, different(made, key)]).toEqual([key, 5]);
  for (const key of Object.keys(network.weights).filter((name) => !/^[cdh].*kernel/.test(name))) expect(made.weights[key]).toEqual(network.weights[key]);
});
test("zeros stay zeros beside the clusters, unless told not to", async () => {
  const kept = await apply(withZeros(), { fineTune: false, clusters: 4 });
  kept.weights["dense_1/kernel"]!.values.forEach((value, i) => expect(value === 0).toBe(i % 2 === 0));
  expect(different(kept, "dense_1/kernel")).toBe(5);
  expect(different(await apply(withZeros(), { fineTune: false, clusters: 4, keepZeros: false }), "dense_1/kernel")).toBe(4);
});
test("zeros of pruning that it keeps are kept later too; those that it is told not to keep are not", async () => {
  const pruned = { ...withZeros(), pruned: ["dense_1/kernel", "dense_2/kernel"] };
  expect((await apply(pruned, { fineTune: false })).pruned).toEqual(pruned.pruned);
  const calls: Call[] = [];
  expect(await apply(pruned, { keepZeros: false, ignoredLayers: ["dense_2"] }, contextOf({ calls }))).toMatchObject({ pruned: ["dense_2/kernel"] });
  expect(calls[0]!.network.pruned).toEqual(["dense_2/kernel"]);
});
test("k-means++ follows the seed", async () => {
  const of = (seed: number): Promise<Network> => apply(denseNetwork([6, 30, 4]), { fineTune: false, clusters: 6, init: "random" }, contextOf({ seed }));
  expect(await of(1)).toEqual(await of(1));
  expect(await of(1)).not.toEqual(await of(2));
});

describe("training", () => {
  test("is told which values move as one, and which zeros stay", async () => {
    const calls: Call[] = [];
    await apply(withZeros(), { clusters: 3 }, contextOf({ calls }));
    const [{ loss, network, extras: { sharing, masks } }] = calls as [Call];
    expect(loss).toEqual({ type: "cross-entropy" });
    expect(Object.keys(sharing!)).toEqual(["dense_1/kernel", "dense_2/kernel"]);
    expect(Object.keys(masks!)).toEqual(["dense_1/kernel"]);
    const { values } = network.weights["dense_1/kernel"]!;
    sharing!["dense_1/kernel"]!.forEach((code, i) => expect([code === 3, masks!["dense_1/kernel"]![i]]).toEqual([i % 2 === 0, i % 2]));
    for (const key of Object.keys(sharing!)) expect(new Set(Array.from(network.weights[key]!.values, (value, i) => `${sharing![key]![i]} ${value}`)).size).toBe(different(network, key));
    expect(values.filter((value) => value === 0).length).toBe(15);
  });
  test("may leave the last bits different: the result has one value for each code, and zeros", async () => {
    const made = await apply(withZeros(), { clusters: 3 }, contextOf({ train: (network) => Promise.resolve(shaken(network)) }));
    expect([different(made, "dense_1/kernel"), different(made, "dense_2/kernel")]).toEqual([4, 3]);
    expect(made.weights["dense_1/kernel"]!.values[0]).toBe(0);
  });
});

test("what it saves is told in bytes that were coded in fact, and that it saves no energy", async () => {
  const told: string[] = [];
  await apply(denseNetwork([64, 64, 4]), { fineTune: false }, contextOf({ told }));
  const [, dense, index, huffman, , bound] = /^At most 16 different values a kernel\. .* (\d+) bytes as they are; as tables and codes (\d+) with whole bits, (\d+) by Huffman's code, (\d+) by deflate, .* less than (\d+) one by one; .* no energy is saved by itself\.$/.exec(told[0]!)!.map(Number) as [number, number, number, number, number, number];
  expect(dense).toBe(4 * (64 * 64 + 64 + 256 + 4));
  expect(index).toBe(4 * 68 + 2 * 64 + (64 * 64 + 256) / 2);
  expect(huffman).toBeLessThan(index + 100);
  expect(bound).toBeLessThan(huffman);
});
test("a layer to leave that there is not is refused by its path", async () => {
  await expect(apply(denseNetwork([6, 5, 4]), { ignoredLayers: ["x"] })).rejects.toMatchObject({ code: "INVALID_INPUT", path: ["ignoredLayers", "0"] });
});
