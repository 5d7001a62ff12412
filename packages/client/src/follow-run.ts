import { ApiError } from "./api-error.ts";
import type { Client } from "./client.ts";
import type { RunEventsSubscription } from "./generated/documents.ts";
import { RunEventsDocument } from "./generated/documents.ts";

export type RunEvent = RunEventsSubscription["runEvents"];

export interface FollowOptions {
  /** Sequence number of the last event already seen; 0: from the beginning. */
  after?: number;
  signal?: AbortSignal;
  /** Wait before the first reconnection, ms; doubles up to 16 times that while the server stays away. Default 500. */
  backOffMs?: number;
}

/**
 * Every event of a run, in order and once, until its last. A lost connection is taken up again after the last event seen.
 * @throws ApiError where waiting does not help (no such run, a wrong token), or CANCELLED by the signal
 */
export async function* followRun(client: Client, run: string, { after = 0, signal, backOffMs = 500 }: FollowOptions = {}): AsyncGenerator<RunEvent> {
  let last = after;
  let failures = 0;
  for (;;) {
    try {
      for await (const { runEvents } of client.subscribe(RunEventsDocument, { id: run, after: last }, signal ? { signal } : {})) {
        failures = 0;
        if (runEvents.sequence <= last) continue;
        last = runEvents.sequence;
        yield runEvents;
      }
      return;
    } catch (error) {
      if (!(error instanceof ApiError) || !error.retryable) throw error;
      await wait(backOffMs * 2 ** Math.min(failures, 4), signal);
      failures += 1;
    }
  }
}

function wait(delayMs: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const cancelled = (): void => {
      clearTimeout(timer);
      reject(new ApiError("CANCELLED", "Following the run was cancelled.", { retryable: false }));
    };
    const timer = setTimeout(() => {
      signal?.removeEventListener("abort", cancelled);
      resolve();
    }, delayMs);
    if (signal?.aborted) cancelled();
    else signal?.addEventListener("abort", cancelled, { once: true });
  });
}
