import { afterAll, beforeAll, beforeEach, describe, expect, test } from "@jest/globals";
import type { EnergyRecord, Measurement } from "@joulemark/energy";
import { digestsHold, recompute } from "@joulemark/energy";
import { testRecord } from "../../../../packages/energy/src/test-record.ts";
import type { Project } from "../storage/db.ts";
import { storedRecord } from "./energy-record.ts";
import { releaseRun, reportRun, sweepLeases } from "./runs.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, beatWith, claim, expireLease, joules, makeProject, openWorld, refOf, reportOf, submit, upload } from "./test-world.ts";

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

const recordOf = (value: number): EnergyRecord => testRecord({ zone: "DE" }, joules(value) as Measurement);
const started = async () => {
  await submit(world, project);
  return claim(world);
};
const attempts = (runId: string) => world.db.attempt.findMany({ where: { runId }, orderBy: { number: "asc" } });
const failure = { schemaVersion: 1, outcome: "FAILED", failure: { code: "NUMERIC", message: "The loss is not finite." } };

describe("a record that came with the end of an attempt is stored with it, as it came:", () => {
  test("of one that succeeded", async () => {
    const assignment = await started();
    const energyRecord = recordOf(10);
    await reportRun(world.as(anonymous), { attempt: refOf(assignment), report: reportOf(assignment, { energyJoules: 10 }), artifacts: [await upload(world, assignment, "model.safetensors", "weights")], energyRecord });
    const [attempt] = await attempts(assignment.run.id);
    expect(attempt).toMatchObject({ state: "SUCCEEDED" });
    expect(attempt!.energyRecord).toEqual(JSON.parse(JSON.stringify(energyRecord)));
    expect(digestsHold(storedRecord(attempt!.energyRecord)!)).toEqual({ method: true, readings: true });
  });

  test("of one that failed, with the joules it had reached", async () => {
    const assignment = await started();
    await reportRun(world.as(anonymous), { attempt: refOf(assignment), report: { ...failure, trainingEnergy: joules(3) }, artifacts: [], energyRecord: recordOf(3) });
    expect(await attempts(assignment.run.id)).toMatchObject([{ state: "FAILED", energyJoules: 3, energyRecord: { energy: { value: 3 } } }]);
  });

  test("of one that was given back, up to its last checkpoint; the next one has its own", async () => {
    const first = await started();
    await releaseRun(world.as(anonymous), { attempt: refOf(first), reason: "the child died", energyRecord: recordOf(4) });
    const second = await claim(world);
    expect((await attempts(first.run.id))[1]!.energyRecord).toBeNull();
    await reportRun(world.as(anonymous), { attempt: refOf(second), report: reportOf(second, { energyJoules: 9 }), artifacts: [await upload(world, second, "model.safetensors", "weights")], energyRecord: recordOf(9) });
    expect(await attempts(first.run.id)).toMatchObject([{ state: "LOST", energyRecord: { energy: { value: 4 } } }, { state: "SUCCEEDED", energyRecord: { energy: { value: 9 } } }]);
  });

  test("what it has beyond the last heartbeat was used all the same; less than that takes nothing back", async () => {
    for (const [recorded, used] of [[7, 7], [4, 5]] as const) {
      const assignment = await started();
      await beatWith(world, assignment, 5);
      await releaseRun(world.as(anonymous), { attempt: refOf(assignment), reason: "the child died", energyRecord: recordOf(recorded) });
      expect(await attempts(assignment.run.id)).toMatchObject([{ state: "LOST", energyJoules: used }]);
      expect((await world.db.run.findUniqueOrThrow({ where: { id: assignment.run.id } })).lostEnergyJoules).toBe(used);
      await world.db.run.updateMany({ where: { state: "QUEUED" }, data: { state: "CANCELLED" } });
    }
  });

  test("and of one that was lost without a word there is none, nor where the worker sends none", async () => {
    const assignment = await started();
    await beatWith(world, assignment, 5);
    await expireLease(world, assignment.run.id);
    await sweepLeases(world.as(administrator));
    const next = await claim(world);
    await releaseRun(world.as(anonymous), { attempt: refOf(next), reason: "an older worker" });
    expect((await attempts(assignment.run.id)).map(({ state, energyRecord }) => [state, energyRecord])).toEqual([["LOST", null], ["LOST", null]]);
  });

  test("a recomputed one keeps what it replaces, and one of the first release is stored in the present form, with flags that say what it lacks", async () => {
    const assignment = await started();
    const renewed = recompute(recordOf(10), { zone: "FR" });
    await releaseRun(world.as(anonymous), { attempt: refOf(assignment), reason: "stop", energyRecord: renewed });
    const grid = { gridIntensityGramsPerKwh: 342, gridFactor: 1.3, zone: "DE", pricePerKwh: 0.1902, currency: "EUR", priceFactor: 2 };
    const second = await claim(world);
    const old = {
      schemaVersion: 1, wallSeconds: 2, cpuSeconds: 2, coverage: null, energy: joules(3), carbon: { ...joules(1), unit: "gCO2e", source: "342 g CO2e/kWh, a table of 2025" }, water: null, cost: { ...joules(1), unit: "EUR", source: "0.1902 EUR/kWh, prices of 2025" },
      costs: [], components: [{ name: "cpu", energy: joules(3) }], ladder: [{ component: "cpu", method: "cpu-time", reason: "no counter" }], flags: ["children-not-seen"], constants: { wattsPerThread: 1.53, ...grid },
    };
    await releaseRun(world.as(anonymous), { attempt: refOf(second), reason: "stop", energyRecord: old });
    expect(await attempts(assignment.run.id)).toMatchObject([
      { energyRecord: { superseded: [{ conversion: { grid: { zone: "DE" } } }], conversion: { grid: { zone: "FR" } } } },
      { energyRecord: { schemaVersion: 2, startedAt: null, energy: { value: 3 }, flags: expect.arrayContaining(["children-not-seen", "migrated-from-version-1"]) as unknown } },
    ]);
  });
});

describe("a record is refused, and the attempt goes on,", () => {
  const refusal = async (energyRecord: unknown, energyJoules = 10) => {
    const assignment = await started();
    const error = await reportRun(world.as(anonymous), { attempt: refOf(assignment), report: reportOf(assignment, { energyJoules }), artifacts: [await upload(world, assignment, "model.safetensors", "weights")], energyRecord }).catch((cause: unknown) => cause);
    expect(await attempts(assignment.run.id)).toMatchObject([{ state: "RUNNING", energyRecord: null }]);
    await expect(releaseRun(world.as(anonymous), { attempt: refOf(assignment), reason: "", energyRecord: { schemaVersion: 9 } })).rejects.toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["energyRecord", "schemaVersion"] }] });
    return error;
  };

  test("where it is larger than 256 kB", async () => {
    const large = { ...recordOf(10), flags: Array.from({ length: 30_000 }, (_, index) => `flag-${index}`) };
    expect(await refusal(large)).toMatchObject({ code: "INVALID_INPUT", issues: [{ path: ["energyRecord"], message: expect.stringMatching(/has 3\d{5} bytes; at most 262144/) as unknown }] });
  });

  test("where it is wrong, by every path and with what would be right", async () => {
    const record = recordOf(10);
    const wrong = { ...record, wallSeconds: -1, components: [{ ...record.components[0], name: "abacus" }], energy: { ...record.energy, interval: { low: 20, high: 30, level: 0.95 } }, ladder: "none" };
    const error = (await refusal(wrong)) as { issues: { path: string[]; message: string }[] };
    expect(error.issues.map(({ path }) => path.join("."))).toEqual(expect.arrayContaining(["energyRecord.wallSeconds", "energyRecord.components.0.name", "energyRecord.energy", "energyRecord.ladder"]));
    for (const { message } of error.issues) expect(message).toMatch(/^It must be /);
  });

  test("where its joules are not those of the report of the same window, or one of both has none", async () => {
    const path = ["energyRecord", "energy", "value"];
    expect(await refusal(recordOf(11))).toMatchObject({ code: "INVALID_INPUT", issues: [{ path, message: expect.stringContaining("It has 11 J, the report 10") as unknown }] });
    expect(await refusal(testRecord({ zone: "DE" }, null))).toMatchObject({ code: "INVALID_INPUT", issues: [{ path, message: expect.stringContaining("It has no J, the report 10") as unknown }] });
  });

  test.each([["a text that no table can hold", "a\0b"], ["a list", []], ["a number", 7]])("where it is %s", async (_, energyRecord) => {
    expect(await refusal(energyRecord)).toMatchObject({ code: "INVALID_INPUT", issues: [{ path: expect.arrayContaining(["energyRecord"]) as unknown }] });
  });
});
