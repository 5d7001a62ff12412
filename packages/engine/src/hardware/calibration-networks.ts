import type { Architecture, NetworkLayer } from "../network/network.ts";
import { denseLayer } from "../network/network.ts";

/** Batch sizes that each is timed at. */
export const calibrationBatches = [1, 32, 256] as const;

const dense = ([inputs = 1, ...units]: number[]): Architecture => ({
  inputShape: [inputs],
  layers: units.map((width, k) => denseLayer(`dense_${k + 1}`, width, k === units.length - 1 ? "linear" : "relu", k === 0 ? [] : [`dense_${k}`])),
});

/** Layers that each read the one before. */
const chain = (inputShape: number[], layers: [className: string, config: Record<string, unknown>][]): Architecture => ({
  inputShape,
  layers: layers.map(([className, config], k): NetworkLayer => ({ className, name: `layer_${k + 1}`, config, inbound: k === 0 ? [] : [`layer_${k}`] })),
});
const conv = (filters: number, strides = 1): [string, Record<string, unknown>] => ["Conv2D", { filters, kernel_size: [3, 3], strides: [strides, strides], padding: "same", activation: "relu" }];
const depthwise = (): [string, Record<string, unknown>] => ["DepthwiseConv2D", { kernel_size: [3, 3], padding: "same", activation: "relu" }];
const pointwise = (filters: number): [string, Record<string, unknown>] => ["Conv2D", { filters, kernel_size: [1, 1], activation: "relu" }];
const pool: [string, Record<string, unknown>] = ["MaxPooling2D", { pool_size: [2, 2] }];
const head = (units: number): [string, Record<string, unknown>][] => [["Flatten", {}], ["Dense", { units, activation: "linear" }]];

/**
 * Networks of the kinds and sizes that tasks here have, from 1,000 multiply-adds to 30 million: thirteen at three batch sizes are 39 ratios, so that their smallest and
 * largest hold one more with the chance 38/40. Each has its own label.
 */
export const calibrationNetworks: readonly Architecture[] = [
  dense([64, 16, 10]),
  dense([64, 64, 32, 10]),
  dense([784, 64, 10]),
  dense([784, 300, 300, 10]),
  dense([784, 800, 800, 10]),
  dense([256, 32, 32, 32, 32, 32, 32, 10]),
  chain([8, 8, 1], [conv(8), pool, ...head(10)]),
  chain([8, 8, 1], [conv(16), conv(32), pool, ...head(10)]),
  chain([28, 28, 1], [conv(8), pool, conv(16), pool, ...head(10)]),
  chain([28, 28, 1], [conv(32), pool, conv(64), pool, ...head(10)]),
  chain([28, 28, 1], [conv(16, 2), depthwise(), pointwise(32), depthwise(), pointwise(64), ["GlobalAveragePooling2D", {}], ["Dense", { units: 10, activation: "linear" }]]),
  chain([28, 28, 1], [conv(24), ["BatchNormalization", {}], ["Activation", { activation: "relu" }], pool, conv(48, 2), ...head(10)]),
  chain([64, 16], [["Conv1D", { filters: 32, kernel_size: [3], activation: "relu" }], ["Conv1D", { filters: 64, kernel_size: [3], activation: "relu" }], ["GlobalMaxPooling1D", {}], ["Dense", { units: 4, activation: "linear" }]]),
];
