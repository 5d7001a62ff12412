import { randomOf, wholeNumberOf } from "../random.ts";

/** Names the random choices of a layer in a training: a whole number below 2⁵³. */
export const layerStream = (seed: number | string, name: string): number => wholeNumberOf(randomOf(seed, "layer", name));
