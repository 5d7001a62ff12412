import { createServer } from "node:http";
import type { ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, test } from "@jest/globals";
import { createClient } from "./client.ts";
import type { RunEvent } from "./follow-run.ts";
import { followRun } from "./follow-run.ts";

const running: { close(): void }[] = [];
afterEach(() => running.splice(0).forEach((server) => server.close()));

/** Answers the nth subscription by the nth function; `after` is what the client asked to resume behind. */
async function stream(...answers: ((after: number, response: ServerResponse) => void)[]): Promise<{ url: string; asked: number[] }> {
  const asked: number[] = [];
  const server = createServer((request, response) => {
    let text = "";
    request.setEncoding("utf8").on("data", (piece: string) => (text += piece));
    request.on("end", () => {
      const { after } = (JSON.parse(text) as { variables: { after: number } }).variables;
      response.writeHead(200, { "content-type": "text/event-stream" });
      answers[asked.push(after) - 1]?.(after, response);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  running.push({
    close() {
      server.closeAllConnections();
      server.close();
    },
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}
const collect = async (events: AsyncIterable<RunEvent>): Promise<RunEvent[]> => {
  const all: RunEvent[] = [];
  for await (const event of events) all.push(event);
  return all;
};
const event = (sequence: number) =>
  `event: next\ndata: ${JSON.stringify({ data: { runEvents: { sequence, at: "2026-01-01T00:00:00Z", kind: "PROGRESS", step: null, epoch: null, values: [], message: null } } })}\n\n`;

test("a lost connection is taken up after the last event, without a gap and without a double", async () => {
  const { url, asked } = await stream(
    (_after, response) => response.write(event(1) + event(2) + "event: next\ndata: {\"da", () => response.destroy()),
    (_after, response) => response.destroy(),
    (_after, response) => response.end(`:\n\n${event(2)}${event(3)}event: complete\ndata:\n\n`),
  );
  const events = await collect(followRun(createClient({ url }), "r", { backOffMs: 1 }));
  expect(events.map(({ sequence }) => sequence)).toEqual([1, 2, 3]);
  expect(asked).toEqual([0, 2, 2]);
});

test("what waiting does not cure is thrown at once", async () => {
  const { url, asked } = await stream((_after, response) =>
    response.end(`event: next\ndata: ${JSON.stringify({ errors: [{ message: "There is no run r.", extensions: { code: "NOT_FOUND" } }] })}\n\nevent: complete\ndata:\n\n`),
  );
  await expect(collect(followRun(createClient({ url }), "r"))).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(asked).toHaveLength(1);
});

test("a signal ends the wait between two connections", async () => {
  const { url } = await stream((_after, response) => response.destroy());
  const following = collect(followRun(createClient({ url }), "r", { backOffMs: 3_600_000, signal: AbortSignal.timeout(100) }));
  await expect(following).rejects.toMatchObject({ code: "CANCELLED" });
});
