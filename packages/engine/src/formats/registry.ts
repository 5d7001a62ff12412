import type { Format } from "./format.ts";
import { onnx } from "./onnx.ts";
import { safetensors } from "./safetensors.ts";

export const formats: readonly Format[] = [safetensors, onnx];
