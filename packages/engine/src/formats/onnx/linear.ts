import type { Network } from "../../network/network.ts";
import { roundHalfEven, sumOf } from "../../network/quantization.ts";
import type { OnnxAttribute, OnnxGraph } from "./onnx-graph.ts";
import { onnxTypes } from "./onnx-graph.ts";
import type { Arrangement, StoredTensor } from "./stored.ts";
import { dequantized, floatOf, rangeOf, storedTensor, throughIntegers } from "./stored.ts";

/** A dense layer or a convolution: x ∗ kernel + bias. */
export interface Linear {
  op: "Gemm" | "Conv";
  attributes: Record<string, OnnxAttribute>;
  /** The layer's name. */
  name: string;
  /** What it reads, as quantization names it, and the value. */
  read: string;
  x: string;
  kernel: Arrangement & { key: string };
  useBias: boolean;
  /** Dimensions of an example that come after its channels. */
  after: number;
}

/** Gemm and Conv by float32 values, which may come from stored integers; between pairs of QuantizeLinear and DequantizeLinear runtimes compute with the integers themselves. */
export function linear(graph: OnnxGraph, network: Network, made: Linear): string {
  const stored = storedTensor(graph, network, made.kernel.key, made.kernel);
  if (network.quantization?.mode === "dynamic" && stored.type === "int8") return dynamicLinear(graph, network, made, stored);
  const kernel = floatOf(graph, stored, made.kernel.axis);
  const y = graph.node(made.op, [made.x, kernel, ...(made.useBias ? [biasOf(graph, network, made, stored)] : [])], made.attributes);
  return throughIntegers(graph, network.quantization, sumOf(made.name), y);
}

/** As int32 of the scale that the sum of products has, where those are integers. Source: ONNX, QLinearConv. */
function biasOf(graph: OnnxGraph, { weights, quantization }: Network, { name, read }: Linear, kernel: StoredTensor): string {
  const { values, shape } = weights[`${name}/bias`]!;
  const range = rangeOf(quantization, read);
  if (!range || kernel.type !== "int8") return graph.tensor("bias", "float32", shape, values);
  const scales = kernel.scales.map((scale) => Math.fround(Math.fround(range.scale) * Math.fround(scale)));
  const integers = Int32Array.from(values, (value, i) => Math.max(-(2 ** 31), Math.min(2 ** 31 - 1, roundHalfEven(value / scales[i % scales.length]!))));
  return dequantized(graph, graph.tensor("bias", "int32", shape, integers), "int32", scales, 0);
}

/** The input becomes uint8 by its own range as it comes. Source: ONNX, DynamicQuantizeLinear, MatMulInteger, ConvInteger. */
function dynamicLinear(graph: OnnxGraph, { weights }: Network, { op, attributes, name, x, useBias, after }: Linear, { tensor, scales }: Extract<StoredTensor, { type: "int8" }>): string {
  const beside = Array.from({ length: op === "Conv" ? after : 0 }, () => 1);
  const [integers = "", xScale = "", xZero = ""] = graph.nodeOf("DynamicQuantizeLinear", [x], {}, 3);
  const sum = graph.node(op === "Gemm" ? "MatMulInteger" : "ConvInteger", [integers, tensor, xZero], attributes);
  const scale = graph.tensor("scale", "float32", scales.length === 1 ? [] : [scales.length, ...beside], Float32Array.from(scales));
  const y = graph.node("Mul", [graph.node("Cast", [sum], { to: onnxTypes.float32 }), graph.node("Mul", [xScale, scale])]);
  if (!useBias) return y;
  const { values, shape } = weights[`${name}/bias`]!;
  return graph.node("Add", [y, graph.tensor("bias", "float32", [...shape, ...beside], values)]);
}
