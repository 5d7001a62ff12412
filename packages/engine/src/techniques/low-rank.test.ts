import { beforeAll, describe, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { openPredictor } from "../graph/predictor.ts";
import type { Backend } from "../graph/session.ts";
import { atOnce } from "../network/in-turns.ts";
import { decompose, rankOfShare } from "../network/low-rank-factors.ts";
import type { Network } from "../network/network.ts";
import { checkNetwork, multiplyAdds } from "../network/network.ts";
import type { LayerShort } from "../test-networks.ts";
import { denseNetwork, networkOf, randomExamples, relativeDifference, shaken } from "../test-networks.ts";
import { lowRank } from "./low-rank.ts";
import type { Call } from "./test-context.ts";
import { contextOf } from "./test-context.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

const apply = (network: Network, given: object, context = contextOf()): Promise<Network> => lowRank.apply(network, lowRank.params.parse({ fineTune: false, ...given }), context);
const byRank = (rank: number) => ({ rule: { type: "rank", rank } });
function logitsOf(network: Network): Float32Array {
  const predictor = openPredictor(backend, network);
  const logits = predictor.predict(randomExamples(16, network.inputShape.reduce((a, b) => a * b, 1), 4).inputs);
  predictor.dispose();
  return logits;
}

/** A network whose kernels have a rank of 2 at the most. */
function ofRankTwo(network: Network): Network {
  const weights = Object.fromEntries(Object.entries(network.weights).map(([key, { shape, values }]) => {
    const columns = shape.at(-1)!;
    const made = values.map((_, i) => Math.sin(Math.floor(i / columns)) * Math.cos(i % columns) + 0.3 * Math.cos(2 * Math.floor(i / columns)) * Math.sin(3 * (i % columns)));
    return [key, { shape, values: key.endsWith("kernel") ? made : values }];
  }));
  return { ...network, weights };
}

const end: LayerShort[] = [["Flatten", "f"], ["Dense", "logits", { units: 4 }]];
describe.each<[string, number[], LayerShort[]]>([
  ["dense layers, the first on an image", [4, 4, 2], [["Dense", "a", { units: 9, activation: "relu" }], ["Dense", "logits", { units: 5 }]]],
  ["convolutions with strides and dilation", [16, 16, 2], [["Conv2D", "a", { filters: 9, kernel_size: 3, strides: 2, padding: "same", activation: "relu" }], ["Conv2D", "b", { filters: 6, kernel_size: [2, 3], dilation_rate: 2, use_bias: false }], ...end]],
  ["convolutions along one axis", [12, 3], [["Conv1D", "a", { filters: 9, kernel_size: 3, activation: "tanh" }], ["Conv1D", "b", { filters: 7, kernel_size: 2, strides: 2 }], ...end]],
])("%s", (_, shape, layers) => {
  const network = ofRankTwo(shaken(networkOf(shape, layers)));
  test("whose kernels have rank 2 give the same outputs in two halves of rank 2 each, with fewer multiply-adds", async () => {
    const split = await apply(network, byRank(2));
    checkNetwork(split);
    expect(split.layers.map(({ name }) => name)).toEqual(expect.arrayContaining(["a_low", "a"]));
    expect(multiplyAdds(split)).toBeLessThan(multiplyAdds(network));
    expect(relativeDifference(logitsOf(split), logitsOf(network))).toBeLessThan(1e-5);
  });
});

test("each rule has its rank: a number, a share of the smaller side, the least that holds a share of the squares", async () => {
  const network = denseNetwork([40, 30, 4]);
  const rankBy = async (rule: object): Promise<unknown> => (await apply(network, { rule, ignoredLayers: ["dense_2"] })).layers[0]!.config["units"];
  const { singularValues } = atOnce(decompose(network.weights["dense_1/kernel"]!.values, 40, 30));
  expect(await rankBy({ type: "rank", rank: 7 })).toBe(7);
  expect(await rankBy({ type: "ratio", ratio: 0.2 })).toBe(6);
  expect(await rankBy({ type: "energy", share: 0.5 })).toBe(rankOfShare(singularValues, 0.5));
});

test("a layer is split up to the last rank at which its multiply-adds fall, and not beyond; layers to leave and depthwise ones never", async () => {
  const network = denseNetwork([12, 6, 4]); // 72 multiply-adds, 18 for each rank: 3 is cheaper, 4 is not; 24 and 10: 2 is
  expect((await apply(network, byRank(3))).layers.map(({ name }) => name)).toEqual(["dense_1_low", "dense_1", "dense_2"]);
  const told: string[] = [];
  expect(await apply(network, byRank(4), contextOf({ told }))).toEqual(network);
  expect(told[0]).toMatch(/^No layer was split/);
  expect((await apply(network, { ...byRank(2), ignoredLayers: ["dense_1"] })).layers.map(({ name }) => name)).toEqual(["dense_1", "dense_2_low", "dense_2"]);
});

test("a name that is taken is not taken twice, and a second time around splits the halves again where that helps", async () => {
  const network = networkOf([32], [["Dense", "a_low", { units: 24 }], ["Dense", "a", { units: 24 }], ["Dense", "logits", { units: 4 }]]);
  const split = await apply(await apply(network, byRank(8)), byRank(2));
  checkNetwork(split);
  expect(new Set(split.layers.map(({ name }) => name)).size).toBe(split.layers.length);
});

test("the halves of a pruned kernel keep no zeros, a kernel that is not split does", async () => {
  const pruned = { ...denseNetwork([40, 30, 4]), pruned: ["dense_1/kernel", "dense_2/kernel"] };
  const calls: Call[] = [];
  expect((await apply(pruned, { fineTune: true, ignoredLayers: ["dense_2"] }, contextOf({ calls }))).pruned).toEqual(["dense_2/kernel"]);
  expect(calls[0]!.network.pruned).toEqual(["dense_2/kernel"]);
});
test("it trains the split network afterwards, unless told not to; the outline of shares has the largest ranks there may be", async () => {
  const calls: Call[] = [];
  await apply(denseNetwork([40, 30, 4]), { fineTune: true }, contextOf({ calls }));
  expect(calls.map(({ network, loss }) => [network.layers.length, loss.type])).toEqual([[4, "cross-entropy"]]);
  const { inputShape, layers } = denseNetwork([40, 30, 4]);
  const outlined = lowRank.outline({ inputShape, layers }, lowRank.params.parse({ rule: { type: "energy" } }), { task: contextOf().task, train: (given) => given, predictTraining: () => undefined, predictValidation: () => undefined, visitGradients: () => undefined, architectureOf: () => null });
  expect(outlined.layers.map(({ config }) => config["units"])).toEqual([17, 30, 3, 4]);
});
