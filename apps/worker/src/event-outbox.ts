import { closeSync, openSync, readSync, writeSync } from "node:fs";
import type { RunEventInput } from "@joulemark/client";
import { pause } from "./retry.ts";

const readBytes = 64 * 1024;

/**
 * Events of one attempt on their way to the API. They lie in a file, not in memory, until they are received: the API may stay away for
 * hours and nothing is lost. Each has an index of the attempt, so that a batch whose answer was lost can be sent again.
 */
export class EventOutbox {
  readonly #file: number;
  #writtenBytes = 0;
  #sentBytes = 0;
  #sentCount = 0;
  #closed = false;
  #disposed = false;
  #wake: () => void = () => undefined;

  /** @param path a new file in the work folder */
  constructor(path: string) {
    this.#file = openSync(path, "wx+", 0o600);
  }

  /** How many events the API has received. */
  get sentCount(): number {
    return this.#sentCount;
  }

  append(event: RunEventInput): void {
    if (this.#closed) return;
    const line = Buffer.from(`${JSON.stringify(event)}\n`);
    for (let done = 0; done < line.length; ) done += writeSync(this.#file, line, done, line.length - done, this.#writtenBytes + done);
    this.#writtenBytes += line.length;
    this.#wake();
  }

  /** No event comes any more: `deliver` ends when all are received. */
  close(): void {
    this.#closed = true;
    this.#wake();
  }

  /** Ends a delivery, too: what was not sent stays unsent. */
  dispose(): void {
    if (this.#disposed) return;
    this.#closed = true;
    this.#disposed = true;
    closeSync(this.#file);
    this.#wake();
  }

  /**
   * Sends what is appended, in order, until the outbox is closed and empty, or the signal fires.
   * @param send receives the index of the first event and the events; repeats itself until they are received
   * @param options.intervalMs least time between two batches, ms
   */
  async deliver(send: (firstIndex: number, events: RunEventInput[]) => Promise<void>, { signal, intervalMs = 200, batchSize = 100 }: { signal: AbortSignal; intervalMs?: number; batchSize?: number }): Promise<void> {
    signal.addEventListener("abort", () => this.#wake(), { once: true });
    while (!signal.aborted && !this.#disposed) {
      const { events, bytes } = this.#next(batchSize);
      if (events.length > 0) {
        await send(this.#sentCount, events);
        this.#sentCount += events.length;
        this.#sentBytes += bytes;
        if (!this.#closed) await pause(intervalMs, signal);
      } else if (this.#closed) {
        return;
      } else {
        await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    }
  }

  /** The next events in the file; a line longer than one read is read whole. */
  #next(batchSize: number): { events: RunEventInput[]; bytes: number } {
    for (let size = readBytes; ; size *= 2) {
      const available = Math.min(size, this.#writtenBytes - this.#sentBytes);
      if (available === 0) return { events: [], bytes: 0 };
      const buffer = Buffer.alloc(available);
      const read = readSync(this.#file, buffer, 0, available, this.#sentBytes);
      const events: RunEventInput[] = [];
      let bytes = 0;
      while (events.length < batchSize) {
        const end = buffer.indexOf(10, bytes);
        if (end < 0 || end >= read) break;
        events.push(JSON.parse(buffer.toString("utf8", bytes, end)) as RunEventInput);
        bytes = end + 1;
      }
      if (events.length > 0) return { events, bytes };
    }
  }
}
