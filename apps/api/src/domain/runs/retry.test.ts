import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Institution, Project } from "../../storage/db.ts";
import type { Actor } from "../access.ts";
import { cancelRun, releaseRun, reportRun, retryRun } from "../runs.ts";
import type { World } from "../test-world.ts";
import { anonymous, beatWith, checkpoint, claim, keyOf, makeProject, memberOf, openWorld, refOf, reportOf, submit, succeed } from "../test-world.ts";

let world: World;
let institution: Institution;
let project: Project;
let worker: Actor;
let researcher: Actor;
beforeAll(async () => {
  world = await openWorld();
  ({ institution, project } = await makeProject(world));
  worker = keyOf(institution, "run:execute");
  researcher = memberOf(institution);
});
afterAll(() => world.close());

const refused = (code: string) => expect.objectContaining({ code });
const oneRun = async (change: Record<string, unknown> = {}): Promise<string> => (await world.db.run.findFirstOrThrow({ where: { experimentId: (await submit(world, project, change)).id } })).id;

describe("a run that ended badly", () => {
  test("goes on from its checkpoint when it is tried again, keeps what it has used, and has one result", async () => {
    const id = await oneRun();
    const first = await claim(world, worker);
    await checkpoint(world, first, 40, 6);
    await beatWith(world, first, 10);
    const { trainingEnergy, ...failed } = reportOf(first, { energyJoules: 10 });
    await reportRun(world.as(anonymous), { attempt: refOf(first), report: { ...failed, trainingEnergy, outcome: "FAILED", failure: { code: "NOT_FINITE", message: "The loss is NaN at step 60." }, network: null, files: [] }, artifacts: [] });
    expect(await world.db.run.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "FAILED" });

    expect(await retryRun(world.as(researcher), id)).toMatchObject({ state: "QUEUED", failureCode: null, report: null, endedAt: null, lostEnergyJoules: 4 });
    const second = await claim(world, worker);
    expect(second).toMatchObject({ attempt: 2, checkpoint: { step: 40, energyJoules: 6 } });
    await succeed(world, second);
    const run = await world.db.run.findUniqueOrThrow({ where: { id }, include: { attempts: { orderBy: { number: "asc" } }, events: { orderBy: { sequence: "asc" } }, result: true } });
    expect(run.attempts.map(({ state }) => state)).toEqual(["FAILED", "SUCCEEDED"]);
    expect(run.events.map(({ sequence }) => sequence)).toEqual(run.events.map((_, index) => index + 1));
    expect(run.result?.attemptsCharged).toBe(2);
    await expect(retryRun(world.as(researcher), id)).rejects.toEqual(refused("CONFLICT"));
  });

  test("may lose five attempts again", async () => {
    const id = await oneRun();
    const loseFive = async (): Promise<void> => {
      for (let k = 0; k < 5; k++) {
        await world.db.run.update({ where: { id }, data: { notBefore: new Date(0) } });
        await releaseRun(world.as(anonymous), { attempt: refOf(await claim(world, worker)), reason: "lost" });
      }
    };
    await loseFive();
    expect(await world.db.run.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "FAILED", failureCode: "ATTEMPTS_EXHAUSTED" });
    await retryRun(world.as(researcher), id);
    await loseFive();
    expect(await world.db.run.findUniqueOrThrow({ where: { id } })).toMatchObject({ state: "FAILED", failureCode: "ATTEMPTS_EXHAUSTED", attempt: 10 });
  });

  test("is tried again after it was cancelled, by researchers of its institution only, and not without budget", async () => {
    const id = await oneRun({ budget: { maxEnergyJoules: 5 } });
    await expect(retryRun(world.as(researcher), id)).rejects.toEqual(refused("CONFLICT"));
    await cancelRun(world.as(researcher), id);
    await expect(retryRun(world.as(memberOf(institution, "OBSERVER")), id)).rejects.toEqual(refused("NOT_ALLOWED"));
    await expect(retryRun(world.as(anonymous), id)).rejects.toEqual(refused("NOT_FOUND"));
    expect(await retryRun(world.as(researcher), id)).toMatchObject({ state: "QUEUED", cancelRequestedAt: null });
    await beatWith(world, await claim(world, worker), 9);
    await cancelRun(world.as(researcher), id);
    const { attempt } = await world.db.run.findUniqueOrThrow({ where: { id } });
    await world.db.run.update({ where: { id }, data: { state: "CANCELLED", leaseUntil: null } });
    expect(attempt).toBe(1);
    await expect(retryRun(world.as(researcher), id)).rejects.toEqual(refused("BUDGET_EXCEEDED"));
  });
});
