import { describe, expect, test } from "@jest/globals";
import type { Network } from "../network/network.ts";
import { checkNetwork, outputWidth, sizeOf } from "../network/network.ts";
import { placeLayers } from "../network/placed-layers.ts";
import type { LayerShort } from "../test-networks.ts";
import { denseNetwork, networkOf, shaken } from "../test-networks.ts";
import { selectChannelsQubo } from "./select-channels-qubo.ts";
import type { Call } from "./test-context.ts";
import { contextOf } from "./test-context.ts";

const apply = (network: Network, given: object, context = contextOf()): Promise<Network> => selectChannelsQubo.apply(network, selectChannelsQubo.params.parse({ fineTune: false, ...given }), context);
const widths = ({ layers }: Network): unknown[] => layers.flatMap(({ config }) => config["units"] ?? config["filters"] ?? []);
const layers: LayerShort[] = [["Conv2D", "a", { filters: 8, kernel_size: 3, padding: "same" }], ["BatchNormalization", "n"], ["Conv2D", "b", { filters: 8, kernel_size: 3, padding: "same" }], ["Add", "s", {}, ["a", "b"]], ["Conv2D", "c", { filters: 6, kernel_size: 3 }], ["Flatten", "f"], ["Dense", "logits", { units: 4 }]];
const residual = (): Network => shaken(networkOf([4, 4, 2], layers));

test("exactly the share of each group goes, across sums, and one channel stays", async () => {
  const pruned = await apply(residual(), { pruningRatio: 0.5 });
  checkNetwork(pruned);
  expect(widths(pruned)).toEqual([4, 4, 3, 4]);
  expect(widths(await apply(residual(), { pruningRatio: 0.99 }))).toEqual([1, 1, 1, 4]);
  expect(await apply(residual(), { pruningRatio: 0 })).toEqual(residual());
});

describe("of neurons", () => {
  /** Biases 0, 1, …, by which a neuron is known afterwards; sensitivities by their weights; values that examples give. */
  const left = async (sensitivity: number[], values: number[][], given: object): Promise<number[]> => {
    const network = denseNetwork([2, sensitivity.length, 4], "linear");
    network.weights["dense_1/kernel"]!.values.set([...sensitivity, ...sensitivity.map(() => 0)]);
    network.weights["dense_1/bias"]!.values.set(sensitivity.map((_, i) => i));
    const context = contextOf({
      visitGradients: (_network, visit) => Promise.resolve(visit((key) => new Float32Array(100).fill(key === "dense_1/kernel" ? 1 : 0))),
      predictValidation: (cut) => Promise.resolve(Float32Array.from(outputWidth(cut) === sensitivity.length ? values.flat() : [])),
    });
    return Array.from((await apply(network, given, context)).weights["dense_1/bias"]!.values);
  };
  // The first two do the same, the third and fourth something of their own.
  const alike = [[1, 2, 5, 1], [2, 4, -3, 1], [3, 6, 4, -1], [4, 8, -4, -2]];
  test("by sensitivity alone the largest stay, though two do the same", async () => {
    expect(await left([10, 9, 5, 1], alike, { redundancyWeight: 0 })).toEqual([0, 1]);
  });
  test("with a weight of likeness the second of two that do the same goes", async () => {
    expect(await left([10, 9, 5, 1], alike, { redundancyWeight: 1 })).toEqual([0, 2]);
  });
});

test("the problem is left as a file, and the log tells qubits, embedding, time, what was checked, and that no advantage is claimed", async () => {
  const [told, files]: [string[], { name: string; bytes: Uint8Array }[]] = [[], []];
  await apply(residual(), { examples: 8 }, contextOf({ told, left: files as never }));
  expect(told[0]).toMatch(/a\+b 8, c 6\): 14 logical qubits\..*at most 28 \(2\.0 a variable\) on Pegasus P16, 28 \(2\.0 a variable\) on Zephyr Z12; a projection.*took [\d.e-]+ ms; mean loss.*Of 2 groups .*: 2 are the best that there are\. No quantum advantage is claimed\.$/);
  expect(files.map(({ name }) => name)).toEqual(["channel-selection.coo.txt"]);
  const lines = Buffer.from(files[0]!.bytes).toString().trim().split("\n");
  expect(lines[0]).toBe("# vartype=BINARY");
  expect(lines).toContain("# No quantum advantage is claimed.");
  const terms = lines.filter((line) => !line.startsWith("#")).map((line) => line.split(" ").map(Number));
  expect(terms.length).toBe((8 * 9) / 2 + (6 * 7) / 2);
  expect(terms.every(([i, j]) => (i! < 8) === (j! < 8))).toBe(true); // groups are not coupled
});
test("channels are compared by what their layers give for the first validation examples", async () => {
  const asked: [string, number, number][] = [];
  await apply(residual(), { examples: 5 }, contextOf({ predictValidation: (cut, count) => {
    asked.push([cut.layers.at(-2)!.name, outputWidth(cut), count]);
    return Promise.resolve(Float32Array.from({ length: count * sizeOf(placeLayers(cut).at(-1)!.outputShape) }, (_, i) => Math.sin(i)));
  } }));
  expect(asked).toEqual([["a", 128, 5], ["b", 128, 5], ["c", 24, 5]]);
});
test("it trains the smaller network afterwards, unless told not to; where nothing may go, it says so", async () => {
  const [calls, told]: [Call[], string[]] = [[], []];
  await apply(residual(), { fineTune: true }, contextOf({ calls }));
  expect(calls.map(({ network: trained, loss }) => [widths(trained), loss.type])).toEqual([[[4, 4, 3, 4], "cross-entropy"]]);
  expect(await apply(denseNetwork([6, 4]), {}, contextOf({ told }))).toEqual(denseNetwork([6, 4]));
  expect(told).toEqual(["No layer has channels that may go."]);
});
test("a group too wide to couple every two of it is refused before anything runs, unless it is left", async () => {
  const wide = denseNetwork([2, 1025, 4]);
  await expect(apply(wide, {})).rejects.toMatchObject({ code: "INVALID_INPUT", path: ["ignoredLayers"], message: expect.stringContaining("dense_1 have 1025") as unknown });
  expect(await apply(wide, { ignoredLayers: ["dense_1"] })).toEqual(wide);
});
