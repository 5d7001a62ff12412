import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { removeDemoData } from "./demo.ts";
import { encodeGlobalId } from "./global-id.ts";
import { publish } from "./publications.ts";
import type { World } from "./test-world.ts";
import { administrator, claim, makeProject, makeResult, memberOf, openWorld, submit } from "./test-world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const counts = async () => {
  const { db } = world;
  const tables = [db.institution, db.project, db.experiment, db.run, db.model, db.modelVersion, db.lineageEdge, db.result, db.publication, db.artifact] as { count(): Promise<number> }[];
  return Promise.all(tables.map((table) => table.count()));
};

test("removing demo data takes all of it, published and running, leaves the rest, and is noted", async () => {
  const mine = await makeProject(world);
  const kept = await makeResult(world, mine.project, {}, { name: "kept" });
  await publish(world.as(administrator), { results: [kept.id], title: "Kept", disciplines: ["OTHER"] });
  const before = await counts();

  const demo = await makeProject(world, { demo: true });
  const teacher = await makeResult(world, demo.project, {}, { name: "teacher" });
  const student = await makeResult(world, demo.project, {}, { name: "student", base: { modelVersion: encodeGlobalId("ModelVersion", teacher.modelVersionId) } });
  await publish(world.as(administrator), { results: [teacher.id, student.id], title: "Demo", disciplines: ["OTHER"] });
  await submit(world, demo.project, { name: "running" });
  await claim(world);
  await submit(world, demo.project, { name: "queued" });

  await expect(removeDemoData(world.as(memberOf(demo.institution, "OWNER")))).rejects.toMatchObject({ code: "NOT_ALLOWED" });
  expect(await removeDemoData(world.as(administrator))).toEqual({ institutions: 1, experiments: 4, results: 2 });
  expect(await counts()).toEqual(before);
  expect(await world.db.auditEntry.count({ where: { action: "demo.remove" } })).toBe(1);
  expect(await removeDemoData(world.as(administrator))).toEqual({ institutions: 0, experiments: 0, results: 0 });
});

test.each(["base", "further teacher"])("demo versions that others build on, as a %s, stay, and so does everything else", async (as) => {
  const demo = await makeProject(world, { demo: true });
  const teacher = await makeResult(world, demo.project);
  const mine = await makeProject(world);
  const modelVersion = encodeGlobalId("ModelVersion", teacher.modelVersionId);
  await submit(world, mine.project, as === "base" ? { base: { modelVersion } } : { pipeline: [{ technique: "train" }, { technique: "distill", student: { layers: [] }, teachers: [{ modelVersion, weight: 1 }] }] });
  const before = await counts();
  await expect(removeDemoData(world.as(administrator))).rejects.toMatchObject({ code: "CONFLICT" });
  expect(await counts()).toEqual(before);
});
