import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { RunEventInput } from "@joulemark/client";
import fc from "fast-check";
import { EventOutbox } from "./event-outbox.ts";

let folder: string;
let outbox: EventOutbox;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-outbox-"));
  outbox = new EventOutbox(join(folder, "events.ndjson"));
});
afterEach(async () => {
  outbox.dispose();
  await rm(folder, { recursive: true });
});

const event = (step: number, message = ""): RunEventInput => ({ at: "2026-01-01T00:00:00Z", kind: "PROGRESS", step, values: [], message });
const never = new AbortController().signal;

/** Delivers to a list that grows by index as the API's does. */
function deliver(options: { batchSize?: number; signal?: AbortSignal } = {}): { received: RunEventInput[]; batches: number[]; done: Promise<void> } {
  const received: RunEventInput[] = [];
  const batches: number[] = [];
  const done = outbox.deliver(
    async (firstIndex, events) => {
      expect(firstIndex).toBe(received.length);
      received.push(...events);
      batches.push(events.length);
    },
    { signal: never, intervalMs: 1, ...options },
  );
  return { received, batches, done };
}

test("whatever is appended arrives in order and once", async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(fc.string({ unit: "grapheme", maxLength: 200 }), { maxLength: 300 }), async (messages) => {
      const own = new EventOutbox(join(folder, crypto.randomUUID()));
      const received: RunEventInput[] = [];
      const done = own.deliver(async (_first, events) => void received.push(...events), { signal: never, intervalMs: 0, batchSize: 7 });
      for (const [step, message] of messages.entries()) {
        own.append(event(step, message));
        if (step % 50 === 0) await new Promise((resolve) => setImmediate(resolve));
      }
      own.close();
      await done;
      own.dispose();
      expect(received).toEqual(messages.map((message, step) => event(step, message)));
    }),
    { numRuns: 20 },
  );
});

test("an event longer than one read of the file arrives whole", async () => {
  const { received, done } = deliver();
  outbox.append(event(1, "x".repeat(300_000)));
  outbox.append(event(2));
  outbox.close();
  await done;
  expect(received.map(({ message }) => message?.length)).toEqual([300_000, 0]);
});

test("what gathers while the API is away arrives in few batches", async () => {
  for (let step = 0; step < 250; step++) outbox.append(event(step));
  const { batches, done } = deliver({ batchSize: 100 });
  outbox.close();
  await done;
  expect(batches).toEqual([100, 100, 50]);
});

test("a delivery that is refused is thrown, and what was not sent is not counted", async () => {
  outbox.append(event(1));
  await expect(outbox.deliver(async () => Promise.reject(new Error("no")), { signal: never })).rejects.toThrow("no");
  expect(outbox.sentCount).toBe(0);
});

test("a signal ends a delivery that waits for events", async () => {
  const over = new AbortController();
  const { done } = deliver({ signal: over.signal });
  await new Promise((resolve) => setImmediate(resolve));
  over.abort();
  await done;
});
