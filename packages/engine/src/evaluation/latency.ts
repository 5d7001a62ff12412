import type { Predictor, Rows } from "../network/network.ts";
import { filledBatch } from "./filled-batch.ts";

/** How long a call takes that predicts a batch, ms; a percentile is null where too few calls were timed to tell it. */
export interface Latency {
  batchSize: number;
  threads: number;
  p50Ms: number;
  p95Ms: number | null;
  p99Ms: number | null;
  /** Calls that were timed. */
  calls: number;
}

export interface LatencyOptions {
  batchSizes: readonly number[];
  threads: number;
  /** Shortest time to measure each batch size for, s. */
  seconds: number;
  /** Between groups of calls: lets the event loop turn, and may throw to stop. */
  pause: () => Promise<void>;
}

const [LEAST_CALLS, MOST_CALLS] = [20, 2000];
const GROUP_MS = 50;

/** The value that a share of the sorted ones lies at or below. */
export const percentile = (sorted: ArrayLike<number>, share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)]!;

/**
 * Wall time of predicting one batch, for each batch size, after calls that warm up. Building batches is not in it.
 * @param width values of one example
 */
export async function latencyOf(predictor: Predictor, rows: Rows, width: number, { batchSizes, threads, seconds, pause }: LatencyOptions): Promise<Latency[]> {
  const measured: Latency[] = [];
  for (const batchSize of batchSizes) {
    const batch = filledBatch(rows, width, batchSize);
    for (let k = 0; k < 3; k++) predictor.predict(batch);
    const times: number[] = [];
    for (const until = performance.now() + seconds * 1000; times.length < MOST_CALLS && (performance.now() < until || times.length < LEAST_CALLS); await pause()) timeGroup(predictor, batch, times);
    const sorted = times.toSorted((a, b) => a - b);
    measured.push({ batchSize, threads, p50Ms: percentile(sorted, 0.5), p95Ms: times.length >= 20 ? percentile(sorted, 0.95) : null, p99Ms: times.length >= 100 ? percentile(sorted, 0.99) : null, calls: times.length });
  }
  return measured;
}

function timeGroup(predictor: Predictor, batch: Rows, times: number[]): void {
  for (const until = performance.now() + GROUP_MS; performance.now() < until && times.length < MOST_CALLS; ) {
    const before = performance.now();
    predictor.predict(batch);
    times.push(performance.now() - before);
  }
}
