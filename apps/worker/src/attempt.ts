import { AppendRunEventsDocument, ApiError, HeartbeatDocument, Refused, ReleaseRunDocument, ReportRunDocument, expectSuccess } from "@joulemark/client";
import type { ArtifactInput, AssignmentFragment, Client, HeartbeatInput, RunEventInput, StopReason } from "@joulemark/client";
import { download, sha256Of, upload } from "./files.ts";
import type { Logger } from "./log.ts";
import { retrying } from "./retry.ts";

/** The API does not hold this attempt for ours any more, or this process has given it up: nothing it says counts. */
export class AttemptOver extends Error {
  override readonly name = "AttemptOver";
}

/** A fault of the API that lasts as long as this is no passing one: the run is given back, ms. */
const faultsForMs = 300_000;
const downloadTries = 3;

/** What a worker says to the API about one attempt, each repeated until it is answered. All throw AttemptOver once the attempt is over. */
export class Attempt {
  readonly assignment: AssignmentFragment;
  readonly #client: Client;
  readonly #log: Logger;
  readonly #over = new AbortController();
  /** The report or the release is on its way: its own answer decides. A beat that arrives after it finds the attempt ended, by us. */
  #lastWord = false;

  constructor(client: Client, assignment: AssignmentFragment, log: Logger) {
    this.#client = client;
    this.assignment = assignment;
    this.#log = log;
  }

  /** Fires when the attempt is over; its reason is an AttemptOver. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  /** Ends all that is said about the attempt. */
  end(reason: string): void {
    if (!this.over.aborted) this.#over.abort(new AttemptOver(reason));
  }

  /** One beat, not repeated: the caller decides. */
  async heartbeat(progress: Omit<HeartbeatInput, "attempt">): Promise<StopReason | null> {
    const { heartbeat } = await this.#fenced(() => this.#client.request(HeartbeatDocument, { input: { attempt: this.#reference, ...progress } }, { signal: this.over }));
    return this.#success(heartbeat, { endsAttempt: !this.#lastWord }).stop;
  }

  async append(firstIndex: number, events: RunEventInput[]): Promise<void> {
    const { appendRunEvents } = await this.#insist("events", () => this.#client.request(AppendRunEventsDocument, { input: { attempt: this.#reference, firstIndex, events } }, { signal: this.over }));
    this.#success(appendRunEvents);
  }

  async report(report: unknown, artifacts: ArtifactInput[], energyRecord: unknown = null): Promise<void> {
    this.#lastWord = true;
    const { reportRun } = await this.#insist("report", () => this.#client.request(ReportRunDocument, { input: { attempt: this.#reference, report, artifacts, energyRecord } }, { signal: this.over }));
    this.#success(reportRun);
  }

  /** Gives the run back without a report. */
  async release(reason: string, energyRecord: unknown = null): Promise<void> {
    this.#lastWord = true;
    const { releaseRun } = await this.#insist("release", () => this.#client.request(ReleaseRunDocument, { input: { attempt: this.#reference, reason, energyRecord } }, { signal: this.over }));
    this.#success(releaseRun);
  }

  /** Fetches a file of the base version or a checkpoint. */
  async fetch(file: { sha256: string; sizeBytes: number }, target: string): Promise<void> {
    for (let tried = 1; ; tried += 1) {
      try {
        return await this.#insist("download", () => download(this.#server, file, target, this.over));
      } catch (error) {
        if (!(error instanceof ApiError) || error.code !== "CORRUPT" || tried >= downloadTries) throw error;
        this.#log.warn({ err: error }, "A file came with other bytes and is fetched again.");
      }
    }
  }

  async uploadArtifact(file: string, { name, sha256, mediaType }: Pick<ArtifactInput, "name" | "sha256" | "mediaType">): Promise<void> {
    await this.#insist("upload", () => upload(this.#server, this.#uploadPath("artifacts", name), file, { "content-type": mediaType, "x-content-sha256": sha256 }, this.over));
  }

  /** @param isWanted asked before each try: a checkpoint that a newer one supersedes needs no bytes on the line */
  async uploadCheckpoint(file: string, name: string, { step, energyJoules, isWanted }: { step: number; energyJoules: number; isWanted: () => boolean }): Promise<boolean> {
    const headers = { "x-content-sha256": await sha256Of(file), "x-checkpoint-step": String(step), "x-checkpoint-energy-joules": String(energyJoules) };
    return this.#insist("checkpoint", async () => {
      if (!isWanted()) return false;
      await upload(this.#server, this.#uploadPath("checkpoints", name), file, headers, this.over);
      return true;
    });
  }

  get #reference(): { run: string; number: number; token: string } {
    const { run, attempt, token } = this.assignment;
    return { run: run.id, number: attempt, token };
  }

  get #server(): { url: string; token: string } {
    return { url: this.#client.url, token: this.assignment.token };
  }

  #uploadPath(kind: "artifacts" | "checkpoints", name: string): string {
    return `/uploads/attempts/${encodeURIComponent(this.assignment.run.id)}/${this.assignment.attempt}/${kind}/${encodeURIComponent(name)}`;
  }

  #insist<T>(what: string, request: () => Promise<T>): Promise<T> {
    const onFailure = (error: ApiError, waitMs: number): void => this.#log.warn({ err: error, what, waitMs: Math.round(waitMs) }, "The API did not take it; it is sent again.");
    return this.#fenced(() => retrying(request, { signal: this.over, forMs: faultsForMs, onFailure }));
  }

  /** 409 is how the upload address says STALE_ATTEMPT. */
  async #fenced<T>(request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      if (error instanceof ApiError && error.code === "HTTP_409") this.end("The API gave the run to another attempt, or ended it.");
      throw this.over.aborted ? this.over.reason : error;
    }
  }

  #success<T extends { __typename: string }>(result: T, { endsAttempt = true } = {}): Exclude<T, { __typename: "UserErrors" }> {
    try {
      return expectSuccess(result);
    } catch (error) {
      if (error instanceof Refused && error.has("STALE_ATTEMPT")) {
        const reason = "The API gave the run to another attempt, or ended it.";
        if (!endsAttempt) throw new AttemptOver(reason);
        this.end(reason);
      }
      throw this.over.aborted ? this.over.reason : error;
    }
  }
}
