import { EngineError } from "../errors.ts";
import type { PlacedLayer } from "../network/placed-layers.ts";
import { INPUTS, placeLayers } from "../network/placed-layers.ts";
import type { Network } from "../network/network.ts";
import type { GraphBuilder, Tensor } from "./builder.ts";
import type { LayerEmitter, TrainingStep } from "./emission.ts";
import { reshaped } from "./emission.ts";
import { layerEmitters } from "./layers/registry.ts";

/** What training lends to the layers; `subtract` takes a weight's whole key. */
export interface ForwardTraining extends Pick<TrainingStep, "step" | "subtract"> {
  /** A whole number below 2⁵³ for each name. */
  streamOf(name: string): number;
  /** Told what each layer gives. */
  seen?: (name: string, value: Tensor) => void;
}

export type Through = (name: string, value: Tensor) => Tensor;

function emitterOf({ layer, kind }: PlacedLayer): LayerEmitter {
  const emitter = layerEmitters.find(({ className }) => className === kind.className);
  if (!emitter) throw new EngineError("UNSUPPORTED", `Layer ${layer.name}: ${layer.className} cannot be compiled.`, { path: ["layers", layer.name] });
  return emitter;
}

/**
 * The forward pass: inputs [batch, …input shape], already scaled → logits [batch, classes].
 * Nodes are named after our layers, so that TensorFlow's own errors name them too.
 * @param weight a read of the weight with this key
 * @param through what the inputs and each layer's values go through before anything reads them, by INPUTS and the layers' names
 */
export function forward(graph: GraphBuilder, network: Pick<Network, "inputShape" | "layers">, inputs: Tensor, weight: (key: string) => Tensor, training: ForwardTraining | null = null, through: Through = (_name, value) => value): Tensor {
  const first = through(INPUTS, inputs);
  const values = new Map([[INPUTS, first]]);
  /** A dense layer reads the network's inputs as a row, whatever their shape. */
  const read = (name: string, shape: number[]): Tensor => (name === INPUTS && shape.length !== network.inputShape.length ? reshaped(graph, first, shape) : values.get(name)!);
  let last = first;
  for (const placed of placeLayers(network)) {
    const { layer: { name }, config, reads, inputShapes, outputShape } = placed;
    const lent = training && { step: training.step, streamOf: (purpose: string) => training.streamOf(`${name} ${purpose}`), subtract: (own: string, difference: Tensor) => training.subtract(`${name}/${own}`, difference) };
    last = graph.within(`${name}/`, () => emitterOf(placed).emit(graph, { config, inputs: reads.map((from, k) => read(from, inputShapes[k]!)), inputShapes, outputShape, weight: (own) => weight(`${name}/${own}`), training: lent }));
    last = through(name, last);
    values.set(name, last);
    training?.seen?.(name, last);
  }
  return last;
}

/** Logits of raw rows of any type: in the network's input shape, as float32, times the inverse of the input scale, which is a division faster. */
export function rawLogits(graph: GraphBuilder, network: Pick<Network, "inputShape" | "inputScale" | "layers">, raw: Tensor, weight: (key: string) => Tensor, training: ForwardTraining | null = null, through?: Through): Tensor {
  const examples = reshaped(graph, raw, network.inputShape);
  const floats = examples.dtype === "float32" ? examples : graph.operation("Cast", [examples], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" });
  const scaled = network.inputScale === 1 ? floats : graph.operation("Mul", [floats, graph.constant(1 / network.inputScale)]);
  return forward(graph, network, scaled, weight, training, through);
}
