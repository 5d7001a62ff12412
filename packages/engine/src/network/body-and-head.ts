import type { NetworkLayer } from "./layer-kind.ts";
import type { Network } from "./network.ts";
import { multiplyAdds } from "./network.ts";
import { placeLayers } from "./placed-layers.ts";

/** From so much work an example on, what the layers before the last give is worth keeping. */
const MUCH_WORK = 1e7;

/** The layers as a network of their own: what gives outputs is linear, so an activation of the last one is followed by one that changes nothing. */
export function asBody(layers: NetworkLayer[]): NetworkLayer[] {
  const { name, config } = layers.at(-1)!;
  return (config["activation"] ?? "linear") === "linear" ? layers : [...layers, { className: "Activation", name: `${name}_given`, config: { activation: "linear" }, inbound: [name] }];
}

/**
 * A network of much work as the layers before its last, and the last, where that is dense and reads the one before it: heads of one encoder share what it gives. Null: it is no such network.
 * Which networks are follows from their layers alone.
 */
export function bodyAndHead(network: Network): { body: Network; head: Network } | null {
  const placed = placeLayers(network);
  const [before, last] = [placed.at(-2), placed.at(-1)!];
  if (!before || last.kind.className !== "Dense" || last.reads[0] !== before.layer.name || before.outputShape.length !== 1 || network.quantization) return null;
  const own = (key: string): boolean => key.startsWith(`${last.layer.name}/`);
  const weightsWhere = (wanted: boolean): Network["weights"] => Object.fromEntries(Object.entries(network.weights).filter(([key]) => own(key) === wanted));
  const body: Network = { ...network, layers: asBody(network.layers.slice(0, -1)), weights: weightsWhere(false) };
  const head: Network = { inputShape: before.outputShape, inputScale: 1, layers: [{ ...last.layer, inbound: [] }], weights: weightsWhere(true) };
  return multiplyAdds(body) >= MUCH_WORK ? { body, head } : null;
}
