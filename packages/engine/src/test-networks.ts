import type { Activation, Network } from "./network/network.ts";
import { denseLayer, freshNetwork } from "./network/network.ts";
import { randomOf } from "./random.ts";

/** A network of dense layers with the widths given, inputs first; the last layer is linear. */
export function denseNetwork(widths: number[], activation: Activation = "relu", seed = 1, inputScale = 16): Network {
  const [inputs = 1, ...units] = widths;
  const layers = units.map((width, k) => denseLayer(`dense_${k + 1}`, width, k === units.length - 1 ? "linear" : activation, k === 0 ? [] : [`dense_${k}`]));
  return freshNetwork({ inputShape: [inputs], inputScale, layers }, seed);
}

/** Random rows of bytes 0 … 16 and their random labels. */
export function randomExamples(count: number, width: number, classes: number, seed = 1): { inputs: { values: Uint8Array; count: number }; labels: Int32Array } {
  const random = randomOf("test", seed);
  return {
    inputs: { values: Uint8Array.from({ length: count * width }, () => Math.floor(random() * 17)), count },
    labels: Int32Array.from({ length: count }, () => Math.floor(random() * classes)),
  };
}

/** ‖a − b‖ / ‖b‖ */
export function relativeDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let [difference, norm] = [0, 0];
  for (let i = 0; i < b.length; i++) {
    difference += (a[i]! - b[i]!) ** 2;
    norm += b[i]! ** 2;
  }
  return Math.sqrt(difference / norm);
}
