import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { Project } from "../storage/db.ts";
import type { ComparedFigure, ComparedQuantity } from "./comparison.ts";
import { compare } from "./comparison.ts";
import { encodeGlobalId } from "./global-id.ts";
import type { Reported, World } from "./test-world.ts";
import { administrator, anonymous, claim, keyOf, makeProject, openWorld, submit, succeed } from "./test-world.ts";

let world: World;
let project: Project;
let worker: ReturnType<typeof keyOf>;
beforeAll(async () => {
  world = await openWorld();
  const place = await makeProject(world);
  project = place.project;
  worker = keyOf(place.institution, "run:execute");
});
afterAll(() => world.close());

/** A result with a run for each of these; ids as the outside names them. */
async function made(...reported: Reported[]): Promise<{ result: string; runs: string[] }> {
  const { id } = await submit(world, project, { seeds: reported.map((_, index) => index + 1) });
  for (const one of reported) await succeed(world, await claim(world, worker), one);
  const result = await world.db.result.findFirstOrThrow({ where: { experimentId: id }, include: { runs: { orderBy: { position: "asc" } } } });
  return { result: encodeGlobalId("Result", result.id), runs: result.runs.map((run) => encodeGlobalId("Run", run.id)) };
}
const of = (figures: ComparedFigure[], quantity: ComparedQuantity): ComparedFigure => figures.find((figure) => figure.quantity === quantity)!;
const asked = (...ids: string[]): Promise<ComparedFigure[]> => compare(world.as(administrator), ids);

test("of two runs neither is lower while the intervals of their joules touch, and the one below is where they do not", async () => {
  const [{ runs: [ten] }, { runs: [twelve] }, { runs: [twenty] }] = [await made({ energyJoules: 10 }), await made({ energyJoules: 12 }), await made({ energyJoules: 20 })]; // ×/÷ 1.25
  expect(of(await asked(ten!, twelve!), "TRAINING_ENERGY")).toMatchObject({ apart: [], best: null, pairs: [{ a: ten, b: twelve, order: "not-distinguishable" }] });
  expect(of(await asked(ten!, twelve!, twenty!), "TRAINING_ENERGY")).toMatchObject({ best: null, pairs: [{ order: "not-distinguishable" }, { a: ten, b: twenty, order: "lower" }, { a: twelve, b: twenty, order: "lower" }] });
  expect(of(await asked(twenty!, ten!), "TRAINING_ENERGY")).toMatchObject({ best: ten, pairs: [{ a: twenty, b: ten, order: "higher" }] });
});

test("two results whose intervals overlap are told apart by the spread of their runs", async () => {
  const [steady, above] = [await made({ energyJoules: 9.9 }, { energyJoules: 10 }, { energyJoules: 10.1 }), await made({ energyJoules: 11.9 }, { energyJoules: 12 }, { energyJoules: 12.1 })];
  const scattered = await made({ energyJoules: 8 }, { energyJoules: 12 }, { energyJoules: 16 });
  expect(of(await asked(steady.result, above.result), "TRAINING_ENERGY")).toMatchObject({ best: steady.result, pairs: [{ order: "lower" }] });
  expect(of(await asked(steady.result, scattered.result), "TRAINING_ENERGY")).toMatchObject({ best: null, pairs: [{ order: "not-distinguishable" }] });
  expect(of(await asked(steady.result, steady.runs[1]!), "TRAINING_ENERGY")).toMatchObject({ best: null, pairs: [{ order: "not-distinguishable" }] });
});

test("quality is told apart by its intervals alone, and more is better", async () => {
  const [low, near, high] = [await made({ accuracy: 0.8 }, { accuracy: 0.8 }), await made({ accuracy: 0.84 }, { accuracy: 0.84 }), await made({ accuracy: 0.95 }, { accuracy: 0.95 })]; // ± 0.03
  expect(of(await asked(low.result, near.result), "QUALITY")).toMatchObject({ best: null, pairs: [{ order: "not-distinguishable" }] });
  expect(of(await asked(low.result, near.result, high.result), "QUALITY")).toMatchObject({ best: high.result, pairs: [{ order: "not-distinguishable" }, { order: "lower" }, { order: "lower" }] });
});

test("figures of another hardware class are not compared; what was not measured is left out", async () => {
  const [here, there] = [await made({ energyJoules: 10 }), await made({ energyJoules: 100, hardwareClass: "cpu/test/2", inferenceJoules: null })];
  expect(of(await asked(here.runs[0]!, there.runs[0]!), "TRAINING_ENERGY")).toEqual({ quantity: "TRAINING_ENERGY", apart: ["HARDWARE_CLASS"], best: null, pairs: [] });
  expect(of(await asked(here.runs[0]!, there.runs[0]!), "INFERENCE_ENERGY_PER_THOUSAND")).toEqual({ quantity: "INFERENCE_ENERGY_PER_THOUSAND", apart: [], best: null, pairs: [] });
});

test("nothing is told of what may not be seen, is named twice, or is no run or result; more than ten are refused", async () => {
  const { runs: [run], result } = await made({});
  expect(of(await compare(world.as(anonymous), [run!, result]), "TRAINING_ENERGY").pairs).toEqual([]);
  expect(of(await asked(run!, run!, "nonsense", encodeGlobalId("Project", project.id)), "TRAINING_ENERGY").pairs).toEqual([]);
  await expect(asked(...Array.from({ length: 11 }, () => run!))).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["of"] }] });
});
