import type { Masks } from "./magnitude-masks.ts";
import type { Network } from "./network.ts";

/** Masks of the weights that pruning has set to 0: 0 where the weight is. Whatever else came between, training with them keeps exactly these zeros. */
export function keptZeros({ weights, pruned = [] }: Pick<Network, "weights" | "pruned">): Masks {
  const kept = pruned.filter((key) => Object.hasOwn(weights, key) && weights[key]!.values.includes(0));
  return Object.fromEntries(kept.map((key) => [key, Uint8Array.from(weights[key]!.values, (value) => Number(value !== 0))]));
}

/** The network of which these weights too keep their zeros, where they have any. */
export function withKeptZeros(network: Network, keys: readonly string[]): Network {
  const pruned = new Set([...(network.pruned ?? []), ...keys.filter((key) => network.weights[key]!.values.includes(0))]);
  return pruned.size > 0 ? { ...network, pruned: [...pruned] } : network;
}

/** The network of which these weights keep no zeros: what has become of them is none of pruning's. */
export function withoutKeptZeros(network: Network, gone: (key: string) => boolean): Network {
  const { pruned = [], ...others } = network;
  const left = pruned.filter((key) => !gone(key));
  return left.length > 0 ? { ...others, pruned: left } : others;
}
