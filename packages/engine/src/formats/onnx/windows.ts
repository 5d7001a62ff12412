import type { OnnxAttribute } from "./onnx-graph.ts";

/** A window that slides over axes of these lengths. */
export interface Windows {
  lengths: number[];
  size: number[];
  strides: number[];
  dilation: number[];
  padding: "same" | "valid";
}

/** Zeros before and after each axis, as TensorFlow pads: one more after where they are odd. */
function padsOf({ lengths, size, strides, dilation, padding }: Windows): number[] {
  if (padding === "valid") return size.flatMap(() => [0, 0]);
  const around = lengths.map((length, k) => Math.max(0, (Math.ceil(length / strides[k]!) - 1) * strides[k]! + (size[k]! - 1) * dilation[k]! + 1 - length));
  return [...around.map((zeros) => Math.floor(zeros / 2)), ...around.map((zeros) => Math.ceil(zeros / 2))];
}

/** A window in ONNX's words. */
export const windowAttributes = (windows: Windows): Record<string, OnnxAttribute> => ({ kernel_shape: windows.size, strides: windows.strides, pads: padsOf(windows) });
