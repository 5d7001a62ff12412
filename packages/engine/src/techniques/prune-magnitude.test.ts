import { describe, expect, test } from "@jest/globals";
import type { Network } from "../network/network.ts";
import { denseNetwork, networkOf, shaken } from "../test-networks.ts";
import { pruneMagnitude } from "./prune-magnitude.ts";
import type { Call } from "./test-context.ts";
import { contextOf } from "./test-context.ts";

const apply = (network: Network, given: object, context = contextOf()): Promise<Network> => pruneMagnitude.apply(network, pruneMagnitude.params.parse(given), context);
const shareOf = (network: Network, key: string): number => network.weights[key]!.values.filter((value) => value === 0).length / network.weights[key]!.values.length;

test("without training, half of every kernel is 0, and biases, normalizations and layers to leave are as they were", async () => {
  const network = shaken(networkOf([4, 4, 2], [["Conv2D", "c", { filters: 4, kernel_size: 3 }], ["BatchNormalization", "n"], ["DepthwiseConv2D", "d", { kernel_size: 2 }], ["Flatten", "f"], ["Dense", "h", { units: 6 }], ["Dense", "logits", { units: 4 }]]));
  const pruned = await apply(network, { fineTune: false, ignoredLayers: ["logits"] });
  expect(["c/kernel", "d/depthwise_kernel", "h/kernel"].map((key) => shareOf(pruned, key))).toEqual([0.5, 0.5, 0.5]);
  for (const key of Object.keys(network.weights).filter((name) => !/^[cdh].*kernel/.test(name))) expect(pruned.weights[key]).toEqual(network.weights[key]);
});
test("a share of 0 changes nothing", async () => {
  expect(await apply(denseNetwork([6, 5, 4]), { fineTune: false, sparsity: 0 })).toEqual(denseNetwork([6, 5, 4]));
});
test("blocks of 2 inputs go together", async () => {
  const { values } = (await apply(denseNetwork([6, 5, 4]), { fineTune: false, granularity: { type: "block", inputs: 2 } })).weights["dense_1/kernel"]!;
  for (let row = 0; row < 6; row += 2) for (let column = 0; column < 5; column++) expect(values[row * 5 + column] === 0).toBe(values[(row + 1) * 5 + column] === 0);
});
test("the result carries which weights were pruned, with or without training, and a second pruning keeps the first one's zeros and counts them", async () => {
  const network = denseNetwork([6, 5, 4]);
  const first = await apply(network, { fineTune: false, sparsity: 0.6, ignoredLayers: ["dense_2"] });
  expect(first.pruned).toEqual(["dense_1/kernel"]);
  const second = await apply(first, { fineTune: false, sparsity: 0.5, granularity: { type: "block", inputs: 2 } });
  expect(second.pruned).toEqual(["dense_1/kernel", "dense_2/kernel"]);
  expect(shareOf(second, "dense_1/kernel")).toBe(0.6);
  expect(Math.abs(20 * shareOf(second, "dense_2/kernel") - 10)).toBeLessThanOrEqual(1); // half a block
  const zeroed = contextOf({ train: (given) => Promise.resolve({ ...given, weights: first.weights }) });
  expect((await apply(network, {}, zeroed)).pruned).toEqual(["dense_1/kernel"]);
  expect(await apply(first, { sparsity: 0 }, zeroed)).toEqual(first);
});
test("what it saves is told in bytes, and that it saves no energy", async () => {
  const told: string[] = [];
  await apply(denseNetwork([6, 5, 4]), { fineTune: false }, contextOf({ told }));
  expect(told[0]).toMatch(/^34 of 59 weights are 0\..* 236 bytes .* 108 as bits and values, \d+ packed by gzip; dense kernels multiply the zeros too, so no energy/);
});

describe("training is given a plan", () => {
  const planOf = async (given: object, steps = 12) => {
    const calls: Call[] = [];
    await apply(denseNetwork([6, 5, 4]), given, contextOf({ calls, steps }));
    expect(calls[0]!.loss).toEqual({ type: "cross-entropy" });
    return calls[0]!.extras.pruning!;
  };
  test("to choose all at once before its first step", async () => {
    expect(await planOf({ sparsity: 0.7, scope: "global" })).toEqual({ keys: ["dense_1/kernel", "dense_2/kernel"], block: { inputs: 1, outputs: 1 }, scope: "global", schedule: { initialSparsity: 0.7, finalSparsity: 0.7, power: 1, beginStep: 0, endStep: 0, frequency: 1 } });
  });
  test("or by a cubic that ends in the middle of the training where no end is named", async () => {
    expect((await planOf({ schedule: { type: "polynomial" } }, 400)).schedule).toEqual({ initialSparsity: 0, finalSparsity: 0.5, power: 3, beginStep: 0, endStep: 200, frequency: 100 });
  });
});

test.each([
  ["a layer to leave that there is not", { ignoredLayers: ["dense_1", "x"] }, ["ignoredLayers", "1"], /no layer x.*dense_1, dense_2/],
  ["an end after the training", { schedule: { type: "polynomial", endStep: 12 } }, ["schedule", "endStep"], /steps 0 to 11/],
  ["an end before the beginning", { schedule: { type: "polynomial", beginStep: 5, endStep: 5 } }, ["schedule", "endStep"], /must come after/],
  ["a beginning after the training", { schedule: { type: "polynomial", beginStep: 50 } }, ["schedule", "beginStep"], /steps 0 to 11/],
])("%s is refused by its path", async (_, given, path, message) => {
  await expect(apply(denseNetwork([6, 5, 4]), given)).rejects.toMatchObject({ code: "INVALID_INPUT", path, message: expect.stringMatching(message) as unknown });
});
test("a share that rises without training, or that falls, is refused", () => {
  expect(pruneMagnitude.params.safeParse({ fineTune: false, schedule: { type: "polynomial" } }).success).toBe(false);
  expect(pruneMagnitude.params.safeParse({ sparsity: 0.5, schedule: { type: "polynomial", initialSparsity: 0.6 } }).success).toBe(false);
});
