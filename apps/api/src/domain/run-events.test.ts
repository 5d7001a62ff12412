import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Project, RunEvent } from "../storage/db.ts";
import { followRunEvents, recentEvents } from "./run-events.ts";
import { appendRunEvents } from "./runs/append-events.ts";
import type { Assignment } from "./runs/claim.ts";
import { releaseRun } from "./runs/release.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, claim, makeProject, openWorld, refOf, submit, succeed } from "./test-world.ts";

let world: World;
let project: Project;
let assignment: Assignment;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.db.run.updateMany({ where: { state: "QUEUED" }, data: { state: "CANCELLED" } });
  ({ project } = await makeProject(world));
  await submit(world, project);
  assignment = await claim(world);
});

const say = (of: Assignment, firstIndex: number, ...messages: string[]) =>
  appendRunEvents(world.as(anonymous), { attempt: refOf(of), firstIndex, events: messages.map((message) => ({ at: new Date(), kind: "LOG" as const, values: [], message })) });

async function collect(after: number, { enough = () => false, signal = new AbortController().signal }: { enough?: (event: RunEvent) => boolean; signal?: AbortSignal } = {}): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of followRunEvents(world.as(administrator), assignment.run.id, after, signal)) {
    events.push(event);
    if (enough(event)) break;
  }
  return events;
}

test("who follows sees every event once and in order, from before and after, over two attempts, and is done with the run", async () => {
  await say(assignment, 0, "a", "b");
  const followed = [collect(0), collect(3), collect(0)];
  await say(assignment, 2, "c");
  await say(assignment, 1, "b", "c"); // sent again
  await releaseRun(world.as(anonymous), { attempt: refOf(assignment), reason: "lost" });
  const second = await claim(world);
  await say(second, 0, "d");
  await succeed(world, second);
  const [all, tail, again] = await Promise.all(followed);
  expect(all!.map(({ message }) => message)).toEqual(["QUEUED", "RUNNING", "a", "b", "c", "QUEUED", "RUNNING", "d", "SUCCEEDED"]);
  expect(all!.map(({ sequence }) => sequence)).toEqual(all!.map((_, index) => index + 1));
  expect([all!.slice(3), all]).toEqual([tail, again]);
  expect(await collect(0)).toEqual(all); // of a run that is over
  expect(await collect(all!.length)).toEqual([]);
  expect((await recentEvents(world.as(administrator), assignment.run.id, 2)).map(({ message }) => message)).toEqual(["d", "SUCCEEDED"]);
});

test("who leaves in the middle is let go, by leaving or by the signal", async () => {
  await say(assignment, 0, "a", "b", "c");
  expect((await collect(0, { enough: ({ message }) => message === "a" })).at(-1)?.message).toBe("a");
  const gone = new AbortController();
  const waiting = collect(5, { signal: gone.signal });
  gone.abort();
  expect(await waiting).toEqual([]);
});

test("characters that no text may have are replaced in a message, and keep no event from being stored", async () => {
  await say(assignment, 0, "a\0b", "half \ud800 of a pair", "whole 😀");
  expect((await recentEvents(world.as(administrator), assignment.run.id, 3)).map(({ message }) => message)).toEqual(["a\ufffdb", "half \ufffd of a pair", "whole 😀"]);
});

test("of a run that may not be seen there is nothing to follow", async () => {
  const follow = followRunEvents(world.as(anonymous), assignment.run.id, 0, new AbortController().signal);
  await expect(follow.next()).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("events after a gap are refused by the number that is missing; too many, or too long ones, by path", async () => {
  await expect(say(assignment, 2, "c")).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["firstIndex"], message: expect.stringContaining("0 to 1") as unknown }] });
  await expect(say(assignment, 0, "x".repeat(5_000))).rejects.toMatchObject({ issues: [{ path: ["events", "0", "message"] }] });
  await expect(say(assignment, 0, ...Array<string>(1_001).fill("x"))).rejects.toMatchObject({ issues: [{ path: ["events"] }] });
});
