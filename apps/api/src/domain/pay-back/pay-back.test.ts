import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { Institution, Project, Result } from "../../storage/db.ts";
import { encodeGlobalId } from "../global-id.ts";
import { publish } from "../publications.ts";
import type { Reported, World } from "../test-world.ts";
import { administrator, anonymous, beatWith, checkpoint, claim, expireLease, keyOf, makeProject, openWorld, submit, succeed } from "../test-world.ts";
import { sweepLeases } from "../runs.ts";
import type { PayBack, PayBackQuestion } from "./pay-back.ts";
import { payBackOf } from "./pay-back.ts";

let world: World;
let institution: Institution;
let project: Project;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  await world.db.result.updateMany({ where: { state: "PUBLISHED" }, data: { state: "WITHDRAWN" } }); // so that each test has its own board
  ({ institution, project } = await makeProject(world));
});

/** A result with a run for each of these. Joules are known to ×/÷ 1.25: 40 J is 32 to 50 J. */
async function made(reported: Reported[], change: Record<string, unknown> = {}): Promise<Result> {
  const { id } = await submit(world, project, { seeds: reported.map((_, index) => index + 1), ...change });
  for (const one of reported) await succeed(world, await claim(world, keyOf(institution, "run:execute")), one);
  return world.db.result.findFirstOrThrow({ where: { experimentId: id } });
}
const thrice = (reported: Reported): Reported[] => [reported, reported, reported];
const from = ({ modelVersionId }: Result) => ({ base: { modelVersion: encodeGlobalId("ModelVersion", modelVersionId) }, pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 8, activation: "relu" }] } }] });
const ask = (result: Result, question: Partial<PayBackQuestion> = {}, actor = administrator): Promise<PayBack | null> => payBackOf(world.as(actor), result.id, { baseline: null, countBase: null, ...question });
const published = async (result: Result): Promise<Result> => {
  await publish(world.as(administrator), { results: [result.id], title: "T", disciplines: ["OTHER"] });
  return result;
};
const rounded = (breakEven: PayBack["energy"]) => { const { value, low, high } = breakEven.inferences; return [value, low, high].map((count) => (count === null ? null : Math.round(count))); };

describe("worked by hand: a teacher of 9,000 J that takes 40 J per 1,000 inferences, a student of 6,000 J that takes 10 J", () => {
  test("on one hardware class, of runs without spread, 6,000 J are saved after 6,000 ÷ (40 − 10) × 1,000 = 200,000 inferences, exactly", async () => {
    const teacher = await made(thrice({ energyJoules: 9000, inferenceJoules: 40 }));
    const student = await made(thrice({ energyJoules: 6000, inferenceJoules: 10 }), from(teacher));
    const payBack = (await ask(student))!;
    expect(payBack).toMatchObject({ baseline: { reason: "BASE", resultId: teacher.id }, before: { value: 40, interval: { low: 32, high: 50 } }, after: { value: 10 }, energy: { verdict: "PAYS_BACK", unit: "J", basis: "run-to-run-spread", spent: { value: 6000 }, saved: { value: 30 } } });
    expect(rounded(payBack.energy)).toEqual([200_000, 200_000, 200_000]);
    // The teacher is the alternative: it is there in any case, so its training is no price of the student.
    expect(payBack.spendings).toMatchObject([{ kind: "TRAINING", counted: true, figure: { value: 6000 } }, { kind: "BASE_TRAINING", counted: false, figure: { value: 9000 }, modelVersionId: teacher.modelVersionId }]);
  });

  test("with the teacher's training counted it takes (6,000 + 9,000) ÷ 30 × 1,000 = 500,000", async () => {
    const teacher = await made(thrice({ energyJoules: 9000, inferenceJoules: 40 }));
    const student = await made(thrice({ energyJoules: 6000, inferenceJoules: 10 }), from(teacher));
    expect(rounded((await ask(student, { countBase: true }))!.energy)).toEqual([500_000, 500_000, 500_000]);
  });

  test("a further teacher was trained for the student, unless that is not asked for; the base is there anyway", async () => {
    const teacher = await made(thrice({ energyJoules: 9000, inferenceJoules: 40 }));
    const second = await made(thrice({ energyJoules: 3000, inferenceJoules: 40 }));
    const teachers = [{ modelVersion: encodeGlobalId("ModelVersion", second.modelVersionId), weight: 1 }];
    const student = await made(thrice({ energyJoules: 6000, inferenceJoules: 10 }), { ...from(teacher), pipeline: [{ ...from(teacher).pipeline[0], teachers }] });
    const payBack = (await ask(student))!;
    expect(payBack.spendings.slice(1)).toMatchObject([{ kind: "BASE_TRAINING", counted: false, modelVersionId: teacher.modelVersionId }, { kind: "BASE_TRAINING", counted: true, figure: { value: 3000 }, modelVersionId: second.modelVersionId }]);
    expect(rounded(payBack.energy)).toEqual([300_000, 300_000, 300_000]); // (6,000 + 3,000) ÷ 30 × 1,000
    expect(rounded((await ask(student, { countBase: false }))!.energy)).toEqual([200_000, 200_000, 200_000]);
  });

  test("with the teacher on other hardware each figure brings its factor of 1.25", async () => {
    const teacher = await made(thrice({ energyJoules: 9000, inferenceJoules: 40, hardwareClass: "cpu/other/2" }));
    const student = await made(thrice({ energyJoules: 6000, inferenceJoules: 10 }), from(teacher));
    const { energy } = (await ask(student))!;
    // saved, per 1,000: 30 − √((40 − 32)² + (12.5 − 10)²) = 30 − 8.3815 = 21.6185 … 30 + √((50 − 40)² + (10 − 8)²) = 30 + 10.1980 = 40.1980
    // spent: 6,000 ÷ 1.25 … 6,000 × 1.25
    // low: 200,000 ÷ e^√(ln² 1.25 + ln² (40.1980 ÷ 30)) = 200,000 ÷ e^0.36799 = 138,424
    // high: 200,000 × e^√(ln² 1.25 + ln² (30 ÷ 21.6185)) = 200,000 × e^0.39642 = 297,298
    expect(energy).toMatchObject({ verdict: "PAYS_BACK", basis: "full-factors", saved: { interval: { low: expect.closeTo(21.6185, 3) as unknown, high: expect.closeTo(40.198, 3) as unknown } } });
    expect(rounded(energy)).toEqual([200_000, 138_424, 297_298]);
  });

  test("its electricity, 6,000 J ÷ 3,600,000 × 0.147 USD = 0.000245 USD, is saved after as many", async () => {
    const teacher = await made(thrice({ energyJoules: 9000, inferenceJoules: 40 }));
    const student = await made(thrice({ energyJoules: 6000, inferenceJoules: 10 }), from(teacher));
    const { costs: [electricity, ...others] } = (await ask(student))!; // no zone is set: the world's price
    expect(others).toEqual([]);
    expect(electricity).toMatchObject({ kind: "ELECTRICITY", price: { pricePerKwh: 0.147, currency: "USD" }, breakEven: { verdict: "PAYS_BACK", unit: "USD", spent: { value: expect.closeTo(0.000245, 9) as unknown } } });
    expect(rounded(electricity!.breakEven)).toEqual([200_000, 200_000, 200_000]);
  });
});

describe("what is not a saving is not called one:", () => {
  test("a model whose inferences take distinguishably more never pays back", async () => {
    const teacher = await made(thrice({ inferenceJoules: 10 }));
    const student = await made(thrice({ inferenceJoules: 12 }), from(teacher));
    expect((await ask(student))!.energy).toMatchObject({ verdict: "NEVER", inferences: { value: null, low: null, high: null } });
  });

  test("one that takes less by the mean, but whose interval reaches the other's, is not distinguishable, though a saving is not ruled out", async () => {
    const teacher = await made([{ inferenceJoules: 12 }]);
    const student = await made([{ energyJoules: 6000, inferenceJoules: 10 }], from(teacher));
    const { energy } = (await ask(student))!;
    expect(energy).toMatchObject({ verdict: "NOT_DISTINGUISHABLE", inferences: { value: null, high: null } });
    expect(energy.inferences.low).toBeGreaterThan(0);
  });

  test("one whose whole interval lies below only if errors do not add up is not distinguishable either", async () => {
    const teacher = await made([{ inferenceJoules: 15 }]); // 12 to 18.75
    const student = await made([{ inferenceJoules: 10 }], from(teacher)); // 8 to 12.5; the difference's interval is 0.7 to 9.3
    expect((await ask(student))!.energy).toMatchObject({ verdict: "NOT_DISTINGUISHABLE" });
  });
});

describe("what was spent", () => {
  test("holds the energy of steps that were lost and done again, off by the factors of the training", async () => {
    const teacher = await made(thrice({ inferenceJoules: 40 }));
    const { id } = await submit(world, project, from(teacher));
    const worker = keyOf(institution, "run:execute");
    const first = await claim(world, worker);
    await checkpoint(world, first, 10, 4);
    await beatWith(world, first, 7);
    await expireLease(world, first.run.id);
    await sweepLeases(world.as(administrator));
    await succeed(world, await claim(world, worker), { energyJoules: 20, inferenceJoules: 10 });
    const student = await world.db.result.findFirstOrThrow({ where: { experimentId: id } });
    const payBack = (await ask(student))!;
    expect(payBack.spendings[1]).toMatchObject({ kind: "LOST", counted: true, figure: { value: 3, interval: { low: expect.closeTo(2.4, 9) as unknown, high: expect.closeTo(3.75, 9) as unknown } } });
    expect(payBack.energy.spent).toMatchObject({ value: 23 });
  });

  test("counts the training of a teacher that is there for the student only", async () => {
    const teacher = await made(thrice({ energyJoules: 9000, inferenceJoules: 40 }));
    const other = await published(await made(thrice({ inferenceJoules: 60 })));
    const student = await made(thrice({ energyJoules: 6000, inferenceJoules: 10 }), from(teacher));
    const payBack = (await ask(student, { baseline: other.id }))!;
    expect(payBack).toMatchObject({ baseline: { reason: "CHOSEN", resultId: other.id }, energy: { spent: { value: 15_000 }, saved: { value: 50 } } });
    expect(rounded(payBack.energy)[0]).toBe(300_000);
  });

  test("says that a base was there whose training is not known", async () => {
    const teacher = await made(thrice({ energyJoules: 9000, inferenceJoules: 40 }));
    await world.db.measurement.deleteMany({ where: { quantity: "TRAINING_ENERGY", result: { id: teacher.id } } });
    const student = await made(thrice({ energyJoules: 6000, inferenceJoules: 10 }), from(teacher));
    expect((await ask(student, { countBase: true }))!.spendings[1]).toMatchObject({ kind: "BASE_TRAINING", counted: false, figure: null });
  });
});

describe("the baseline", () => {
  test("of a model that was made from nothing is the first other result of its board", async () => {
    await published(await made(thrice({ accuracy: 0.8, inferenceJoules: 30 })));
    const best = await published(await made(thrice({ accuracy: 0.95, inferenceJoules: 40 })));
    await published(await made(thrice({ accuracy: 0.99, inferenceJoules: 50, hardwareClass: "cpu/other/2" })));
    const result = await made(thrice({ accuracy: 0.9, inferenceJoules: 10 }));
    expect(await ask(result)).toMatchObject({ baseline: { reason: "BEST_OF_BOARD", resultId: best.id }, qualityOrder: "not-distinguishable" });
  });

  test("of a model whose base cannot be seen, or was withdrawn, is not that base", async () => {
    const teacher = await made(thrice({ inferenceJoules: 40 }));
    const student = await published(await made(thrice({ inferenceJoules: 10 }), from(teacher)));
    expect(await ask(student, {}, anonymous)).toBeNull();
    const best = await published(await made(thrice({ inferenceJoules: 30 })));
    expect(await ask(student, {}, anonymous)).toMatchObject({ baseline: { reason: "BEST_OF_BOARD", resultId: best.id }, spendings: [{ kind: "TRAINING" }] });
    await published(teacher);
    expect(await ask(student, {}, anonymous)).toMatchObject({ baseline: { reason: "BASE", resultId: teacher.id } });
    await world.db.result.update({ where: { id: teacher.id }, data: { state: "WITHDRAWN" } });
    expect(await ask(student, {}, anonymous)).toMatchObject({ baseline: { reason: "BEST_OF_BOARD" } });
  });

  test("that cannot be one is refused, with what keeps it from being one", async () => {
    const result = await made(thrice({ inferenceJoules: 10 }));
    const unmeasured = await made(thrice({ inferenceJoules: null }));
    const elsewhere = (await makeProject(world)).project;
    const at = { code: "INVALID_INPUT", issues: [{ path: ["baseline"] }] };
    await expect(ask(result, { baseline: result.id })).rejects.toMatchObject({ ...at, message: expect.stringContaining("no baseline of itself") as unknown });
    await expect(ask(result, { baseline: unmeasured.id })).rejects.toMatchObject({ ...at, message: expect.stringContaining("was not measured") as unknown });
    await expect(ask(result, { baseline: "" })).rejects.toMatchObject({ code: "NOT_FOUND", issues: [{ path: ["baseline"] }] });
    await expect(ask(await published(result), { baseline: unmeasured.id }, keyOf(await world.db.institution.findFirstOrThrow({ where: { projects: { some: { projectId: elsewhere.id } } } }), "read"))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("there is none of a result that was not measured, or stands alone", async () => {
    expect(await ask(await made(thrice({ inferenceJoules: 10 })))).toBeNull();
    expect(await ask(await made(thrice({ inferenceJoules: null })))).toBeNull();
  });
});
