import { EngineError } from "../../errors.ts";
import type { Network } from "../../network/network.ts";
import { checkNetwork } from "../../network/network.ts";
import { INPUTS, placeLayers } from "../../network/placed-layers.ts";
import { isDilatedDepthwise } from "./dilated-depthwise.ts";

/** Names of the layers that stand for the input scale and for a dense layer's reading of images as rows; no layer of ours has a dot in its name. */
const [SCALED, ROWS] = ["inputs.scaled", "inputs.rows"];
/** The one that TensorFlow.js knows by another name, and the one that it does not know. */
const activationNames: Record<string, string | null> = { silu: "swish", leaky_relu: null };

/** Kinds that it has not, or computes otherwise. */
const unknown = new Set(["MultiHeadAttention", "PositionEmbedding", "MaskedAveragePooling1D", "UnitNormalization"]);

const node = (from: string[]): unknown[] => [from.map((name) => [name, 0, 0, {}])];
const layer = (className: string, name: string, config: object, from: string[]): object => ({ class_name: className, name, config: { ...config, name, trainable: true }, inbound_nodes: from.length > 0 ? node(from) : [] });

function configIn(name: string, config: Record<string, unknown>): Record<string, unknown> {
  const known = activationNames[String(config["activation"])];
  if (known === null) throw new EngineError("UNSUPPORTED", `Layer ${name}: TensorFlow.js has no activation ${String(config["activation"])}.`, { path: ["layers", name, "activation"] });
  return known === undefined ? config : { ...config, activation: known };
}

/** The topology as Keras' functional model: the input scale as a Rescaling layer, so that inputs are raw as they are here. */
function topologyOf({ inputShape, inputScale, layers }: Network): object {
  const placed = placeLayers({ inputShape, layers });
  const scaled = inputScale === 1 ? INPUTS : SCALED;
  const flattens = inputShape.length > 1 && placed.some(({ kind, reads }) => kind.className === "Dense" && reads[0] === INPUTS);
  const before = [
    layer("InputLayer", INPUTS, { batch_input_shape: [null, ...inputShape], dtype: "float32", sparse: false }, []),
    ...(inputScale === 1 ? [] : [layer("Rescaling", SCALED, { scale: 1 / inputScale, offset: 0 }, [INPUTS])]),
    ...(flattens ? [layer("Flatten", ROWS, {}, [scaled])] : []),
  ];
  /** TensorFlow.js flattens no rows. */
  const kindOf = (className: string, [shape]: number[][]): [string, object?] => (className === "Flatten" && shape!.length === 1 ? ["Reshape", { target_shape: shape }] : [className]);
  const own = placed.map(({ layer: { className, name, config }, kind, reads, inputShapes }) => {
    if (unknown.has(className)) throw new EngineError("UNSUPPORTED", `Layer ${name}: TensorFlow.js has no ${className} as it is here. Write it as ONNX or safetensors.`, { path: ["layers", name] });
    if (isDilatedDepthwise(className, config)) throw new EngineError("UNSUPPORTED", `Layer ${name}: TensorFlow.js computes a DepthwiseConv2D without its dilation_rate. Write it as ONNX or safetensors.`, { path: ["layers", name, "dilation_rate"] });
    const [written, other = configIn(name, config)] = kindOf(className, inputShapes);
    return layer(written, name, other, reads.map((from) => (from !== INPUTS ? from : flattens && kind.className === "Dense" ? ROWS : scaled)));
  });
  return { class_name: "Model", config: { name: "joulemark", layers: [...before, ...own], input_layers: [[INPUTS, 0, 0]], output_layers: [[layers.at(-1)!.name, 0, 0]] }, keras_version: "tfjs-layers 4.22.0", backend: "tensor_flow.js" };
}

export const weightsFile = "weights.bin";

/** model.json of a TensorFlow.js layers model, and the bytes of its weights, which stand in weights.bin beside it. */
export function writeTfjs(network: Network): { json: Buffer; weights: Buffer } {
  checkNetwork(network);
  if (network.quantization) throw new EngineError("UNSUPPORTED", "A quantized network is not written for TensorFlow.js, which would compute with it as float32: take ONNX or safetensors.");
  const entries = Object.entries(network.weights);
  const manifest = [{ paths: [weightsFile], weights: entries.map(([name, { shape }]) => ({ name, shape, dtype: "float32" })) }];
  const json = { format: "layers-model", generatedBy: "joulemark", convertedBy: null, modelTopology: topologyOf(network), weightsManifest: manifest };
  return { json: Buffer.from(JSON.stringify(json)), weights: Buffer.concat(entries.map(([, { values }]) => Buffer.from(values.buffer, values.byteOffset, values.byteLength))) };
}
