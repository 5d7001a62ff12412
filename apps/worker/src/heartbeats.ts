import { ApiError } from "@joulemark/client";
import type { StopReason } from "@joulemark/client";
import type { Attempt } from "./attempt.ts";
import { AttemptOver } from "./attempt.ts";
import type { Progress } from "./engine-event.ts";
import type { Logger } from "./log.ts";
import { jittered, pause } from "./retry.ts";

export interface HeartbeatOptions {
  log: Logger;
  /** Told when the API wants the attempt to stop. */
  onStop: (reason: StopReason) => void;
  /** Between two beats, ms. */
  intervalMs?: number;
  /** The API's lease, ms: without an answer for so long, the run is queued again and this attempt is over. */
  leaseMs?: number;
  /** Wait before a beat that was not answered is tried again, ms. */
  againMs?: number;
}

/** Holds the lease of an attempt from now on, until it is stopped or the attempt is over. */
export class Heartbeats {
  readonly #attempt: Attempt;
  readonly #progress: Progress;
  readonly #options: Required<HeartbeatOptions>;
  readonly #stopped = new AbortController();
  #hurry = new AbortController();
  #answeredAt = performance.now();

  constructor(attempt: Attempt, progress: Progress, options: HeartbeatOptions) {
    this.#attempt = attempt;
    this.#progress = progress;
    this.#options = { intervalMs: 15_000, leaseMs: 60_000, againMs: 2_000, ...options };
    void this.#beatOn();
  }

  /** The next beat comes at once: there is news. */
  hurry(): void {
    this.#hurry.abort();
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #beatOn(): Promise<void> {
    const ended = AbortSignal.any([this.#stopped.signal, this.#attempt.over]);
    let waitMs = this.#options.intervalMs;
    while (!ended.aborted) {
      await pause(waitMs, AbortSignal.any([ended, this.#hurry.signal]));
      if (this.#hurry.signal.aborted) this.#hurry = new AbortController();
      if (!ended.aborted) waitMs = await this.#beat();
    }
  }

  /** @returns wait until the next beat, ms */
  async #beat(): Promise<number> {
    const { log, onStop, intervalMs, leaseMs, againMs } = this.#options;
    const sentAt = performance.now();
    try {
      const stop = await this.#attempt.heartbeat(this.#progress.newest);
      this.#answeredAt = sentAt;
      if (stop) onStop(stop);
      return intervalMs;
    } catch (error) {
      if (error instanceof AttemptOver || this.#stopped.signal.aborted) return intervalMs;
      const passing = error instanceof ApiError && error.retryable;
      if (!passing) this.#attempt.end(`The API refuses this attempt's heartbeats: ${(error as Error).message}`);
      else if (performance.now() - this.#answeredAt >= leaseMs) this.#attempt.end("No heartbeat was answered for as long as the lease lasts.");
      else log.warn({ err: error }, "A heartbeat was not answered.");
      return jittered(againMs);
    }
  }
}
