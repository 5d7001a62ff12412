import { setTimeout as sleep } from "node:timers/promises";
import { ApiError } from "@joulemark/client";

export interface RetryOptions {
  /** Ends the tries; the last failure is thrown. */
  signal?: AbortSignal;
  /** No try begins later than this after the first, ms. Default: no limit. */
  forMs?: number;
  /** Wait after the first failure, ms; doubles up to `longestMs`, each time less up to half of it at random. Default 500. */
  firstMs?: number;
  /** Default 15,000. */
  longestMs?: number;
  /** Told of each failure that is tried again. */
  onFailure?: (error: ApiError, waitMs: number) => void;
}

/**
 * Repeats a request until it is answered, as long as its failure may pass.
 * @throws the failure, where it will not pass, the time is over, or the signal has ended the tries
 */
export async function retrying<T>(request: () => Promise<T>, { signal, forMs = Infinity, firstMs = 500, longestMs = 15_000, onFailure }: RetryOptions = {}): Promise<T> {
  const begin = performance.now();
  for (let failures = 0; ; failures += 1) {
    try {
      return await request();
    } catch (error) {
      if (!(error instanceof ApiError) || !error.retryable || signal?.aborted) throw error;
      const waitMs = jittered(Math.min(firstMs * 2 ** failures, longestMs));
      if (performance.now() - begin + waitMs > forMs) throw error;
      onFailure?.(error, waitMs);
      await pause(waitMs, signal);
      if (signal?.aborted) throw error;
    }
  }
}

/** Between half of the time given and all of it, at random: workers that failed together do not come back together. */
export const jittered = (ms: number): number => ms * (0.5 + Math.random() / 2);

/** Waits for the time given, or until the signal fires. */
export async function pause(ms: number, signal?: AbortSignal): Promise<void> {
  try {
    await sleep(ms, undefined, signal ? { signal } : {});
  } catch (error) {
    if (!signal?.aborted) throw error;
  }
}
