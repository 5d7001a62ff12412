import type { Activation, Network } from "./network/network.ts";
import { denseLayer, freshNetwork } from "./network/network.ts";
import { randomOf } from "./random.ts";

/** A network of dense layers with the widths given, inputs first; the last layer is linear. */
export function denseNetwork(widths: number[], activation: Activation = "relu", seed = 1, inputScale = 16): Network {
  const [inputs = 1, ...units] = widths;
  const layers = units.map((width, k) => denseLayer(`dense_${k + 1}`, width, k === units.length - 1 ? "linear" : activation, k === 0 ? [] : [`dense_${k}`]));
  return freshNetwork({ inputShape: [inputs], inputScale, layers }, seed);
}

/** A layer that reads the one before it, or those named. */
export type LayerShort = [className: string, name: string, config?: Record<string, unknown>, inbound?: string[]];

/** A network of these layers, each reading the one before where it names none; inputs of 0 … 16. */
export function networkOf(inputShape: number[], layers: LayerShort[], seed = 1, inputScale = 16): Network {
  const named = layers.map(([className, name, config = {}, inbound = []], k) => ({ className, name, config, inbound: inbound.length > 0 || k === 0 ? inbound : [layers[k - 1]![1]] }));
  return freshNetwork({ inputShape, inputScale, layers: named }, seed);
}

/** Every weight moved by a little of its own, so that none is where it began: a test that mixes up two of them fails. */
export function shaken(network: Network): Network {
  const weights = Object.fromEntries(Object.entries(network.weights).map(([key, { shape, values }]) => [key, { shape, values: values.map((value, i) => value + 0.1 + 0.05 * Math.sin(i + key.length)) }]));
  return { ...network, weights };
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
