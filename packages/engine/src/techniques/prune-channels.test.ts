import { describe, expect, test } from "@jest/globals";
import type { Network } from "../network/network.ts";
import { checkNetwork, multiplyAdds, parameterCount } from "../network/network.ts";
import type { LayerShort } from "../test-networks.ts";
import { denseNetwork, networkOf, shaken } from "../test-networks.ts";
import { pruneChannels } from "./prune-channels.ts";
import type { Call } from "./test-context.ts";
import { contextOf } from "./test-context.ts";

const apply = (network: Network, given: object, context = contextOf()): Promise<Network> => pruneChannels.apply(network, pruneChannels.params.parse({ fineTune: false, ...given }), context);
const widths = ({ layers }: Network): unknown[] => layers.flatMap(({ config }) => config["units"] ?? config["filters"] ?? []);
const layers: LayerShort[] = [["Conv2D", "a", { filters: 8, kernel_size: 3, padding: "same" }], ["BatchNormalization", "n"], ["Activation", "r"], ["Conv2D", "b", { filters: 6, kernel_size: 3, padding: "same" }], ["Flatten", "f"], ["Dense", "logits", { units: 4 }]];
const network = (): Network => shaken(networkOf([4, 4, 2], layers));

test("half of the channels go, and parameters and multiply-adds are those that one counts by hand", async () => {
  const pruned = await apply(network(), {});
  checkNetwork(pruned);
  expect(widths(pruned)).toEqual([4, 3, 4]);
  expect(parameterCount(pruned)).toBe(9 * 2 * 4 + 4 + 4 * 4 + 9 * 4 * 3 + 3 + 16 * 3 * 4 + 4);
  expect(multiplyAdds(pruned)).toBe(16 * 9 * 2 * 4 + 16 * 9 * 4 * 3 + 16 * 3 * 4);
});
test("a ratio of 0 changes nothing", async () => {
  expect(await apply(network(), { pruningRatio: 0 })).toEqual(network());
});
test("one channel of each stays, what is left is rounded up, and layers to leave keep theirs", async () => {
  expect(widths(await apply(network(), { pruningRatio: 0.99 }))).toEqual([1, 1, 4]);
  expect(widths(await apply(network(), { pruningRatio: 0.7, roundTo: 4 }))).toEqual([4, 4, 4]);
  expect(widths(await apply(network(), { pruningRatio: 0.1, roundTo: 4 }))).toEqual([8, 6, 4]); // there are no eight
  expect(widths(await apply(network(), { ignoredLayers: ["a"] }))).toEqual([8, 3, 4]);
});

describe("what goes is the least by", () => {
  /** Biases 0, 1, …, by which a neuron is known afterwards. */
  function known(kernel: number[]): Network {
    const made = denseNetwork([2, 3, 4], "linear");
    made.weights["dense_1/kernel"]!.values.set(kernel);
    made.weights["dense_1/bias"]!.values.set([0, 1, 2]);
    return made;
  }
  const left = async (made: Network, given: object, context = contextOf()): Promise<number[]> => Array.from((await apply(made, { pruningRatio: 0.34, ...given }, context)).weights["dense_1/bias"]!.values);

  test("l1: 2 + 2 is more than 3 + 0.5; l2: it is less", async () => {
    const kernel = [2, 3, 9, 2, 0.5, 9]; // columns [2, 2], [3, 0.5], [9, 9]
    expect(await left(known(kernel), { importance: "l1" })).toEqual([0, 2]);
    expect(await left(known(kernel), { importance: "l2" })).toEqual([1, 2]);
  });
  test("taylor: large weights that the loss does not feel; batches are added up", async () => {
    const gradients = [[0, 1, 1, 0, 1, 1], [0, -1, 1, 0, -1, 1]];
    const context = contextOf({
      visitGradients: (_network, visit) => {
        for (const gradient of gradients) visit((key) => (key === "dense_1/kernel" ? Float32Array.from(gradient) : new Float32Array(100)));
        return Promise.resolve();
      },
    });
    expect(await left(known([9, 1, 1, 9, 1, 1]), { importance: "taylor" }, context)).toEqual([1, 2]);
  });
  test("bn-scale: the channel that is scaled to least; a layer without normalization keeps all", async () => {
    const made = network();
    made.weights["n/gamma"]!.values.set([5, -4, 0.1, 3, 0.2, -0.3, 2, 6]);
    made.weights["n/beta"]!.values.set([0, 1, 2, 3, 4, 5, 6, 7]);
    const pruned = await apply(made, { importance: "bn-scale", pruningRatio: 0.4 });
    expect(Array.from(pruned.weights["n/beta"]!.values)).toEqual([0, 1, 3, 6, 7]);
    expect(widths(pruned)).toEqual([5, 6, 4]);
  });
  test("none: of equal ones the first", async () => {
    expect(await left(known([1, 1, 1, 1, 1, 1]), {})).toEqual([1, 2]);
  });
});

test("it trains the smaller network afterwards, unless told not to", async () => {
  const calls: Call[] = [];
  await apply(network(), { fineTune: true }, contextOf({ calls }));
  expect(calls.map(({ network: trained, loss }) => [widths(trained), loss.type])).toEqual([[[4, 3, 4], "cross-entropy"]]);
});
test("a layer to leave that there is not is refused, naming those that there are", async () => {
  await expect(apply(network(), { ignoredLayers: ["conv"] })).rejects.toMatchObject({ code: "INVALID_INPUT", path: ["ignoredLayers", "0"], message: expect.stringContaining("a, n, r, b, f, logits") as unknown });
});
