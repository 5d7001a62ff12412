import { createHash, randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Institution, Project } from "../storage/db.ts";
import { canonicalJson } from "./canonical-json.ts";
import { publish } from "./publications.ts";
import type { World } from "./test-world.ts";
import { administrator, keyOf, makeProject, makeResult, memberOf, openWorld } from "./test-world.ts";

let world: World;
let place: { institution: Institution; project: Project };
beforeAll(async () => {
  world = await openWorld();
  place = await makeProject(world);
});
afterAll(() => world.close());

const publishing = (actor = administrator as Parameters<World["as"]>[0], results: string[]) => publish(world.as(actor), { results, title: "A title", disciplines: ["ECONOMICS"] });
const stateOf = async (id: string): Promise<string> => (await world.db.result.findUniqueOrThrow({ where: { id } })).state;

describe("publishing", () => {
  test("freezes the result: its document does not change any more, and its sha256 is that of the canonical JSON", async () => {
    const { id } = await makeResult(world, place.project, {}, { seeds: [1, 2] });
    await publishing(memberOf(place.institution), [id]);
    const { document, sha256, publishedAt, state } = await world.db.result.findUniqueOrThrow({ where: { id } });
    expect(state).toBe("PUBLISHED");
    expect(publishedAt).not.toBeNull();
    expect(createHash("sha256").update(canonicalJson(document)).digest("hex")).toBe(sha256);
    expect(await world.db.auditEntry.count({ where: { action: "result.publish" } })).toBeGreaterThan(0);
  });

  test("the same result twice, even at once, is refused as a conflict, and makes one publication", async () => {
    const { id } = await makeResult(world, place.project, {}, { name: "twice" });
    const outcomes = await Promise.allSettled([publishing(administrator, [id]), publishing(administrator, [id])]);
    expect(outcomes.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(outcomes.find((outcome) => outcome.status === "rejected")?.reason).toMatchObject({ code: "CONFLICT" });
    expect(await world.db.publicationResult.count({ where: { resultId: id } })).toBe(1);
  });

  test("one that may not be published leaves the others as they were", async () => {
    const fine = await makeResult(world, place.project, {}, { name: "fine" });
    await expect(publishing(administrator, [fine.id, randomUUID()])).rejects.toMatchObject({ code: "NOT_FOUND", issues: [expect.objectContaining({ path: ["results", "1"] })] });
    expect(await stateOf(fine.id)).toBe("DRAFT");
  });

  test("is for the institution's researchers and keys with result:publish; to strangers a draft is not there", async () => {
    const { id } = await makeResult(world, place.project, {}, { name: "whose" });
    const stranger = await makeProject(world);
    await expect(publishing(memberOf(stranger.institution), [id])).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(publishing(memberOf(place.institution, "OBSERVER"), [id])).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(publishing(keyOf(place.institution, "read", "submit"), [id])).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await publishing(keyOf(place.institution, "read", "result:publish"), [id]);
    expect(await stateOf(id)).toBe("PUBLISHED");
  });
});

test("a result is the mean over its seeds; its interval covers their spread and what is common to them", async () => {
  const { project } = await makeProject(world);
  const { id } = await makeResult(world, project, { accuracy: 0.9, energyJoules: 10 }, { seeds: [1, 2, 3] });
  const { metrics, measurements, seedCount, attemptsCharged } = await world.db.result.findUniqueOrThrow({ where: { id }, include: { metrics: true, measurements: true } });
  expect([seedCount, attemptsCharged]).toEqual([3, 3]);
  expect(metrics.find(({ position }) => position === 0)).toMatchObject({ name: "accuracy", value: expect.closeTo(0.9, 9) as unknown, low: expect.closeTo(0.87, 9) as unknown, high: expect.closeTo(0.93, 9) as unknown });
  expect(measurements.find(({ quantity }) => quantity === "TRAINING_ENERGY")).toMatchObject({ value: expect.closeTo(10, 9) as unknown, unit: "J", method: "ESTIMATED", boundary: "PROCESS" });
});
