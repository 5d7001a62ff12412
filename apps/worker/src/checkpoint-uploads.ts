import { join } from "node:path";
import type { Attempt } from "./attempt.ts";
import { AttemptOver } from "./attempt.ts";
import type { EngineEvent } from "./engine-event.ts";
import { joulesOf } from "./engine-event.ts";
import type { Logger } from "./log.ts";
import { pause } from "./retry.ts";

export interface CheckpointUploadOptions {
  attempt: Pick<Attempt, "uploadCheckpoint" | "over">;
  /** The work folder. */
  folder: string;
  log: Logger;
  /** Told when the API has a checkpoint; never of one that was passed over. */
  onStored: (event: EngineEvent) => void;
  /** Least time between two uploads, ms: a short run writes many. */
  intervalMs?: number;
}

/** Brings the newest checkpoint to the API, one at a time; what a newer one supersedes meanwhile is passed over. */
export class CheckpointUploads {
  readonly #options: Required<CheckpointUploadOptions>;
  #waiting: EngineEvent | null = null;
  #working: Promise<void> = Promise.resolve();
  #isWorking = false;
  #hurry = new AbortController();
  #isCancelled = false;

  constructor(options: CheckpointUploadOptions) {
    this.#options = { intervalMs: 2_000, ...options };
  }

  offer(event: EngineEvent): void {
    this.#waiting = event;
    if (!this.#isWorking) this.#working = this.#work();
  }

  /** Resolves when the newest checkpoint offered is stored, or could not be. */
  async settle(): Promise<void> {
    this.#hurry.abort();
    await this.#working;
  }

  /** Drops what waits: the run has its report. */
  async cancel(): Promise<void> {
    this.#isCancelled = true;
    this.#waiting = null;
    await this.settle();
  }

  async #work(): Promise<void> {
    this.#isWorking = true;
    while (this.#waiting && !this.#isCancelled && !this.#options.attempt.over.aborted) {
      const event = this.#waiting;
      this.#waiting = null;
      await this.#store(event);
      await pause(this.#options.intervalMs, AbortSignal.any([this.#hurry.signal, this.#options.attempt.over]));
    }
    this.#isWorking = false;
  }

  async #store(event: EngineEvent): Promise<void> {
    const { attempt, folder, log, onStored } = this.#options;
    const name = event.message ?? "";
    try {
      const isWanted = (): boolean => this.#waiting === null && !this.#isCancelled;
      if (await attempt.uploadCheckpoint(join(folder, "checkpoints", name), name, { step: event.step ?? 0, energyJoules: joulesOf(event) ?? 0, isWanted })) onStored(event);
    } catch (error) {
      if (error instanceof AttemptOver) return;
      // ENOENT: the engine keeps the newest two, so a newer one is on its way here.
      if ((error as NodeJS.ErrnoException).code === "ENOENT") log.debug({ name }, "A checkpoint was superseded before it was read.");
      else log.warn({ err: error, name }, "A checkpoint could not be stored; the next will be tried.");
    }
  }
}
