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
const WARM_CALLS = 3;
/** For a network of which a call takes seconds: then fewer calls have to do, and the percentiles that they cannot tell are null. */
const [WARM_MS, PATIENCE_MS] = [1_000, 10_000];

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
    const begun = performance.now();
    for (let k = 0; k < WARM_CALLS && (k === 0 || performance.now() - begun < WARM_MS); k++) predictor.predict(batch);
    const times: number[] = [];
    const [from, least] = [performance.now(), seconds * 1000];
    const enough = (passedMs: number): boolean => passedMs >= least && times.length > 0 && (times.length >= LEAST_CALLS || passedMs >= Math.max(least, PATIENCE_MS));
    for (; times.length < MOST_CALLS && !enough(performance.now() - from); await pause()) timeGroup(predictor, batch, times);
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
