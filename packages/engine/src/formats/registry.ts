import type { Format } from "./format.ts";
import { onnx } from "./onnx.ts";
import { safetensors } from "./safetensors.ts";
import { tfjsLayers } from "./tfjs-layers.ts";

export const formats: readonly Format[] = [safetensors, onnx, tfjsLayers];
