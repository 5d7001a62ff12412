import { randomUUID } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Institution, Project } from "../storage/db.ts";
import { MOST_RUNS, runHistory } from "../storage/run-history.ts";
import type { Actor } from "./access.ts";
import { estimateExperiment } from "./estimates.ts";
import type { EstimateExperiment, ExperimentEstimate } from "./estimates.ts";
import { encodeGlobalId } from "./global-id.ts";
import { claimRun } from "./runs/claim.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, keyOf, makeProject, makeResult, memberOf, openWorld, operatorWorker, specification, worker } from "./test-world.ts";

let world: World;
let place: { institution: Institution; project: Project };
let member: Actor;
beforeAll(async () => {
  world = await openWorld();
  place = await makeProject(world);
  member = memberOf(place.institution);
});
afterAll(() => world.close());

const estimated = (change: Record<string, unknown> = {}, more: Partial<EstimateExperiment> = {}, actor = member): Promise<ExperimentEstimate> =>
  estimateExperiment(world.as(actor), { specification: specification(change), ...more });

/** A worker of this class asks for work, and there is none for it. */
const appear = (hardwareClass: string, actor: Actor = operatorWorker, zone?: string) => claimRun(world.as(actor), { ...worker, workerId: randomUUID(), hardwareClass, ...(zone ? { zone } : {}) });

/** Past runs of a class, without a worker to execute them: the newest last. */
async function past(hardwareClass: string, joules: number[], { backend = "tfjs-node 4.22.0", method = "ESTIMATED" as "ESTIMATED" | "COUNTER", change = {}, institution = place.institution, seconds = 9 }: { backend?: string; method?: "ESTIMATED" | "COUNTER"; change?: Record<string, unknown>; institution?: Institution; seconds?: number } = {}): Promise<void> {
  const { db } = world;
  const declared = specification({ ...change, training: { ...(specification().training as object), ...(change.training as object | undefined) } });
  const experiment = await db.experiment.create({ data: { projectId: place.project.id, institutionId: institution.id, name: "past", taskSlug: "digits", specification: declared as object, visibility: "PRIVATE", submittedBy: "person:x" } });
  const endedAt = new Date();
  const runs = joules.map((_, seed) => ({ id: randomUUID(), experimentId: experiment.id, projectId: place.project.id, institutionId: institution.id, position: seed, seed, attempt: 1, state: "SUCCEEDED" as const, startedAt: new Date(endedAt.getTime() - seconds * 1000), endedAt }));
  await db.run.createMany({ data: runs });
  await db.environment.createMany({ data: runs.map(({ id }) => ({ runId: id, engineVersion: "0.1.0", backend, threads: 1, operatingSystem: "Linux", processor: "Test", hardwareClass, zone: null })) });
  await db.measurement.createMany({ data: runs.map(({ id }, index) => ({ runId: id, quantity: "TRAINING_ENERGY" as const, value: joules[index]!, unit: "J", method, boundary: "PROCESS" as const, source: "a test" })) });
}
let classes = 0;
const freshClass = (): string => `cpu/estimated-${++classes}/1`;

describe("without a run to learn from", () => {
  test("an estimate is projected, of level 0.8, wide, and says so", async () => {
    const { perRun, basis, hardwareClass } = await estimated();
    expect([hardwareClass, basis.kind, basis.runs]).toEqual([null, "NONE", 0]);
    expect(basis.words).toMatch(/^No run on a machine of unknown class is known yet/);
    for (const figure of Object.values(perRun)) {
      expect(figure).toMatchObject({ method: "PROJECTED", interval: { level: 0.8 } });
      expect(figure.interval!.high / figure.interval!.low).toBeGreaterThan(6);
    }
  });
});

describe("of the machine that ran last", () => {
  test("what its runs took is what it learns, and a run more is learnt as well", async () => {
    const hardwareClass = freshClass();
    await past(hardwareClass, [40, 41, 39, 40.5, 39.5]);
    await appear(hardwareClass);
    const { perRun, basis, hardwareClass: of } = await estimated();
    expect([of, basis.kind, basis.runs, basis.works]).toEqual([hardwareClass, "FEW", 5, 1]);
    expect(perRun.energy.value).toBeGreaterThan(30);
    expect(perRun.energy.value).toBeLessThan(50);
    await past(hardwareClass, [200, 201, 199, 200, 198], { change: { training: { epochs: 50 } } });
    expect((await estimated()).basis.runs).toBe(10);
  });

  test("runs of another class, backend or method are not mixed in", async () => {
    const hardwareClass = freshClass();
    await past(freshClass(), [9000]);
    await past(hardwareClass, [9000], { backend: "tfjs-backend-wasm 4.22.0" });
    await past(hardwareClass, [9000], { method: "COUNTER" });
    await past(hardwareClass, [20, 20]);
    await appear(hardwareClass);
    const { basis, perRun } = await estimated();
    expect(basis.runs).toBe(2);
    expect(perRun.energy.value).toBeLessThan(60);
    expect(perRun.energy.source).toContain("2 past runs");
  });

  test("carbon and cost are by its zone, and the newest 500 runs are read at most", async () => {
    const hardwareClass = freshClass();
    await past(hardwareClass, Array.from({ length: MOST_RUNS + 5 }, (_, k) => 20 + (k % 3)));
    await appear(hardwareClass, operatorWorker, "DE");
    expect(await runHistory(world.db, hardwareClass)).toHaveLength(MOST_RUNS);
    const { perRun } = await estimated();
    expect(perRun.carbon.value).toBeCloseTo((perRun.energy.value / 3.6e6) * 342, 12);
    expect(perRun.cost.unit).toBe("EUR");
  });

  test("a class may be chosen among those whose workers may run it, and no other", async () => {
    const [mine, theirs] = [freshClass(), freshClass()];
    const other = await makeProject(world);
    await appear(mine);
    await appear(theirs, keyOf(other.institution, "run:execute"));
    expect(await estimated({}, { hardwareClass: mine })).toMatchObject({ hardwareClass: mine });
    await expect(estimated({}, { hardwareClass: theirs })).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["hardwareClass"] }] });
    expect(await estimated({}, { hardwareClass: theirs }, memberOf(other.institution))).toMatchObject({ hardwareClass: theirs });
    expect((await estimated({}, { project: place.project.slug })).hardwareClasses).not.toContain(theirs);
  });
});

test("of somebody's private runs one learns how fast the machine is, not what they were", async () => {
  const hardwareClass = freshClass();
  const other = await makeProject(world);
  await past(hardwareClass, [30, 31, 32], { institution: other.institution, change: { name: "A secret", training: { epochs: 777 } } });
  await appear(hardwareClass);
  const answer = await estimated({ training: { epochs: 100_00, batchSize: 32, optimizer: { type: "sgd", learningRate: 0.1 } } });
  expect(answer.basis.runs).toBe(3);
  expect(answer.basis.beyond).toEqual([{ what: "steps", times: 16 }]); // 380,000 steps against 29,526 ones, known as 32,768
  expect(JSON.stringify(answer)).not.toMatch(/secret|777|29526/);
});

describe("of several seeds", () => {
  test("the total is that of all runs, and better known than three times one", async () => {
    const { perRun, total, seedCount } = await estimated({ seeds: [1, 2, 3] });
    expect(seedCount).toBe(3);
    expect(total.energy.value / perRun.energy.value).toBeGreaterThan(2.9);
    expect(total.energy.interval!.high).toBeLessThan(3 * perRun.energy.interval!.high);
    expect(total.energy.interval!.low).toBeGreaterThan(3 * perRun.energy.interval!.low);
  });
  test("the chance of passing a budget is near 1 for next to nothing, near 0 for plenty, and in between for what is expected", async () => {
    const { total } = await estimated({ seeds: [1, 2, 3] });
    const chance = async (maxEnergyJoules: number): Promise<number | null> => (await estimated({ seeds: [1, 2, 3], budget: { maxEnergyJoules } })).limits[0]!.chance;
    expect(await chance(total.energy.value / 1000)).toBeGreaterThan(0.99);
    expect(await chance(total.energy.value)).toBeCloseTo(0.5, 6);
    expect(await chance(total.energy.interval!.high)).toBeCloseTo(0.1, 6);
    expect(await chance(total.energy.value * 1000)).toBeLessThan(0.01);
  });
  test("a cost in a currency that the machine does not price in has no chance, and a deadline in the past has all", async () => {
    const { limits } = await estimated({ budget: { maxCost: { value: 1, currency: "SEK" }, deadline: "2020-01-01T00:00:00Z" } });
    expect(limits).toMatchObject([{ kind: "COST", chance: null, message: expect.stringMatching(/priced in [A-Z]{3} there/) as unknown }, { kind: "DEADLINE", chance: 1 }]);
  });
});

describe("refused, as a submission would be:", () => {
  test("every path that is wrong, below `specification`", async () => {
    await expect(estimateExperiment(world.as(member), { specification: { ...specification(), colour: 1, seeds: [] } })).rejects.toMatchObject({
      issues: expect.arrayContaining([expect.objectContaining({ path: ["specification", "colour"] }), expect.objectContaining({ path: ["specification", "seeds"] })]) as unknown,
    });
  });
  test("a project that one may not see, or not work in", async () => {
    const other = await makeProject(world);
    await expect(estimated({}, { project: other.project.slug })).rejects.toMatchObject({ code: "NOT_FOUND", issues: [{ path: ["project"] }] });
    await expect(estimated({}, { project: place.project.slug }, memberOf(place.institution, "OBSERVER"))).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    await expect(estimated({}, { project: place.project.slug }, anonymous)).rejects.toMatchObject({ code: expect.stringMatching(/NOT_FOUND|NOT_ALLOWED/) as unknown });
  });
  test("a base that is not the actor's to see", async () => {
    const other = await makeProject(world);
    const { modelVersionId } = await makeResult(world, other.project);
    const base = { modelVersion: encodeGlobalId("ModelVersion", modelVersionId) };
    await expect(estimated({ base })).rejects.toMatchObject({ code: "NOT_FOUND", issues: [{ path: ["specification", "base", "modelVersion"] }] });
    const distilled = await estimated({ base, pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 4, activation: "relu" }] } }] }, {}, administrator);
    expect(distilled.perRun.energy.value).toBeGreaterThan(0);
  });
  test("a further teacher that is not the actor's to see; of one that is, its pass is counted", async () => {
    const other = await makeProject(world);
    const modelVersion = encodeGlobalId("ModelVersion", (await makeResult(world, other.project)).modelVersionId);
    const taught = (teachers: object[]) => ({ pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 4, activation: "relu" }] }, ...(teachers.length > 0 ? { teachers } : {}) }], training: { epochs: 1 } });
    const path = ["specification", "pipeline", "0", "teachers", "0", "modelVersion"];
    await expect(estimated(taught([{ modelVersion, weight: 1 }]))).rejects.toMatchObject({ code: "NOT_FOUND", issues: [{ path }] });
    const [without, one] = [await estimated(taught([]), {}, administrator), await estimated(taught([{ modelVersion, weight: 1 }]), {}, administrator)];
    expect(one.perRun.energy.value).toBeGreaterThan(without.perRun.energy.value);
  });
  test("a base whose layers are not known", async () => {
    const model = await world.db.model.create({ data: { slug: "brought", name: "Brought", institutionId: place.institution.id } });
    const version = await world.db.modelVersion.create({ data: { modelId: model.id, label: "brought", taskSlug: "digits", parameterCount: 1, sizeBytes: 1, networkSha256: "0".repeat(64) } });
    await expect(estimated({ base: { modelVersion: encodeGlobalId("ModelVersion", version.id) } })).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["specification", "base", "modelVersion"] }] });
  });
});
