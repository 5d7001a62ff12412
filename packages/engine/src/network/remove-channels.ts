import type { ChannelFlow, FlowLayer } from "./channel-flow.ts";
import type { NetworkLayer } from "./layer-kind.ts";
import type { Architecture, Network, Weight } from "./network.ts";

type Axis = "in" | "out" | "all";

/** Which axis of a weight belongs to the channels that come in, and which to those that go out; `vectors`: of all others. */
const axesOf: Record<string, { kernels: Record<string, Axis[]>; width?: string }> = {
  Dense: { kernels: { kernel: ["in", "out"] }, width: "units" },
  Conv1D: { kernels: { kernel: ["all", "in", "out"] }, width: "filters" },
  Conv2D: { kernels: { kernel: ["all", "all", "in", "out"] }, width: "filters" },
  DepthwiseConv2D: { kernels: { depthwise_kernel: ["all", "all", "in", "all"] } },
  Embedding: { kernels: { embeddings: ["all", "out"] }, width: "output_dim" },
};

/** The values whose place on every axis is kept; null: the whole axis is. */
function taken({ shape, values }: Weight, kept: (boolean[] | null)[]): Weight {
  const places = shape.map((length, axis) => Array.from({ length }, (_, i) => i).filter((i) => kept[axis]?.[i] ?? true));
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((a, b) => a * b, 1));
  const from = places.reduce<number[]>((bases, along, axis) => bases.flatMap((base) => along.map((i) => base + i * strides[axis]!)), [0]);
  return { shape: places.map(({ length }) => length), values: Float32Array.from(from, (at) => values[at]!) };
}

/** A layer's configuration with the width that is left. */
function narrowed(layer: NetworkLayer, outputs: boolean[]): NetworkLayer {
  const { className, config } = layer;
  const left = outputs.filter(Boolean).length;
  const { width } = axesOf[className] ?? {};
  if (width !== undefined) return { ...layer, config: { ...config, [width]: left } };
  if (className !== "Reshape") return layer;
  const target = config["target_shape"] as number[];
  return { ...layer, config: { ...config, target_shape: [...target.slice(0, -1), left] } };
}

/** The layers without some channels, wherever these stand. */
export const layersWithout = ({ layers }: ChannelFlow, removed: ReadonlySet<number>): Architecture["layers"] => layers.map(({ placed, outputs }) => narrowed(placed.layer, outputs.map((id) => !removed.has(id))));

function weightsWithout({ placed: { layer, weights }, inputs, outputs }: FlowLayer, all: Network["weights"], removed: ReadonlySet<number>): [string, Weight][] {
  const [comingIn, goingOut] = [inputs, outputs].map((ids) => ids.map((id) => !removed.has(id)));
  const { kernels = {} } = axesOf[layer.className] ?? {};
  return weights.map(({ key, name }) => {
    const axes = kernels[name] ?? ["out"]; // biases, scales, averages: one for each channel that goes out
    return [key, taken(all[key]!, axes.map((axis) => (axis === "in" ? comingIn! : axis === "out" ? goingOut! : null)))];
  });
}

/** The network without some channels: kernels, biases, normalizations, and the inputs of whatever reads them. */
export function removeChannels(network: Network, flow: ChannelFlow, removed: ReadonlySet<number>): Network {
  return { ...network, layers: layersWithout(flow, removed), weights: Object.fromEntries(flow.layers.flatMap((layer) => weightsWithout(layer, network.weights, removed))) };
}
