import type { ChannelFlow, ChannelGroup, FlowLayer } from "./channel-flow.ts";
import { producers } from "./channel-flow.ts";
import type { Network } from "./network.ts";

export const importances = ["l1", "l2", "taylor", "bn-scale"] as const;
export type Importance = (typeof importances)[number];

/** Gradients of one batch, by key. */
export type Gradient = (key: string) => ArrayLike<number>;

const makersOf = ({ layers }: ChannelFlow): FlowLayer[] => layers.filter(({ placed }) => producers.has(placed.layer.className));

/** Calls with each value of the kernel and the bias that make a channel, and that channel. */
function forEachValue(layer: FlowLayer, weights: Network["weights"], visit: (channel: number, key: string, at: number, isKernel: boolean) => void): void {
  for (const { key, name } of layer.placed.weights) {
    const { length } = weights[key]!.values;
    for (let at = 0; at < length; at++) visit(layer.outputs[at % layer.outputs.length]!, key, at, name !== "bias");
  }
}

/** Mean over the kernels that make a channel of the norm of its part. Source: Li et al. 2017, arXiv 1608.08710, section 3.1 (l1). */
export function kernelNorms(flow: ChannelFlow, { weights }: Network, power: 1 | 2): Map<number, number> {
  const [sums, counts] = [new Map<number, number>(), new Map<number, number>()];
  for (const layer of makersOf(flow)) {
    const own = new Map<number, number>();
    forEachValue(layer, weights, (channel, key, at, isKernel) => {
      if (isKernel) own.set(channel, (own.get(channel) ?? 0) + Math.abs(weights[key]!.values[at]!) ** power);
    });
    for (const [channel, sum] of own) {
      sums.set(channel, (sums.get(channel) ?? 0) + sum ** (1 / power));
      counts.set(channel, (counts.get(channel) ?? 0) + 1);
    }
  }
  return new Map([...sums].map(([channel, sum]) => [channel, sum / counts.get(channel)!]));
}

/** (Σ gradient · weight)² over what makes a channel, to be added up over batches. Source: Molchanov et al. 2019, arXiv 1906.10771, equation 8. */
export function taylorTerms(flow: ChannelFlow, { weights }: Network, gradient: Gradient): Map<number, number> {
  const sums = new Map<number, number>();
  for (const layer of makersOf(flow)) {
    const gradients = new Map(layer.placed.weights.map(({ key }) => [key, gradient(key)]));
    forEachValue(layer, weights, (channel, key, at) => sums.set(channel, (sums.get(channel) ?? 0) + gradients.get(key)![at]! * weights[key]!.values[at]!));
  }
  return new Map([...sums].map(([channel, sum]) => [channel, sum ** 2]));
}

const normalizations = ({ layers }: ChannelFlow): FlowLayer[] => layers.filter(({ placed }) => placed.layer.className === "BatchNormalization");

/** Mean magnitude of the scales of the batch normalizations that a channel goes through. Source: Liu et al. 2017, arXiv 1708.06519, section 3. */
export function normalizationScales(flow: ChannelFlow, { weights }: Network): Map<number, number> {
  const scales = new Map<number, number[]>();
  for (const { placed, outputs } of normalizations(flow)) {
    const gamma = weights[`${placed.layer.name}/gamma`]!.values;
    outputs.forEach((channel, k) => scales.set(channel, [...(scales.get(channel) ?? []), Math.abs(gamma[k]!)]));
  }
  return new Map([...scales].map(([channel, all]) => [channel, all.reduce((a, b) => a + b, 0) / all.length]));
}

/** Groups all of whose channels go through a batch normalization. */
export function normalizedGroups(flow: ChannelFlow): ChannelGroup[] {
  const normalized = new Set(normalizations(flow).flatMap(({ outputs }) => outputs));
  return flow.groups().filter(({ channels }) => channels.every((channel) => normalized.has(channel)));
}
