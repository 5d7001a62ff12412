import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Project, Result } from "../storage/db.ts";
import { encodeGlobalId } from "./global-id.ts";
import type { World } from "./test-world.ts";
import { makeProject, makeResult, openWorld } from "./test-world.ts";
import { slugOf } from "./versions.ts";

let world: World;
let project: Project;
beforeAll(async () => {
  world = await openWorld();
  ({ project } = await makeProject(world));
});
afterAll(() => world.close());

const versionOf = ({ modelVersionId }: Result) => world.db.modelVersion.findUniqueOrThrow({ where: { id: modelVersionId }, include: { model: true, parents: true, artifacts: true } });

test.each([["Digits from 120 labels, 64-16-10", "digits-from-120-labels-64-16-10"], ["  École №1 ", "ecole-no1"], ["数字", "model"], ["--", "model"], ["x".repeat(100), "x".repeat(60)]])("%j has the slug %j", (name, slug) => {
  expect(slugOf(name)).toBe(slug);
});

describe("a version", () => {
  test("is of the model called as its experiment, labelled by network and seed, with the weights as its only file", async () => {
    const version = await versionOf(await makeResult(world, project, {}, { name: "Digits, plain", seeds: [7] }));
    expect(version).toMatchObject({ label: "64-16-10 seed 7", taskSlug: "digits", parameterCount: 1210n, model: { slug: "digits-plain", projectId: project.id }, parents: [] });
    expect(version.artifacts.map(({ name }) => name)).toEqual(["model.safetensors"]);
  });

  test("of another experiment of that name is of the same model; of another visibility it is of another model, for a version is seen as its model is", async () => {
    const first = await versionOf(await makeResult(world, project, {}, { name: "Same name" }));
    const second = await versionOf(await makeResult(world, project, {}, { name: "Same name" }));
    await world.db.project.update({ where: { id: project.id }, data: { visibility: "PUBLIC" } });
    const open = await versionOf(await makeResult(world, project, {}, { name: "Same name" }));
    await world.db.project.update({ where: { id: project.id }, data: { visibility: "PROJECT" } });
    expect(second.modelId).toBe(first.modelId);
    expect(open.modelId).not.toBe(first.modelId);
    expect([first.model.visibility, open.model.visibility]).toEqual(["PROJECT", "PUBLIC"]);
  });
});

describe("a lineage edge", () => {
  const student = (base: Result) => ({ base: { modelVersion: encodeGlobalId("ModelVersion", base.modelVersionId) }, pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 8, activation: "relu" }] }, temperature: 2 }] });

  test("says what the pipeline was and what it changed: child minus parent", async () => {
    const teacher = await makeResult(world, project, { accuracy: 0.95, energyJoules: 100, inferenceJoules: 3 }, { name: "teacher" });
    const { parents } = await versionOf(await makeResult(world, project, { accuracy: 0.93, energyJoules: 40, inferenceJoules: 1 }, { name: "student", ...student(teacher) }));
    expect(parents).toMatchObject([
      {
        parentId: teacher.modelVersionId,
        technique: "distill",
        parameters: [{ technique: "distill", temperature: 2, hardLossWeight: 0.1, softLossWeight: 0.9 }],
        qualityMetric: "accuracy",
        qualityDelta: expect.closeTo(-0.02, 9) as unknown,
        inferenceEnergyDeltaJoules: expect.closeTo(-2, 9) as unknown,
        costCurrency: "EUR",
        costDelta: expect.closeTo(-60e-6, 12) as unknown,
        sizeBytesDelta: 0n,
      },
    ]);
  });

  test("comes from every version that a step names, once from each", async () => {
    const [teacher, second] = [await makeResult(world, project, {}, { name: "teacher" }), await makeResult(world, project, {}, { name: "second" })];
    const teachers = [second, teacher, second].map(({ modelVersionId }, k) => ({ modelVersion: encodeGlobalId("ModelVersion", modelVersionId), weight: k + 1 }));
    const [step] = student(teacher).pipeline;
    const { parents } = await versionOf(await makeResult(world, project, {}, { name: "of two", ...student(teacher), pipeline: [{ ...step, teachers }] }));
    expect(parents.map(({ parentId }) => parentId).toSorted()).toEqual([teacher.modelVersionId, second.modelVersionId].toSorted());
  });

  test("compares no joules of different hardware, and none that were not measured", async () => {
    const teacher = await makeResult(world, project, { hardwareClass: "cpu/other/1" }, { name: "elsewhere" });
    const onOther = await versionOf(await makeResult(world, project, {}, { name: "here", ...student(teacher) }));
    const unmeasured = await versionOf(await makeResult(world, project, { hardwareClass: "cpu/other/1", inferenceJoules: null }, { name: "unmeasured", ...student(teacher) }));
    expect([onOther, unmeasured].map(({ parents }) => parents[0]!.inferenceEnergyDeltaJoules)).toEqual([null, null]);
  });
});
