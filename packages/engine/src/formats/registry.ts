import type { Format } from "./format.ts";
import { kerasArchive } from "./keras-archive.ts";
import { kerasHdf5 } from "./keras-hdf5.ts";
import { onnx } from "./onnx.ts";
import { safetensors } from "./safetensors.ts";
import { tfjsLayers } from "./tfjs-layers.ts";

export const formats: readonly Format[] = [safetensors, onnx, tfjsLayers, kerasArchive, kerasHdf5];
