import type { Format } from "./format.ts";
import { safetensors } from "./safetensors.ts";

export const formats: readonly Format[] = [safetensors];
