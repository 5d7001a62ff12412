import type { Activation } from "./activations.ts";
import type { Architecture, Network } from "./network.ts";
import type { PlacedLayer } from "./placed-layers.ts";
import { INPUTS, placeLayers } from "./placed-layers.ts";
import { sumOf } from "./quantization.ts";

/** The kinds whose sums of products are computed by integers. */
const products = new Set(["Dense", "Conv2D", "Conv1D", "DepthwiseConv2D"]);
export const hasProducts = ({ kind }: PlacedLayer): boolean => products.has(kind.className);

/** These give values that they have read, so their range is that of what they read. */
const passing = new Set(["Flatten", "Reshape", "Dropout", "MaxPooling1D", "MaxPooling2D", "GlobalMaxPooling1D", "GlobalMaxPooling2D"]);
/** Runtimes join these with the integers before them. */
const joined = new Set<Activation>(["linear", "relu", "relu6"]);

/** A place where values become integers: the layer that gives them, or INPUTS; `sum` for those before its activation. `like`: the point whose range it shares. */
export interface CalibrationPoint {
  name: string;
  layer: string;
  sum: boolean;
  like: string | null;
}

/**
 * Where static quantization turns values into integers: what dense layers and convolutions read, and what they give, except for the logits. A convolution whose activation
 * a runtime does not join with it gives its integers before the activation.
 */
export function calibrationPoints({ inputShape, layers }: Architecture): CalibrationPoint[] {
  const all = placeLayers({ inputShape, layers });
  const read = new Set(all.filter(hasProducts).flatMap(({ reads }) => reads));
  const points = new Map<string, CalibrationPoint>();
  /** The point whose values a layer passes on, through any number of layers. */
  const passed = new Map<string, string>();
  const point = (layer: string, sum = false, like: string | null = null): void => void points.set(sum ? sumOf(layer) : layer, { name: sum ? sumOf(layer) : layer, layer, sum, like });
  if (read.has(INPUTS) || all.some(({ kind, reads, layer }) => passing.has(kind.className) && reads[0] === INPUTS && read.has(layer.name))) point(INPUTS);
  for (const placed of all.slice(0, -1)) {
    const { layer: { name }, kind, config, reads } = placed;
    const source = passing.has(kind.className) ? (points.has(reads[0]!) ? reads[0]! : passed.get(reads[0]!)) : undefined;
    if (source !== undefined) passed.set(name, source);
    const { activation = "linear" } = config as { activation?: Activation };
    const joins = hasProducts(placed) && joined.has(activation);
    if (hasProducts(placed) && !joins && kind.className !== "Dense") point(name, true);
    if (joins || read.has(name)) point(name, false, source ?? null);
  }
  return [...points.values()];
}

/** The part of a network that gives the values of a point, as a row an example. */
export function networkUpTo<Of extends Network | Architecture>(network: Of, { layer: end, sum }: CalibrationPoint): Of {
  const needed = new Set([end]);
  for (const { name, inbound } of network.layers.toReversed()) if (needed.has(name)) for (const from of inbound) needed.add(from);
  const layers = network.layers.filter(({ name }) => needed.has(name)).map((layer) => (sum && layer.name === end ? { ...layer, config: { ...layer.config, activation: "linear" } } : layer));
  const row = { className: "Flatten", name: "calibrated.values", config: {}, inbound: end === INPUTS ? [] : [end] };
  const cut = { ...network, layers: [...layers, row] };
  return "weights" in network ? { ...cut, weights: Object.fromEntries(Object.entries(network.weights).filter(([key]) => needed.has(key.slice(0, key.lastIndexOf("/"))))) } : cut;
}
