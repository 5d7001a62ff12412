import type { Network } from "../../network/network.ts";
import type { ActivationRange, Quantization } from "../../network/quantization.ts";
import { storedValues } from "../../network/quantization.ts";
import { arranged } from "./arranged.ts";
import type { OnnxGraph } from "./onnx-graph.ts";
import { onnxTypes } from "./onnx-graph.ts";

/** How a weight stands in the file: its axes in another order, and the shape that they then make. */
export interface Arrangement {
  order: number[];
  shape: number[];
  /** Where the output channels are then. */
  axis: number;
}

/** A weight in the file: float32, or what stands for it and its scales. */
export type StoredTensor = { type: "float32" | "float16"; tensor: string } | { type: "int8"; tensor: string; scales: number[] };

/** Writes a weight as the network stores it. */
export function storedTensor(graph: OnnxGraph, { weights, quantization }: Network, key: string, { order, shape }: Arrangement): StoredTensor {
  const { values, shape: own } = weights[key]!;
  const stored = quantization?.weights[key];
  const name = key.slice(key.lastIndexOf("/") + 1);
  if (!stored) return { type: "float32", tensor: graph.tensor(name, "float32", shape, arranged(values, own, order).values) };
  const tensor = graph.tensor(name, stored.type, shape, arranged(storedValues(key, values, stored), own, order).values);
  if (stored.type === "float16") return { type: "float16", tensor };
  return { type: "int8", tensor, scales: stored.scales };
}

/** The float32 values of a weight, or of a part of it that was gathered. */
export function floatOf(graph: OnnxGraph, stored: StoredTensor, axis: number, tensor = stored.tensor): string {
  if (stored.type !== "int8") return stored.type === "float32" ? tensor : graph.node("Cast", [tensor], { to: onnxTypes.float32 });
  return dequantized(graph, tensor, "int8", stored.scales, axis);
}

/** The float32 values of signed integers around 0. The zero point is written out: ONNX Runtime joins no operators without it. */
export function dequantized(graph: OnnxGraph, tensor: string, type: "int8" | "int32", scales: number[], axis: number): string {
  const shape = scales.length === 1 ? [] : [scales.length];
  const zero = graph.tensor("zero_point", type, shape, type === "int8" ? new Int8Array(scales.length) : new Int32Array(scales.length));
  return graph.node("DequantizeLinear", [tensor, graph.tensor("scale", "float32", shape, Float32Array.from(scales)), zero], scales.length === 1 ? {} : { axis });
}

/** Values through 8 bits and back, where the network was quantized by ranges that were measured; a runtime computes with the integers between two such pairs. */
export function throughIntegers(graph: OnnxGraph, quantization: Quantization | undefined, point: string, tensor: string): string {
  const range = rangeOf(quantization, point);
  if (!quantization || !range) return tensor;
  const scale = graph.tensor("scale", "float32", [], Float32Array.of(range.scale));
  const { activationType: type } = quantization;
  const zeroPoint = graph.tensor("zero_point", type, [], type === "uint8" ? Uint8Array.of(range.zeroPoint) : Int8Array.of(range.zeroPoint));
  return graph.node("DequantizeLinear", [graph.node("QuantizeLinear", [tensor, scale, zeroPoint]), scale, zeroPoint]);
}

export const rangeOf = (quantization: Quantization | undefined, point: string): ActivationRange | undefined => (quantization?.mode === "static" && Object.hasOwn(quantization.activations, point) ? quantization.activations[point] : undefined);
