import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { ServerSentEvent } from "./server-sent-events.ts";
import { readServerSentEvents } from "./server-sent-events.ts";

async function* pieces(text: string, cuts: number[] = []): AsyncGenerator<Uint8Array> {
  const bytes = new TextEncoder().encode(text);
  const edges = [0, ...cuts.map((cut) => cut % (bytes.length + 1)).sort((a, b) => a - b), bytes.length];
  for (const [index, edge] of edges.slice(1).entries()) yield bytes.subarray(edges[index], edge);
}
async function read(text: string, cuts?: number[]): Promise<ServerSentEvent[]> {
  const events: ServerSentEvent[] = [];
  for await (const event of readServerSentEvents(pieces(text, cuts))) events.push(event);
  return events;
}

test("an event keeps its name and joins its data lines", async () => {
  expect(await read("event: next\ndata: {\ndata: }\n\n")).toEqual([{ event: "next", data: "{\n}" }]);
});

test("comments, ids and retries are passed over", async () => {
  expect(await read(":\n\n: keep-alive\nid: 4\nretry: 10\ndata:x\n\n")).toEqual([{ event: "message", data: "x" }]);
});

test("an event without its empty line was cut off and is dropped", async () => {
  expect(await read("data: whole\n\nevent: next\ndata: half")).toEqual([{ event: "message", data: "whole" }]);
});

test("a complete event without data is an event", async () => {
  expect(await read("event: complete\n\n")).toEqual([{ event: "complete", data: "" }]);
});

test("however the bytes are cut, the events are the same", async () => {
  const text = "event: next\r\ndata: {\"name\":\"数字 ✓\"}\r\n\r\n:\n\nevent: next\ndata: 2\n\nevent: complete\rdata:\r\r\n";
  const whole = await read(text);
  expect(whole.map(({ event }) => event)).toEqual(["next", "next", "complete"]);
  await fc.assert(
    fc.asyncProperty(fc.array(fc.nat(), { maxLength: 12 }), async (cuts) => {
      expect(await read(text, cuts)).toEqual(whole);
    }),
  );
});
