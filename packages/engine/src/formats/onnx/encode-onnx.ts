import { EngineError } from "../../errors.ts";
import type { Network } from "../../network/network.ts";
import { checkNetwork } from "../../network/network.ts";
import type { PlacedLayer } from "../../network/placed-layers.ts";
import { INPUTS, placeLayers } from "../../network/placed-layers.ts";
import { layerWriters } from "./layer-writers.ts";
import { OnnxGraph } from "./onnx-graph.ts";
import { throughIntegers } from "./stored.ts";
import type { LayerWriter, OnnxValue } from "./writing.ts";
import { channelsLast, reshaped, scalar } from "./writing.ts";

/** Says in the file that inputs are raw: the model divides them by the scale itself. */
export const rawInputsKey = "joulemark_raw_inputs";

const OUTPUT = "logits";

function writerOf({ layer, kind }: PlacedLayer): LayerWriter {
  const writer = layerWriters.find(({ className }) => className === kind.className);
  if (!writer) throw new EngineError("UNSUPPORTED", `Layer ${layer.name}: ${layer.className} cannot be written as ONNX.`, { path: ["layers", layer.name] });
  return writer;
}

/**
 * A network as an ONNX model, opset 17: `inputs` [batch, …input shape], raw values as float32; `logits` [batch, classes].
 * A quantized network's stands with its integers: as QDQ where ranges were measured, by DynamicQuantizeLinear where they are not, weights alone else.
 * @throws EngineError naming the layer that ONNX has no operator for, or that does not fit
 */
export function encodeOnnx(network: Network, producerVersion = ""): Buffer {
  checkNetwork(network);
  const graph = new OnnxGraph();
  const { inputShape, quantization } = network;
  const scaled = graph.within("", () => throughIntegers(graph, quantization, INPUTS, network.inputScale === 1 ? INPUTS : graph.node("Div", [INPUTS, scalar(graph, "input_scale", network.inputScale)])));
  const values = new Map<string, OnnxValue>([[INPUTS, { tensor: scaled, channels: "last" }]]);
  /** A dense layer reads the network's inputs as a row, whatever their shape. */
  const read = (name: string, shape: number[]): OnnxValue => (name === INPUTS && shape.length !== inputShape.length ? { tensor: reshaped(graph, scaled, shape), channels: "last" } : values.get(name)!);
  const placed = placeLayers(network);
  for (const one of placed) {
    const { layer: { name }, config, reads, inputShapes, outputShape } = one;
    const value = graph.within(`${name}/`, () => {
      const made = writerOf(one).write({ graph, network, name, config, inputs: reads.map((from, k) => read(from, inputShapes[k]!)), reads, inputShapes, outputShape });
      return { ...made, tensor: throughIntegers(graph, quantization, name, made.tensor) };
    });
    values.set(name, value);
  }
  const { layer, outputShape } = placed.at(-1)!;
  graph.within("", () => graph.node("Identity", [channelsLast(graph, values.get(layer.name)!, outputShape)], {}, OUTPUT));
  return graph.encode({ input: { name: INPUTS, shape: inputShape }, output: { name: OUTPUT, shape: outputShape }, producerVersion, metadata: { [rawInputsKey]: "true" } });
}
