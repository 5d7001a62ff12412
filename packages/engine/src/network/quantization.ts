import { EngineError } from "../errors.ts";
import { fromFloat16, toFloat16 } from "./float16.ts";

/** How a weight is stored in fewer bits. int8: value = integer · scale, one scale for all, or one for each output channel: the last axes vary fastest, so value i has the scale i mod n. */
export type StoredWeight = { type: "float16" } | { type: "int8"; scales: number[] };

/** value = (integer − zeroPoint) · scale, integers of 8 bits. */
export interface ActivationRange {
  scale: number;
  zeroPoint: number;
}

/**
 * What a quantized network is beside its layers and weights: the weights are those that the integers stand for, so that whatever reads them as float32 reads the
 * quantized model's; what computes with the integers is the model's ONNX form.
 * - `weight-only`: weights are stored small, and computed with as float32.
 * - `dynamic`: inputs of dense and convolution layers are quantized as they come, by their own range.
 * - `static`: they are quantized by ranges that were measured before.
 */
export interface Quantization {
  mode: "static" | "dynamic" | "weight-only";
  /** By key; what is not here stays float32. */
  weights: Record<string, StoredWeight>;
  /** Of static quantization. */
  activationType: "uint8" | "int8";
  /** By the name of the layer that gives the values, `<layer>/sum` for those before its activation, or INPUTS. */
  activations: Record<string, ActivationRange>;
}

/** The name of a layer's values before its activation. */
export const sumOf = (layer: string): string => `${layer}/sum`;

/** To the nearest whole number, halves to the even one, as ONNX's QuantizeLinear rounds. */
export function roundHalfEven(value: number): number {
  const below = Math.floor(value);
  const rest = value - below;
  if (rest !== 0.5) return rest < 0.5 ? below : below + 1;
  return below % 2 === 0 ? below : below + 1;
}

/** Integers of values; beyond the most they saturate. */
export function integersOf(values: Float32Array, scales: number[], most = 127): Int8Array {
  const n = scales.length;
  return Int8Array.from(values, (value, i) => Math.max(-most, Math.min(most, roundHalfEven(Math.fround(value / scales[i % n]!)))));
}

/** What integers stand for. */
export const valuesOf = (integers: Int8Array, scales: number[]): Float32Array => Float32Array.from(integers, (integer, i) => integer * scales[i % scales.length]!);

/** What a stored weight stands for. */
export const floatsOf = (small: Int8Array | Uint16Array, stored: StoredWeight): Float32Array => (stored.type === "int8" ? valuesOf(small as Int8Array, stored.scales) : fromFloat16(small as Uint16Array));

/** A weight as it is stored. @throws EngineError INVALID_INPUT where its values are not those that were quantized: something changed them since */
export function storedValues(key: string, values: Float32Array, stored: StoredWeight): Int8Array | Uint16Array {
  const small = stored.type === "int8" ? integersOf(values, stored.scales) : toFloat16(values);
  const again = floatsOf(small, stored);
  if (values.some((value, i) => value !== again[i])) throw new EngineError("INVALID_INPUT", `Weight ${key} was changed after the network was quantized: quantize last.`, { path: ["weights", key] });
  return small;
}
