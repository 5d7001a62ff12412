import { EngineError } from "../errors.ts";
import { configOf, kindOf } from "./layer-config.ts";
import type { LayerKind, NetworkLayer, WeightSpec } from "./layer-kind.ts";
import { Misfit, sizeOf } from "./layer-kind.ts";

/** The name by which a layer that reads several things reads the network's inputs. */
export const INPUTS = "inputs";

/** A layer where it stands in its network. Shapes are those of one example. */
export interface PlacedLayer {
  layer: NetworkLayer;
  kind: LayerKind;
  /** As its kind reads it. */
  config: unknown;
  /** What it reads: names of layers, or INPUTS. */
  reads: string[];
  inputShapes: number[][];
  outputShape: number[];
  weights: (WeightSpec & { key: string })[];
  multiplyAdds: number;
}

export interface Layers {
  /** Shape of one example, without the batch. */
  inputShape: number[];
  /** In an order in which each comes after those it reads; the last gives the network's outputs. */
  layers: NetworkLayer[];
}

/** Axes of an example: those of a film have four. Each layer compares the shapes that it reads, so that more of both take their product of time. */
const MOST_AXES = 8;

const wrong = (layer: NetworkLayer, message: string, key?: string): EngineError => new EngineError("INVALID_INPUT", `Layer ${layer.name}: ${message}.`, { path: ["layers", layer.name, ...(key === undefined ? [] : [key])] });

function readsOf(layer: NetworkLayer, kind: LayerKind, shapes: Map<string, number[]>): string[] {
  const reads = layer.inbound.length === 0 ? [INPUTS] : layer.inbound;
  const unknown = reads.find((name) => !shapes.has(name));
  if (unknown !== undefined) throw wrong(layer, `it reads ${unknown}, and no layer before it has that name`, "inbound");
  if (kind.reads === "many" ? reads.length < 2 : reads.length !== 1) throw wrong(layer, `${layer.className} reads ${kind.reads === "many" ? "two layers or more" : "one layer"}, not ${reads.length}`, "inbound");
  return reads;
}

function placed(layer: NetworkLayer, shapes: Map<string, number[]>): PlacedLayer {
  const kind = kindOf(layer);
  const config = configOf(kind, layer);
  const reads = readsOf(layer, kind, shapes);
  // A dense layer that reads the network's inputs takes them as a row, whatever their shape.
  const inputShapes = reads.map((name) => (name === INPUTS && kind.className === "Dense" ? [sizeOf(shapes.get(name)!)] : shapes.get(name)!));
  try {
    const weights = kind.weights?.(config, inputShapes) ?? [];
    const outputShape = kind.outputShape(config, inputShapes);
    return { layer, kind, config, reads, inputShapes, outputShape, weights: weights.map((weight) => ({ ...weight, key: `${layer.name}/${weight.name}` })), multiplyAdds: kind.multiplyAdds?.(config, inputShapes) ?? 0 };
  } catch (error) {
    if (error instanceof Misfit) throw wrong(layer, error.message, error.key);
    throw error;
  }
}

/**
 * The layers with their configurations read and their shapes followed from the inputs on.
 * @throws EngineError UNSUPPORTED for an example of more than 8 axes; else naming the layer: a kind or a key that is not supported, a name that two have, what it reads missing or misshapen, an output that nothing reads
 */
export function placeLayers({ inputShape, layers }: Layers): PlacedLayer[] {
  if (inputShape.length > MOST_AXES) throw new EngineError("UNSUPPORTED", `An example has ${inputShape.length} axes; ${MOST_AXES} are read at the most.`, { path: ["inputShape"] });
  const shapes = new Map([[INPUTS, inputShape]]);
  const unread = new Set<string>();
  const all = layers.map((layer) => {
    if (layer.name === INPUTS) throw wrong(layer, "that name is the network's own inputs'");
    if (shapes.has(layer.name)) throw new EngineError("INVALID_INPUT", `Two layers are named ${layer.name}.`, { path: ["layers", layer.name] });
    const made = placed(layer, shapes);
    for (const name of made.reads) unread.delete(name);
    shapes.set(layer.name, made.outputShape);
    unread.add(layer.name);
    return made;
  });
  const lost = all.slice(0, -1).find(({ layer }) => unread.has(layer.name));
  if (lost) throw wrong(lost.layer, "no layer reads it", "inbound");
  return all;
}

/** Names of the layers that something trained stands before, or within: a gradient goes through them. */
export function trainedLayers(all: PlacedLayer[]): Set<string> {
  const trained = new Set<string>();
  for (const { layer, reads, weights } of all) if (weights.some(({ trainable }) => trainable) || reads.some((name) => trained.has(name))) trained.add(layer.name);
  return trained;
}
