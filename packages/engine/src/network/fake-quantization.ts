import type { Activation } from "./activations.ts";
import { calibrationPoints, hasProducts } from "./calibration-points.ts";
import type { Architecture, NetworkLayer } from "./network.ts";
import { placeLayers } from "./placed-layers.ts";

/** What training sees of a quantization that comes after it: values go through 8 bits and back, weights and activations as `quantize` will store them. */
export interface FakeQuantization {
  /** By key: the most that an integer is, and the axes that share a scale. */
  weights: Record<string, { most: number; axes: number[] }>;
  /** Layers whose values become integers, and INPUTS. */
  points: string[];
  activationType: "uint8" | "int8";
  /** Share of a batch's range in the moving mean, 0 … 1. */
  averagingConstant: number;
}

const ACTIVATION = "act";
const activationOf = (name: string): string => `${name}/${ACTIVATION}`;

/** Layers that become integers before their activation, by name. */
const splitLayers = (architecture: Architecture): Set<string> => new Set(calibrationPoints(architecture).filter(({ sum }) => sum).map(({ layer }) => layer));

/** The same computation, with a layer of its own for each activation whose layer becomes integers before it. Weights keep their keys. */
export function withActivationsApart<Of extends Architecture>(network: Of): Of {
  const split = splitLayers(network);
  const renamed = (names: string[]): string[] => names.map((name) => (split.has(name) ? activationOf(name) : name));
  const layers = network.layers.flatMap((layer): NetworkLayer[] => {
    const reading = { ...layer, inbound: renamed(layer.inbound) };
    if (!split.has(layer.name)) return [reading];
    const { activation } = layer.config as { activation: Activation };
    return [{ ...reading, config: { ...layer.config, activation: "linear" } }, { className: "Activation", name: activationOf(layer.name), config: { activation }, inbound: [layer.name] }];
  });
  return { ...network, layers };
}

/** By the name of each point, the layer that gives it where activations are apart; points that share another's range have its layer. */
export function pointLayers(architecture: Architecture): Map<string, string> {
  const split = splitLayers(architecture);
  const layerOf = new Map<string, string>();
  for (const { name, layer, sum, like } of calibrationPoints(architecture)) layerOf.set(name, like !== null ? layerOf.get(like)! : !sum && split.has(layer) ? activationOf(layer) : layer);
  return layerOf;
}

/** The plan for a network, before its activations are set apart. */
export function fakeQuantizationOf(architecture: Architecture, { most, perChannel, activationType, averagingConstant }: { most: number; perChannel: boolean } & Pick<FakeQuantization, "activationType" | "averagingConstant">): FakeQuantization {
  const stored = placeLayers(architecture).filter((placed) => hasProducts(placed) || placed.kind.className === "Embedding");
  const weights = Object.fromEntries(
    stored.map((placed) => {
      const { key, shape } = placed.weights[0]!;
      const channelAxes = !perChannel || !hasProducts(placed) ? 0 : placed.kind.className === "DepthwiseConv2D" ? 2 : 1;
      return [key, { most, axes: Array.from({ length: shape.length - channelAxes }, (_, axis) => axis) }];
    }),
  );
  const points = calibrationPoints(architecture).filter(({ like }) => like === null);
  const layers = pointLayers(architecture);
  return { weights, points: points.map(({ name }) => layers.get(name)!), activationType, averagingConstant };
}
