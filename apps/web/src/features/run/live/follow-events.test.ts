import { describe, expect, test } from "@jest/globals";
import type { Connection } from "./follow-events.ts";
import { followEvents } from "./follow-events.ts";

const all = Array.from({ length: 40 }, (_, index) => ({ sequence: index + 1 }));

/** A server with all events whose connections break after the numbers of events given; the last one completes. */
function server(breaks: number[]) {
  const asked: number[] = [];
  return {
    asked,
    subscribe: async function* (after: number) {
      asked.push(after);
      const lifetime = breaks.shift() ?? Infinity;
      let given = 0;
      for (const event of all.slice(after)) {
        if (given === lifetime) throw new Error("cut");
        given += 1;
        yield event;
      }
    },
  };
}

function follow(subscribe: (after: number) => AsyncIterable<{ sequence: number }>, over: { after?: number; mayPass?: boolean; leaveAt?: number } = {}) {
  const seen: number[] = [];
  const connections: Connection[] = [];
  const delays: number[] = [];
  const done = followEvents({
    after: over.after ?? 0,
    subscribe,
    onEvent: ({ sequence }) => seen.push(sequence),
    onConnection: (connection) => connections.push(connection),
    mayPass: () => over.mayPass ?? true,
    wait: async (delayMs) => { delays.push(delayMs); },
    left: () => seen.length >= (over.leaveAt ?? Infinity),
  });
  return { done, seen, connections, delays };
}

describe("followEvents", () => {
  test("a connection cut five times loses and doubles nothing", async () => {
    const { subscribe, asked } = server([3, 0, 7, 1, 12]);
    const { done, seen } = follow(subscribe);
    await done;
    expect(seen).toEqual(all.map((event) => event.sequence));
    expect(asked).toEqual([0, 3, 3, 10, 11, 23]);
  });
  test("a server that sends again what was seen is not shown twice", async () => {
    const { done, seen } = follow(async function* () { yield* all.slice(0, 3); yield* all.slice(1, 5); });
    await done;
    expect(seen).toEqual([1, 2, 3, 4, 5]);
  });
  test("what the page already shows is not asked for again", async () => {
    const { subscribe, asked } = server([]);
    const { done, seen } = follow(subscribe, { after: 38 });
    await done;
    expect([asked, seen]).toEqual([[38], [39, 40]]);
  });
  test("waits get longer while the server stays away, and short again once it answered", async () => {
    const { subscribe } = server([0, 0, 0, 5, 0]);
    const { done, delays } = follow(subscribe);
    await done;
    expect(delays).toEqual([500, 1000, 2000, 500, 1000]);
  });
  test("ends when the run has ended", async () => {
    const { done, connections } = follow(server([]).subscribe);
    await done;
    expect(connections.at(-1)).toBe("ended");
  });
  test("a refusal is not repeated", async () => {
    const { subscribe, asked } = server([0]);
    const { done, connections } = follow(subscribe, { mayPass: false });
    await done;
    expect([asked.length, connections.at(-1)]).toEqual([1, "refused"]);
  });
  test("stops when the page is left", async () => {
    const { done, seen } = follow(server([]).subscribe, { leaveAt: 5 });
    await done;
    expect(seen.length).toBe(5);
  });
});
