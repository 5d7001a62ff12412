import type { Architecture } from "./network.ts";
import { weightSpecs } from "./network.ts";

/** What holds nearly all of a network: the kernels of dense and convolution layers, and the vectors of embeddings. */
const kernels = new Set(["kernel", "depthwise_kernel", "embeddings"]);

/** Keys of the kernels of all layers but those to leave; biases and normalizations are none. */
export function kernelKeys(architecture: Architecture, ignoredLayers: readonly string[] = []): string[] {
  return [...weightSpecs(architecture).keys()].filter((key) => {
    const at = key.lastIndexOf("/");
    return kernels.has(key.slice(at + 1)) && !ignoredLayers.includes(key.slice(0, at));
  });
}
