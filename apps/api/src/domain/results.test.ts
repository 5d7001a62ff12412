import { afterAll, beforeAll, beforeEach, expect, test } from "@jest/globals";
import type { Experiment, Project } from "../storage/db.ts";
import { publish } from "./publications.ts";
import { reportRun } from "./runs/report.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, claim, joules, makeProject, openWorld, refOf, reportOf, submit, succeed, upload } from "./test-world.ts";
import type { Reported } from "./test-world.ts";

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

const resultOf = ({ id }: Experiment) => world.db.result.findFirst({ where: { experimentId: id }, include: { metrics: { orderBy: { position: "asc" } }, measurements: true, runs: { orderBy: { position: "asc" } } } });
const seeds = (...reported: Reported[]) => submit(world, project, { seeds: reported.map((_, index) => index + 1) }).then(async (experiment) => {
  for (const one of reported) await succeed(world, await claim(world), one);
  return (await resultOf(experiment))!;
});

test("a result is made once all seeds have succeeded, not before, and stands for the first of them", async () => {
  const experiment = await submit(world, project, { seeds: [5, 6] });
  const [first, second] = [await claim(world), await claim(world)];
  await succeed(world, second);
  expect(await resultOf(experiment)).toBeNull();
  await succeed(world, first);
  expect(await resultOf(experiment)).toMatchObject({ state: "DRAFT", seedCount: 2, leadRunId: first.run.id, runs: [{ seed: 5 }, { seed: 6 }], techniques: ["train"], hardwareClass: "cpu/test/1", method: "ESTIMATED", boundary: "PROCESS" });
});

test("of seeds that are reported all at once, one result is made", async () => {
  const experiment = await submit(world, project, { seeds: [1, 2, 3, 4, 5] });
  const claims = [];
  for (let k = 0; k < 5; k++) claims.push(await claim(world));
  await Promise.all(claims.map((assignment) => succeed(world, assignment)));
  expect(await world.db.result.count({ where: { experimentId: experiment.id } })).toBe(1);
  expect((await resultOf(experiment))?.runs).toHaveLength(5);
});

test("no result is made where a seed has failed", async () => {
  const experiment = await submit(world, project, { seeds: [1, 2] });
  const failing = await claim(world);
  await reportRun(world.as(anonymous), { attempt: refOf(failing), report: { schemaVersion: 1, outcome: "FAILED", failure: { code: "NUMERIC", message: "NaN" } }, artifacts: [] });
  await succeed(world, await claim(world));
  expect(await resultOf(experiment)).toBeNull();
});

test("quality and joules are means over the seeds, each with an interval around both the seeds and the runs' own", async () => {
  const { metrics, measurements } = await seeds({ accuracy: 0.88, energyJoules: 9 }, { accuracy: 0.9, energyJoules: 10 }, { accuracy: 0.92, energyJoules: 11 });
  expect(metrics[0]).toMatchObject({ name: "accuracy", split: "test", value: expect.closeTo(0.9, 9) as unknown, level: 0.95 });
  const half = Math.hypot((4.303 * 0.02) / Math.sqrt(3), 0.03);
  expect(metrics[0]!.low).toBeCloseTo(0.9 - half, 6);
  const energy = measurements.find(({ quantity }) => quantity === "TRAINING_ENERGY")!;
  expect(energy).toMatchObject({ value: expect.closeTo(10, 9) as unknown, unit: "J", method: "ESTIMATED", boundary: "PROCESS", source: "a test" });
  expect(energy.low!).toBeLessThan(8);
  expect(energy.high!).toBeGreaterThan(12.5);
});

test("every metric that all seeds have is in the result, in their order, and no interval leaves what its metric can be", async () => {
  const near = (value: number, interval: { low: number; high: number }) => ({ value, interval: { ...interval, level: 0.95 }, split: "test", count: 360 });
  const quality = (error: number, loss: number) => [
    { name: "accuracy", direction: "MAXIMIZE", ...near(0.9, { low: 0.87, high: 0.93 }) },
    { name: "macroF1", direction: "MAXIMIZE", ...near(0.99, { low: 0.96, high: 1 }) },
    { name: "calibrationError", direction: "MINIMIZE", ...near(error, { low: 0, high: error + 0.02 }) },
    { name: "loss", direction: "MINIMIZE", ...near(loss, { low: 0, high: loss + 0.1 }) },
  ];
  const { metrics } = await seeds({ metrics: quality(0.01, 0.02) }, { metrics: quality(0.03, 0.3) });
  expect(metrics.toSorted((a, b) => a.position - b.position).map(({ name, direction }) => [name, direction])).toEqual([["accuracy", "MAXIMIZE"], ["macroF1", "MAXIMIZE"], ["calibrationError", "MINIMIZE"], ["loss", "MINIMIZE"]]);
  expect(metrics.map(({ name, low, high }) => [name, low! >= 0, high! <= (name === "loss" ? Infinity : 1)])).toEqual(metrics.map(({ name }) => [name, true, true]));
  expect(metrics.find(({ name }) => name === "loss")!.low).toBe(0);
});

test("seeds that ran on unlike hardware are on no board, and what one of them did not measure is not measured", async () => {
  const { hardwareClass, measurements } = await seeds({}, { hardwareClass: "cpu/test/2", inferenceJoules: null });
  expect(hardwareClass).toBeNull();
  expect(measurements.map(({ quantity }) => quantity)).not.toContain("INFERENCE_ENERGY_PER_THOUSAND");
});

test("a published result's row and figures are refused by the tables themselves, whoever would change them", async () => {
  const { id, metrics, measurements } = await seeds({});
  await publish(world.as(administrator), { results: [id], title: "T", disciplines: ["OTHER"] });
  await expect(world.db.result.update({ where: { id }, data: { seedCount: 99 } })).rejects.toThrow("frozen");
  await expect(world.db.metric.update({ where: { id: metrics[0]!.id }, data: { value: 1 } })).rejects.toThrow("frozen");
  await expect(world.db.measurement.delete({ where: { id: measurements[0]!.id } })).rejects.toThrow("frozen");
  await world.db.result.update({ where: { id }, data: { state: "WITHDRAWN" } });
});

test("a report whose first metric is not the task's, of another task or seed, or of joules that were only projected, is refused by path", async () => {
  await submit(world, project);
  const assignment = await claim(world);
  const sound = reportOf(assignment);
  const metrics = sound.metrics as object[];
  const artifacts = [await upload(world, assignment, "model.safetensors", "weights")];
  for (const [change, path] of [[{ metrics: metrics.toReversed() }, "report.metrics.0"], [{ task: "other" }, "report.task"], [{ seed: 99 }, "report.seed"], [{ trainingEnergy: { ...joules(3), method: "PROJECTED" } }, "report.trainingEnergy.method"]] as const) {
    await expect(reportRun(world.as(anonymous), { attempt: refOf(assignment), report: { ...sound, ...change }, artifacts })).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: path.split(".") }] });
  }
});
