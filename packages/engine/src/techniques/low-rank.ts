import { z } from "zod";
import type { InTurns } from "../network/in-turns.ts";
import { atOnce } from "../network/in-turns.ts";
import { withoutKeptZeros } from "../network/kept-zeros.ts";
import { decompose, rankOfShare } from "../network/low-rank-factors.ts";
import type { NetworkLayer } from "../network/layer-kind.ts";
import type { Architecture, Network } from "../network/network.ts";
import { multiplyAdds } from "../network/network.ts";
import type { PlacedLayer } from "../network/placed-layers.ts";
import { placeLayers } from "../network/placed-layers.ts";
import { checkIgnored, fineTuneParameter, ignoredLayersParameter } from "./parameters.ts";
import { defineTechnique } from "./technique.ts";

const rule = z
  .discriminatedUnion("type", [
    z.strictObject({ type: z.literal("ratio"), ratio: z.number().gt(0).max(1).meta({ title: "Ratio", description: "rank over the smaller side of a kernel", zh: { title: "比例", description: "秩与卷积核较短边之比" } }).default(0.25) }).meta({ title: "Ratio", zh: { title: "比例" } }),
    z.strictObject({ type: z.literal("rank"), rank: z.int().min(1).max(4096).meta({ title: "Rank", description: "the same for every layer", zh: { title: "秩", description: "各层相同" } }) }).meta({ title: "Rank", zh: { title: "秩" } }),
    z.strictObject({ type: z.literal("energy"), share: z.number().gt(0).max(1).meta({ title: "Share", description: "of the sum of squared singular values that is kept; no share of joules", zh: { title: "保留比例", description: "保留的奇异值平方和的比例；与能耗（焦耳）无关" } }).default(0.9) }).meta({ title: "Share of the squares", zh: { title: "平方和比例" } }),
  ])
  .meta({ title: "Rank by", description: "how the rank of each kernel is found; a layer stays as it is where its multiply-adds would not fall", zh: { title: "定秩方式", description: "如何确定各卷积核的秩；若乘加次数不减少则该层不变" } });

const params = z.strictObject({ rule: rule.default({ type: "ratio", ratio: 0.25 }), fineTune: fineTuneParameter, ignoredLayers: ignoredLayersParameter });
type Params = z.infer<typeof params>;

/** Layers that can be split, and what their second half is beside its number of outputs. */
const splittable: Record<string, { width: string; second: Record<string, unknown> }> = {
  Dense: { width: "units", second: {} },
  Conv1D: { width: "filters", second: { kernel_size: 1, strides: 1, padding: "valid", dilation_rate: 1 } },
  Conv2D: { width: "filters", second: { kernel_size: [1, 1], strides: [1, 1], padding: "valid", dilation_rate: [1, 1] } },
};

/** A kernel as a matrix: window and channels together are its rows. */
function sidesOf({ weights }: PlacedLayer): [rows: number, columns: number] {
  const { shape } = weights.find(({ name }) => name === "kernel")!;
  return [shape.slice(0, -1).reduce((a, b) => a * b, 1), shape.at(-1)!];
}

/** The largest rank with which both halves take fewer multiply-adds than the layer: r · (m + n) < m · n. */
const largestCheaper = ([rows, columns]: [number, number]): number => Math.ceil((rows * columns) / (rows + columns)) - 1;

/** The rank that is asked for; by shares where the values are known, else the largest there may be. */
function rankOf({ rule: by }: Params, [rows, columns]: [number, number], singularValues: Float64Array | null): number {
  if (by.type === "rank") return by.rank;
  if (by.type === "ratio") return Math.max(1, Math.round(by.ratio * Math.min(rows, columns)));
  return singularValues ? rankOfShare(singularValues, by.share) : largestCheaper([rows, columns]);
}

function nameBeside(name: string, taken: ReadonlySet<string>): string {
  let made = `${name}_low`;
  while (taken.has(made)) made += "_";
  return made;
}

/** Two layers for one: a linear one of `rank` outputs, then the rest under the old name. */
function halvesOf(layer: NetworkLayer, rank: number, firstName: string): [NetworkLayer, NetworkLayer] {
  const { width, second } = splittable[layer.className]!;
  return [
    { ...layer, name: firstName, config: { ...layer.config, [width]: rank, activation: "linear", use_bias: false } },
    { ...layer, inbound: [firstName], config: { ...layer.config, ...second } },
  ];
}

interface Factorized {
  layers: NetworkLayer[];
  weights: Network["weights"];
  /** Names of the layers that were split, with their ranks. */
  split: string[];
}

/** @param weights null: on shapes alone */
function* factorize(architecture: Architecture, weights: Network["weights"] | null, given: Params): InTurns<Factorized> {
  const ignored = new Set(given.ignoredLayers);
  const taken = new Set(architecture.layers.map(({ name }) => name));
  const [changed, split, layers]: [Network["weights"], string[], NetworkLayer[]] = [{ ...weights }, [], []];
  for (const placed of placeLayers(architecture)) {
    const { layer } = placed;
    if (!(layer.className in splittable) || ignored.has(layer.name)) {
      layers.push(layer);
      continue;
    }
    const [rows, columns] = sidesOf(placed);
    const key = `${layer.name}/kernel`;
    const kernel = weights?.[key];
    let made = kernel && given.rule.type === "energy" ? yield* decompose(kernel.values, rows, columns) : null;
    const rank = rankOf(given, [rows, columns], made?.singularValues ?? null);
    if (rank < 1 || rank > largestCheaper([rows, columns])) {
      layers.push(layer);
      continue;
    }
    const firstName = nameBeside(layer.name, taken);
    taken.add(firstName);
    split.push(`${layer.name} (${rank})`);
    if (kernel) {
      made ??= yield* decompose(kernel.values, rows, columns);
      const { left, right } = yield* made.factors(rank);
      changed[`${firstName}/kernel`] = { shape: [...kernel.shape.slice(0, -1), rank], values: left };
      changed[key] = { shape: [...kernel.shape.slice(0, -1).map(() => 1), rank, columns].slice(-kernel.shape.length), values: right };
    }
    layers.push(...halvesOf(layer, rank, firstName));
  }
  return { layers, weights: changed, split };
}

/**
 * Splits kernels of dense and convolution layers into two thinner ones by their singular values, only where the multiply-adds fall; trains afterwards.
 * A convolution becomes one of the same window with fewer filters and one of 1 × 1.
 * Sources: Eckart and Young 1936; Denton et al. 2014, arXiv 1404.0736; Zhang et al. 2016, arXiv 1505.06798, section 3.1 (convolutions).
 */
export const lowRank = defineTechnique({
  id: "low-rank",
  title: "Low-rank factorization",
  source: "Eckart and Young 1936; Denton et al. 2014, arXiv 1404.0736; Zhang et al. 2016, arXiv 1505.06798, section 3.1",
  params,
  example: { rule: { type: "ratio", ratio: 0.3 } },
  trains: ({ fineTune }) => fineTune,
  check: (architecture, { ignoredLayers }) => checkIgnored(architecture, ignoredLayers),
  async apply(network, given, { train, inTurns, tell }) {
    const { layers, weights, split } = await inTurns(factorize(network, network.weights, given));
    // The halves of a kernel with zeros have none of their own.
    const factorized = withoutKeptZeros({ ...network, layers, weights }, (key) => weights[key]?.shape.join() !== network.weights[key]?.shape.join());
    tell(split.length > 0 ? `Split, with their ranks: ${split.join(", ")}. Multiply-adds: ${multiplyAdds(network)} before, ${multiplyAdds(factorized)} now.` : "No layer was split: none would have fewer multiply-adds.", [{ name: "multiplyAdds", value: multiplyAdds(factorized) }]);
    return given.fineTune ? train(factorized, { type: "cross-entropy" }) : factorized;
  },
  outline(architecture, given, { train }) {
    const factorized = { ...architecture, layers: atOnce(factorize(architecture, null, given)).layers };
    return given.fineTune ? train(factorized) : factorized;
  },
});
