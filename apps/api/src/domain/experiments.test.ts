import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import type { Institution, Project } from "../storage/db.ts";
import type { Actor } from "./access.ts";
import { experimentState, inState, submitExperiment } from "./experiments.ts";
import { encodeGlobalId } from "./global-id.ts";
import { claimRun } from "./runs/claim.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, keyOf, makeProject, makeResult, memberOf, openWorld, operatorWorker, specification, submit, worker } from "./test-world.ts";

let world: World;
let place: { institution: Institution; project: Project };
let other: { institution: Institution; project: Project };
beforeAll(async () => {
  world = await openWorld();
  [place, other] = [await makeProject(world), await makeProject(world)];
});
afterAll(() => world.close());

let member: Actor;
beforeAll(() => {
  member = memberOf(place.institution);
});
const trySubmit = (value: unknown, idempotencyKey: string = randomUUID(), actor = member) =>
  submitExperiment(world.as(actor), { project: place.project.slug, idempotencyKey, specification: value });

describe("submitting", () => {
  test("queues one run for each seed, in the order of the seeds", async () => {
    const experiment = await trySubmit(specification({ seeds: [9, 4] }));
    const runs = await world.db.run.findMany({ where: { experimentId: experiment.id }, orderBy: { position: "asc" } });
    expect(runs.map(({ seed, state }) => [seed, state])).toEqual([[9, "QUEUED"], [4, "QUEUED"]]);
  });

  test("queues runs that may be claimed at once, also by an API whose clock is hours ahead of the database's", async () => {
    const { institution, project } = await makeProject(world);
    jest.useFakeTimers({ now: Date.now() + 30 * 3_600_000, doNotFake: ["hrtime", "nextTick", "performance", "queueMicrotask", "setImmediate", "clearImmediate", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
    const submitted = submitExperiment(world.as(memberOf(institution)), { project: project.slug, idempotencyKey: randomUUID(), specification: specification() });
    await submitted.finally(() => jest.useRealTimers());
    expect(await claimRun(world.as(keyOf(institution, "run:execute")), worker)).toMatchObject({ assignment: { attempt: 1 } });
  });

  test("what is wrong names every path below `specification`, and queues nothing", async () => {
    const before = await world.db.run.count();
    await expect(trySubmit({ ...specification(), colour: 1, seeds: [] })).rejects.toMatchObject({
      issues: expect.arrayContaining([expect.objectContaining({ path: ["specification", "colour"] }), expect.objectContaining({ path: ["specification", "seeds"] })]) as unknown,
    });
    expect(await world.db.run.count()).toBe(before);
  });

  test("what no text may hold is refused by its path", async () => {
    const hostile = specification({ name: "a\0b", task: "\ud800", base: { "\0": 1 } });
    const refusal = await trySubmit(hostile).catch((error: unknown) => error);
    expect(refusal).toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["specification", "name"] }, { path: ["specification", "task"] }, { path: ["specification", "base", "\ufffd"] }] });
    await expect(trySubmit(specification(), "key\0")).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["idempotencyKey"] }] });
  });

  test("in a project that one may not see is NOT_FOUND, in one that one may only see NOT_ALLOWED", async () => {
    await expect(trySubmit(specification(), randomUUID(), memberOf(other.institution))).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(trySubmit(specification(), randomUUID(), memberOf(place.institution, "OBSERVER"))).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(trySubmit(specification(), randomUUID(), keyOf(place.institution, "read"))).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(trySubmit(specification(), randomUUID(), anonymous)).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND|NOT_ALLOWED/) as unknown });
  });

  test("on a version of somebody else's private model is NOT_FOUND, at its path, as base and as further teacher", async () => {
    const foreign = await makeResult(world, other.project);
    const modelVersion = encodeGlobalId("ModelVersion", foreign.modelVersionId);
    await expect(trySubmit(specification({ base: { modelVersion } }))).rejects.toMatchObject({ code: "NOT_FOUND", issues: [expect.objectContaining({ path: ["specification", "base", "modelVersion"] })] });
    const distill = { technique: "distill", student: { layers: [] }, teachers: [{ modelVersion, weight: 1 }] };
    await expect(trySubmit(specification({ pipeline: [{ technique: "train" }, distill] }))).rejects.toMatchObject({ code: "NOT_FOUND", issues: [expect.objectContaining({ path: ["specification", "pipeline", "1", "teachers", "0", "modelVersion"] })] });
  });

  test("on a further teacher for other inputs is refused at its path", async () => {
    const { id: _id, createdAt: _createdAt, ...version } = await world.db.modelVersion.findUniqueOrThrow({ where: { id: (await makeResult(world, place.project)).modelVersionId } });
    const tabular = await world.db.modelVersion.create({ data: { ...version, label: "30-2 seed 1", taskSlug: "breast-cancer" } });
    const distill = { technique: "distill", student: { layers: [] }, teachers: [{ modelVersion: encodeGlobalId("ModelVersion", tabular.id), weight: 1 }] };
    await expect(trySubmit(specification({ pipeline: [{ technique: "train" }, distill] }))).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["specification", "pipeline", "1", "teachers", "0", "modelVersion"], message: expect.stringContaining("the task digits needs 64 → 10") as unknown }] });
  });
});

describe("an idempotency key", () => {
  test("sent ten times at once makes one experiment", async () => {
    const key = randomUUID();
    const before = await world.db.experiment.count();
    const all = await Promise.all(Array.from({ length: 10 }, () => trySubmit(specification({ seeds: [1, 2] }), key)));
    expect(new Set(all.map(({ id }) => id)).size).toBe(1);
    expect(await world.db.experiment.count()).toBe(before + 1);
  });

  test("with another body is refused, of another actor is another key", async () => {
    const key = randomUUID();
    const first = await trySubmit(specification(), key);
    await expect(trySubmit(specification({ name: "other" }), key)).rejects.toMatchObject({ code: "IDEMPOTENCY_CONFLICT" });
    const second = await trySubmit(specification({ name: "other" }), key, memberOf(place.institution));
    expect(second.id).not.toBe(first.id);
  });
});

test("a claim never gives a run twice, and no institution more than its cap, with twenty workers at once", async () => {
  const crowd = [await makeProject(world), await makeProject(world)];
  await world.db.run.updateMany({ where: { state: "QUEUED" }, data: { state: "CANCELLED" } });
  await world.db.institution.updateMany({ where: { id: crowd[0]!.institution.id }, data: { maxRunning: 3 } });
  await world.db.institution.updateMany({ where: { id: crowd[1]!.institution.id }, data: { maxRunning: 5 } });
  for (const { project } of crowd) await submit(world, project, { seeds: Array.from({ length: 12 }, (_, seed) => seed) });
  const claims: string[] = [];
  await Promise.all(
    Array.from({ length: 20 }, async (_, k) => {
      for (let misses = 0; misses < 15; ) {
        const { assignment } = await claimRun(world.as(operatorWorker), { ...worker, workerId: `w${k}` });
        if (assignment) claims.push(assignment.run.id);
        else misses += 1;
      }
    }),
  );
  expect(new Set(claims).size).toBe(claims.length);
  const running = async (institution: Institution): Promise<number> => world.db.run.count({ where: { institutionId: institution.id, state: "RUNNING" } });
  expect([await running(crowd[0]!.institution), await running(crowd[1]!.institution)]).toEqual([3, 5]);
});

test("the administrator sees what a stranger is told is not there", async () => {
  const { visibleExperiments } = await import("./access.ts");
  const experiment = await submit(world, other.project);
  const seen = (actor: Parameters<typeof visibleExperiments>[0]) => world.db.experiment.count({ where: { AND: [{ id: experiment.id }, visibleExperiments(actor)] } });
  expect([await seen(administrator), await seen(memberOf(other.institution, "OBSERVER")), await seen(memberOf(place.institution)), await seen(anonymous)]).toEqual([1, 1, 0, 0]);
});

test("the experiments found in a state are those whose runs are in it together", async () => {
  const states = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
  const sets = states.flatMap((first) => states.map((second) => [first, second] as const));
  const own = await makeProject(world);
  const made = new Map<string, string>();
  const inRun = (state: (typeof states)[number]) => ({ state, leaseUntil: state === "RUNNING" ? new Date() : null });
  for (const [first, second] of sets) {
    const experiment = await submit(world, own.project, { seeds: [1, 2] });
    const runs = await world.db.run.findMany({ where: { experimentId: experiment.id }, orderBy: { position: "asc" } });
    await world.db.run.update({ where: { id: runs[0]!.id }, data: inRun(first) });
    await world.db.run.update({ where: { id: runs[1]!.id }, data: inRun(second) });
    made.set(experiment.id, experimentState([first, second]));
  }
  for (const state of states) {
    const found = await world.db.experiment.findMany({ where: { AND: [{ projectId: own.project.id }, inState(state)] } });
    expect(found.map(({ id }) => id).toSorted()).toEqual([...made].filter(([, its]) => its === state).map(([id]) => id).toSorted());
  }
});
