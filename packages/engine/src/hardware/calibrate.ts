import { openPredictor } from "../graph/predictor.ts";
import type { Backend } from "../graph/session.ts";
import type { Architecture } from "../network/network.ts";
import type { Network } from "../network/network.ts";
import { denseLayer, networkLabel, sizeOf, weightShapes } from "../network/network.ts";
import type { Calibration, TimedNetwork } from "./calibration.ts";
import { calibrationBatches, calibrationNetworks } from "./calibration-networks.ts";
import { inferenceSeconds } from "./inference-seconds.ts";

export interface CalibrateOptions {
  backend: Backend;
  processor: string;
  /** RFC 3339 date. */
  date: string;
  /** Each network is timed for at least so long, s. */
  seconds: number;
  tell(message: string): void;
}

const equalLayers = (count: number, width: number): Architecture => ({
  inputShape: [width],
  layers: Array.from({ length: count }, (_, k) => denseLayer(`dense_${k + 1}`, width, "linear", k === 0 ? [] : [`dense_${k}`])),
});

/** Products of a chain of 1,024 × 1,024 kernels with 256 rows: what is computed is large against what is read. */
const [PEAK, PEAK_ROWS] = [equalLayers(4, 1024), 256];
/** Kernels of 16 MiB each with one row: each weight is read for one product. */
const STREAM = equalLayers(8, 2048);
/** Nearly nothing to compute: the difference between many layers and one is the launching of layers, the rest that of a call. */
const [FEW, MANY, WIDTH] = [1, 33, 4];

/** Weights with which values keep their size from layer to layer: numbers that grow tiny are slow. */
function steadyNetwork(architecture: Architecture): Network {
  const weights = [...weightShapes(architecture)].map(([key, shape]) => [key, { shape, values: new Float32Array(sizeOf(shape)).fill(shape.at(-1)! / sizeOf(shape)) }] as const);
  return { ...architecture, inputScale: 1, weights: Object.fromEntries(weights) };
}

/** A roofline is what is reached at most: the fastest call, looked for longer. */
const [FASTEST, LONGER] = [0, 4];

/** How long a call of a network takes on a backend, s. @param share as inferenceSeconds has it */
export function timeNetwork(backend: Backend, architecture: Architecture, batchSize: number, seconds: number, share?: number): number {
  const predictor = openPredictor(backend, steadyNetwork(architecture), "float32");
  try {
    const rows = { values: Float32Array.from({ length: batchSize * sizeOf(architecture.inputShape) }, (_, k) => Math.sin(k)), count: batchSize };
    return inferenceSeconds(() => predictor.predict(rows), seconds, share);
  } finally {
    predictor.dispose();
  }
}

/** Measures roofline and overhead of this machine as the backend reaches them, then the networks that show how far projections are off. Takes about a minute at half a second each. */
export function calibrate({ backend, processor, date, seconds, tell }: CalibrateOptions): Calibration {
  const time = (architecture: Architecture, batchSize: number): number => timeNetwork(backend, architecture, batchSize, seconds);
  tell("The largest products …");
  const operationsPerSecond = (2 * 4 * 1024 ** 2 * PEAK_ROWS) / timeNetwork(backend, PEAK, PEAK_ROWS, LONGER * seconds, FASTEST);
  tell("A stream of weights …");
  const bytesPerSecond = (8 * 2048 ** 2 * Float32Array.BYTES_PER_ELEMENT) / timeNetwork(backend, STREAM, 1, LONGER * seconds, FASTEST);
  tell("Networks that compute next to nothing …");
  const [few, many] = [time(equalLayers(FEW, WIDTH), 1), time(equalLayers(MANY, WIDTH), 1)];
  const secondsPerLayer = Math.max(0, (many - few) / (MANY - FEW));
  const networks = calibrationNetworks.flatMap((architecture) => calibrationBatches.map((batchSize): TimedNetwork => {
    const label = networkLabel(architecture);
    tell(`${label}, batch ${batchSize} …`);
    return { label, batchSize, seconds: time(architecture, batchSize) };
  }));
  return { schemaVersion: 1, date, processor, backend: backend.version, threads: backend.threads, operationsPerSecond, bytesPerSecond, secondsPerCall: Math.max(0, few - FEW * secondsPerLayer), secondsPerLayer, networks };
}
