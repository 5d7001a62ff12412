import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Project } from "../storage/db.ts";
import { appendRunEvents, cancelRun, heartbeat, releaseRun, reportRun, sweepLeases, waitingBecause } from "./runs.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, beatWith, checkpoint, claim, expireLease, keyOf, makeProject, openWorld, operatorWorker, refOf, reportOf, specification, submit, succeed, upload, worker } from "./test-world.ts";
import { claimRun } from "./runs/claim.ts";

let world: World;
let project: Project;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.db.run.updateMany({ where: { state: "QUEUED" }, data: { state: "CANCELLED" } });
  ({ project } = await makeProject(world));
});

const runOf = (id: string) => world.db.run.findUniqueOrThrow({ where: { id }, include: { attempts: { orderBy: { number: "asc" } }, events: { orderBy: { sequence: "asc" } } } });

describe("a claim", () => {
  test("is for keys with run:execute only, and of another institution's only where the project names it", async () => {
    const mine = await makeProject(world);
    await submit(world, mine.project);
    await expect(claimRun(world.as(administrator), worker)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(claimRun(world.as(keyOf(mine.institution, "read", "submit")), worker)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    const stranger = (await makeProject(world)).institution;
    expect((await claimRun(world.as(keyOf(stranger, "run:execute")), worker)).assignment).toBeNull();
    await world.db.projectInstitution.create({ data: { projectId: mine.project.id, institutionId: stranger.id, position: 1, acceptedAt: new Date() } });
    expect((await claimRun(world.as(keyOf(stranger, "run:execute")), worker)).assignment).not.toBeNull();
  });

  test("gives the specification, the seed, a token that is not in the database, and no base or checkpoint where there is none", async () => {
    const experiment = await submit(world, project, { budget: { maxEnergyJoules: 100, maxCost: { value: 2, currency: "EUR" } } });
    const assignment = await claim(world);
    expect(assignment).toMatchObject({ attempt: 1, seed: 1, baseVersionId: null, checkpoint: null, remainingEnergyJoules: 100, specification: experiment.specification });
    const { attempts } = await runOf(assignment.run.id);
    expect(JSON.stringify(attempts)).not.toContain(assignment.token);
    expect(assignment.leaseUntil.getTime()).toBeGreaterThan(Date.now() + 50_000);
  });

  test("is why a queued run does not wait any longer, and the reason it waited for is said", async () => {
    const experiment = await submit(world, project);
    const run = await world.db.run.findFirstOrThrow({ where: { experimentId: experiment.id } });
    await world.db.worker.deleteMany();
    expect(await waitingBecause(world.as(administrator), run)).toMatch(/^No worker/);
    await claim(world);
    expect(await waitingBecause(world.as(administrator), await runOf(run.id))).toBeNull();
  });
});

describe("an old attempt's token", () => {
  test("is refused by heartbeat, events, upload, report and release, and so is a wrong one of the current attempt", async () => {
    await submit(world, project);
    const old = await claim(world);
    await releaseRun(world.as(anonymous), { attempt: refOf(old), reason: "the test lets go" });
    const current = await claim(world);
    expect(current).toMatchObject({ attempt: 2, run: { id: old.run.id } });
    const before = await runOf(old.run.id);
    for (const attempt of [refOf(old), { ...refOf(old), number: 2 }, { ...refOf(current), number: 1 }, { ...refOf(current), token: "wrong" }]) {
      const stale = { code: "STALE_ATTEMPT" };
      await expect(heartbeat(world.as(anonymous), { attempt, step: 99 })).rejects.toMatchObject(stale);
      await expect(appendRunEvents(world.as(anonymous), { attempt, firstIndex: 0, events: [{ at: new Date(), kind: "LOG", values: [], message: "from the past" }] })).rejects.toMatchObject(stale);
      await expect(reportRun(world.as(anonymous), { attempt, report: { schemaVersion: 1, outcome: "FAILED", failure: { code: "X", message: "x" } }, artifacts: [] })).rejects.toMatchObject(stale);
      await expect(releaseRun(world.as(anonymous), { attempt, reason: "" })).rejects.toMatchObject(stale);
      await expect(upload(world, { ...current, attempt: attempt.number, token: attempt.token }, "model.safetensors", "old")).rejects.toMatchObject(stale);
    }
    expect(await runOf(old.run.id)).toEqual(before);
  });
});

describe("a lease that is over", () => {
  test("queues the run again with its newest checkpoint, and what was used since that is lost energy", async () => {
    await submit(world, project);
    const first = await claim(world);
    await checkpoint(world, first, 10, 4);
    const newest = await checkpoint(world, first, 20, 8);
    await beatWith(world, first, 11);
    await expireLease(world, first.run.id);
    expect(await sweepLeases(world.as(administrator))).toMatchObject({ lost: 1 });
    expect(await runOf(first.run.id)).toMatchObject({ state: "QUEUED", leaseUntil: null, lostEnergyJoules: 3, attempts: [{ state: "LOST", energyJoules: 11, startEnergyJoules: 0 }] });

    const second = await claim(world);
    expect(second).toMatchObject({ attempt: 2, checkpoint: { step: 20, energyJoules: 8, sha256: newest } });
    await succeed(world, second, { energyJoules: 15 });
    const run = await runOf(first.run.id);
    expect(run).toMatchObject({ state: "SUCCEEDED", lostEnergyJoules: 3, attempts: [{ state: "LOST" }, { state: "SUCCEEDED", startEnergyJoules: 8, energyJoules: 15 }] });
    expect(run.events.map(({ sequence }) => sequence)).toEqual(run.events.map((_, index) => index + 1));
    expect(run.events.filter(({ kind }) => kind === "STATE").map(({ message }) => message)).toEqual(["QUEUED", "RUNNING", "QUEUED", "RUNNING", "SUCCEEDED"]);
  });

  test("is prolonged by a heartbeat, so that nothing is swept", async () => {
    await submit(world, project);
    const assignment = await claim(world);
    await expireLease(world, assignment.run.id);
    await beatWith(world, assignment, 1);
    expect((await sweepLeases(world.as(administrator))).lost).toBe(0);
  });

  test("is swept once, however many sweep, and five times at most", async () => {
    const { institution, project: own } = await makeProject(world);
    await submit(world, own);
    for (let number = 1; number <= 5; number++) {
      await world.db.run.updateMany({ where: { projectId: own.id }, data: { notBefore: new Date(0) } });
      const assignment = await claim(world, keyOf(institution, "run:execute"));
      await expireLease(world, assignment.run.id);
      const swept = await Promise.all([1, 2, 3].map(() => sweepLeases(world.as(administrator))));
      expect(swept.reduce((sum, { lost }) => sum + lost, 0)).toBe(1);
    }
    expect(await world.db.run.findFirst({ where: { projectId: own.id } })).toMatchObject({ state: "FAILED", failureCode: "ATTEMPTS_EXHAUSTED", attempt: 5 });
    expect(await world.db.institution.findUnique({ where: { id: institution.id } })).toMatchObject({ running: 0 });
  });
});

describe("a report", () => {
  test("sent twice by the same attempt, even at once, makes one version and one result", async () => {
    const experiment = await submit(world, project);
    const assignment = await claim(world);
    const input = { attempt: refOf(assignment), report: reportOf(assignment), artifacts: [await upload(world, assignment, "model.safetensors", "weights")] };
    const outcomes = await Promise.allSettled([1, 2, 3].map(() => reportRun(world.as(anonymous), input)));
    expect(outcomes.filter(({ status }) => status === "fulfilled").length).toBeGreaterThan(0);
    expect(await reportRun(world.as(anonymous), input)).toMatchObject({ state: "SUCCEEDED" });
    expect(await world.db.result.count({ where: { experimentId: experiment.id } })).toBe(1);
    expect(await world.db.modelVersion.count({ where: { run: { experimentId: experiment.id } } })).toBe(1);
  });

  test("may name only what its attempt uploaded", async () => {
    await submit(world, project, { seeds: [1, 2] });
    const [mine, other] = [await claim(world), await claim(world)];
    const foreign = await upload(world, other, "model.safetensors", "somebody else's weights");
    await expect(reportRun(world.as(anonymous), { attempt: refOf(mine), report: reportOf(mine), artifacts: [foreign] })).rejects.toMatchObject({ code: "CONFLICT" });
    expect((await runOf(mine.run.id)).state).toBe("RUNNING");
  });

  test("that is no report is refused by path, and the run goes on", async () => {
    await submit(world, project);
    const assignment = await claim(world);
    const { trainingEnergy: _, ...rest } = reportOf(assignment);
    const refusal = reportRun(world.as(anonymous), { attempt: refOf(assignment), report: { ...rest, seed: "one" }, artifacts: [] });
    await expect(refusal).rejects.toMatchObject({ code: "INVALID_INPUT", issues: expect.arrayContaining([expect.objectContaining({ path: ["report", "trainingEnergy"] }), expect.objectContaining({ path: ["report", "seed"] })]) as unknown });
    expect((await runOf(assignment.run.id)).state).toBe("RUNNING");
  });

  test("of a failure ends the run with its code, keeps its joules, and is not tried again", async () => {
    await submit(world, project);
    const assignment = await claim(world);
    const report = { schemaVersion: 1, outcome: "FAILED", failure: { code: "NUMERIC", message: "The loss is NaN at step 3." }, trainingEnergy: { value: 2, unit: "J", interval: null, method: "ESTIMATED", boundary: "PROCESS", source: "a test" } };
    await reportRun(world.as(anonymous), { attempt: refOf(assignment), report, artifacts: [] });
    expect(await runOf(assignment.run.id)).toMatchObject({ state: "FAILED", failureCode: "NUMERIC", modelVersionId: null, resultId: null, attempts: [{ state: "FAILED", energyJoules: 2 }] });
  });
});

describe("a budget of joules", () => {
  test("is what is left after all attempts of all runs; the heartbeat that passes it says stop, and what is queued fails", async () => {
    const experiment = await submit(world, project, { seeds: [1, 2, 3], budget: { maxEnergyJoules: 20 } });
    await succeed(world, await claim(world), { energyJoules: 8 });
    const second = await claim(world);
    expect(second.remainingEnergyJoules).toBe(12);
    expect(await beatWith(world, second, 11)).toMatchObject({ stop: null });
    expect(await beatWith(world, second, 12.5)).toMatchObject({ stop: "BUDGET_EXCEEDED" });
    await releaseRun(world.as(anonymous), { attempt: refOf(second), reason: "told to stop" });
    const runs = await world.db.run.findMany({ where: { experimentId: experiment.id }, orderBy: { position: "asc" } });
    expect(runs.map(({ state, failureCode }) => [state, failureCode])).toEqual([["SUCCEEDED", null], ["FAILED", "BUDGET_EXCEEDED"], ["FAILED", "BUDGET_EXCEEDED"]]);
    expect(await world.db.result.count({ where: { experimentId: experiment.id } })).toBe(0);
  });

  test("counts joules that were carried in a checkpoint once", async () => {
    await submit(world, project, { budget: { maxEnergyJoules: 20 } });
    const first = await claim(world);
    await checkpoint(world, first, 5, 6);
    await beatWith(world, first, 7);
    await releaseRun(world.as(anonymous), { attempt: refOf(first), reason: "the child died" });
    const second = await claim(world);
    expect(second.remainingEnergyJoules).toBe(13); // 7 J were used, 6 of which are in the checkpoint
    expect(await beatWith(world, second, 18)).toMatchObject({ stop: null }); // 12 since: 19 in all
    expect(await beatWith(world, second, 19)).toMatchObject({ stop: "BUDGET_EXCEEDED" });
  });

  test("with a deadline that has passed fails what is queued", async () => {
    const experiment = await submit(world, project, { budget: { deadline: "2020-01-01T00:00:00Z" } });
    expect((await claimRun(world.as(operatorWorker), worker)).assignment).toBeNull();
    await sweepLeases(world.as(administrator));
    expect(await world.db.run.findFirst({ where: { experimentId: experiment.id } })).toMatchObject({ state: "FAILED", failureCode: "BUDGET_EXCEEDED" });
  });
});

describe("a cancelled run", () => {
  test("ends at once when queued, and cannot be cancelled again", async () => {
    const experiment = await submit(world, project);
    const { id } = await world.db.run.findFirstOrThrow({ where: { experimentId: experiment.id } });
    expect(await cancelRun(world.as(administrator), id)).toMatchObject({ state: "CANCELLED" });
    await expect(cancelRun(world.as(administrator), id)).rejects.toMatchObject({ code: "CONFLICT" });
  });

  test("is told to stop at its next heartbeat when running, and is over when it is released", async () => {
    await submit(world, project);
    const assignment = await claim(world);
    expect(await cancelRun(world.as(administrator), assignment.run.id)).toMatchObject({ state: "RUNNING" });
    expect(await beatWith(world, assignment, 1)).toMatchObject({ stop: "CANCELLED" });
    await releaseRun(world.as(anonymous), { attempt: refOf(assignment), reason: "cancelled" });
    expect(await runOf(assignment.run.id)).toMatchObject({ state: "CANCELLED", attempts: [{ state: "CANCELLED" }] });
  });

  test("of somebody else's is not there, to a stranger", async () => {
    await submit(world, project, specification());
    const run = await world.db.run.findFirstOrThrow({ where: { projectId: project.id } });
    await expect(cancelRun(world.as(anonymous), run.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
  });
});
