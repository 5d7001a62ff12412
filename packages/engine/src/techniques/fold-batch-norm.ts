import { z } from "zod";
import type { NetworkLayer } from "../network/layer-kind.ts";
import type { Architecture, Network, Weight } from "../network/network.ts";
import type { PlacedLayer } from "../network/placed-layers.ts";
import { placeLayers } from "../network/placed-layers.ts";
import { defineTechnique } from "./technique.ts";

/** What a normalization can be folded into, and the name of its kernel, whose last axes are the channels that come out. */
const foldable: Record<string, { kernel: string; channelAxes: number }> = {
  Dense: { kernel: "kernel", channelAxes: 1 },
  Conv1D: { kernel: "kernel", channelAxes: 1 },
  Conv2D: { kernel: "kernel", channelAxes: 1 },
  DepthwiseConv2D: { kernel: "depthwise_kernel", channelAxes: 2 }, // [height, width, channels, multiplier]
};

interface Pair {
  before: PlacedLayer;
  normalization: PlacedLayer;
}

/** The first normalization that directly follows a linear dense or convolution layer which nothing else reads. */
function firstPair(architecture: Architecture): Pair | null {
  const all = placeLayers(architecture);
  for (const normalization of all.filter(({ layer }) => layer.className === "BatchNormalization")) {
    const before = all.find(({ layer }) => layer.name === normalization.reads[0]);
    const alone = all.filter(({ reads }) => reads.includes(before?.layer.name ?? "")).length === 1;
    if (before && alone && before.layer.className in foldable && (before.config as { activation: string }).activation === "linear") return { before, normalization };
  }
  return null;
}

/** The layers without the normalization: who read it reads the layer before it, which has a bias now. */
function foldedLayers(layers: NetworkLayer[], { before, normalization }: Pair): NetworkLayer[] {
  const [kept, gone] = [before.layer.name, normalization.layer.name];
  return layers
    .filter(({ name }) => name !== gone)
    .map((layer) => ({ ...layer, inbound: layer.inbound.map((name) => (name === gone ? kept : name)), config: layer.name === kept ? { ...layer.config, use_bias: true } : layer.config }));
}

/** kernel · s and (bias − mean) · s + beta, with s = gamma / √(variance + ε) of each channel. */
function foldedWeights(weights: Network["weights"], { before, normalization }: Pair): Network["weights"] {
  const [name, gone] = [before.layer.name, normalization.layer.name];
  const { kernel: kernelName, channelAxes } = foldable[before.layer.className]!;
  const of = (key: string): Float32Array => weights[`${gone}/${key}`]!.values;
  const { epsilon } = normalization.config as { epsilon: number };
  const scale = Float64Array.from(of("gamma"), (gamma, c) => gamma / Math.sqrt(of("moving_variance")[c]! + epsilon));
  const kernel = weights[`${name}/${kernelName}`]!;
  const channels = kernel.shape.slice(-channelAxes).reduce((a, b) => a * b, 1);
  const bias = weights[`${name}/bias`]?.values;
  const values = Float32Array.from(scale, (s, c) => ((bias?.[c] ?? 0) - of("moving_mean")[c]!) * s + of("beta")[c]!);
  const kept = Object.entries(weights).filter(([key]) => !key.startsWith(`${gone}/`));
  const folded: [string, Weight][] = [
    [`${name}/${kernelName}`, { shape: kernel.shape, values: kernel.values.map((value, i) => value * scale[i % channels]!) }],
    [`${name}/bias`, { shape: [channels], values }],
  ];
  return Object.fromEntries([...kept, ...folded]);
}

/** Calls for each pair, in order, with the layers before and after. */
function fold<Folded extends Architecture>(network: Folded, step: (folded: Folded, pair: Pair) => Folded): { folded: Folded; count: number } {
  let [folded, count] = [network, 0];
  for (let pair = firstPair(folded); pair; pair = firstPair(folded)) {
    folded = step({ ...folded, layers: foldedLayers(folded.layers, pair) }, pair);
    count += 1;
  }
  return { folded, count };
}

/**
 * Takes a batch normalization into the dense or convolution layer before it: the same outputs, but for rounding, with a layer less. Only where that layer is linear
 * and nothing else reads it; others stay. Source: Jacob et al. 2018, arXiv 1712.05877, section 3.2.
 */
export const foldBatchNorm = defineTechnique({
  id: "fold-batch-norm",
  title: "Folding of batch normalization",
  source: "Jacob et al. 2018, arXiv 1712.05877, section 3.2",
  params: z.strictObject({}),
  example: {},
  trains: () => false,
  async apply(network, _params, { measured, tell }) {
    const { folded, count } = measured(() => fold(network, (next, pair) => ({ ...next, weights: foldedWeights(next.weights, pair) })));
    const left = folded.layers.filter(({ className }) => className === "BatchNormalization").map(({ name }) => name);
    tell(`${count} normalization(s) folded.${left.length > 0 ? ` ${left.join(", ")} stay: none directly follows a linear dense or convolution layer that nothing else reads.` : ""}`);
    return Promise.resolve(folded);
  },
  outline: (architecture) => fold(architecture, (next) => next).folded,
});
