import { Misfit } from "../layer-kind.ts";

export type Padding = "same" | "valid";

/** One axis of a window that slides: lengths and steps in values. */
export interface Window {
  size: number;
  strides: number;
  dilation?: number;
  padding: Padding;
}

/** Positions of a window along an axis of this length. @throws Misfit where it does not fit in once */
export function windowCount(length: number, { size, strides, dilation = 1, padding }: Window): number {
  const reach = padding === "same" ? 1 : (size - 1) * dilation + 1;
  if (reach > length) throw new Misfit(`a window of ${reach} does not fit into a length of ${length}; padding "same" makes it fit`);
  return Math.ceil((length - reach + 1) / strides);
}
