import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TestApi } from "../test-api.ts";
import { startTestApi } from "../test-api.ts";
import { makeLab, recordOf, shortTraining, submitRuns, testWorker } from "../test-worker.ts";

let api: TestApi;
let worker: ReturnType<typeof testWorker>;
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
  worker = testWorker(api);
}, 60_000);
afterAll(() => api.close());

const ask = async <Data>(query: string, variables: Record<string, unknown>): Promise<Data> => {
  const { data, errors } = await api.send<Data>(query, variables, api.adminToken);
  if (errors) throw new Error(JSON.stringify(errors));
  return data;
};
const figure = "{ value unit interval { low high level } method boundary source }";
const energy = `{
  wallSeconds cpuSeconds coverage captureMode samplerCpuSeconds methodSha256 readingsSha256 flags document
  energy ${figure} facilityEnergy ${figure} carbon ${figure} embodiedCarbon ${figure} water ${figure} cost ${figure} costs { kind amount ${figure} priceDate } sci { figure ${figure} functionalUnit count }
  components { name meter energy ${figure} attribution { rule share machineJoules activeJoules idleJoules unallocatedJoules } }
  ladder { component method taken reason remedy }
}`;

test("a run and its attempt show the record in parts and whole; an attempt that was lost without one shows null", async () => {
  const [id] = await submitRuns(api, shortTraining("record"));
  await worker.release((await worker.claim())!, null);
  const claimed = (await worker.claim())!;
  const record = recordOf();
  await worker.report(claimed, 0.9, record);
  const { run } = await ask<{ run: { energy: object; attempts: { nodes: { energy: object | null }[] }; energyRecord: { url: string; sha256: string; run: { id: string } }; costs: object[] } }>(
    `query ($id: ID!) { run(id: $id) { energy ${energy} attempts { nodes { number energy { methodSha256 document } } } energyRecord { url sha256 run { id } } costs { kind priceDate } } }`, { id });
  const { attribution: shared } = record.components[0]!;
  expect(run.energy).toEqual({
    wallSeconds: 3600, cpuSeconds: 5000.25, coverage: 0.998, captureMode: "cgroup-v2", samplerCpuSeconds: 4.5, methodSha256: record.digests.method, readingsSha256: record.digests.readings, flags: [], document: JSON.parse(JSON.stringify(record)) as object,
    energy: record.energy, facilityEnergy: null, carbon: record.carbon, embodiedCarbon: null, water: null, cost: record.cost, costs: [{ kind: "ELECTRICITY", amount: record.cost, priceDate: "2025-06-30" }], sci: null,
    components: [{ name: "cpu", meter: "rapl", energy: record.energy, attribution: shared }, { name: "gpu", meter: null, energy: null, attribution: null }],
    ladder: record.ladder.map((step) => ({ remedy: null, ...step })),
  });
  expect(run.attempts.nodes).toEqual([{ number: 1, energy: null }, { number: 2, energy: { methodSha256: record.digests.method, document: JSON.parse(JSON.stringify(record)) as object } }]);
  expect(run.energyRecord).toMatchObject({ run: { id }, url: expect.stringContaining(run.energyRecord.sha256) as unknown });
  expect(run.costs).toEqual([{ kind: "ELECTRICITY", priceDate: null }]);
});

test("a run whose newest attempt has sent nothing yet shows no record of an earlier one", async () => {
  const [id] = await submitRuns(api, shortTraining("later"));
  await worker.release((await worker.claim())!, recordOf(5));
  const shown = () => ask<{ run: { energy: object | null } }>(`query ($id: ID!) { run(id: $id) { energy { energy { value } } } }`, { id });
  expect(await shown()).toEqual({ run: { energy: { energy: { value: 5 } } } });
  const claimed = (await worker.claim())!;
  expect(await shown()).toEqual({ run: { energy: null } });
  await worker.report(claimed);
  expect(await shown()).toEqual({ run: { energy: { energy: { value: 12 } } } });
});

interface Shown {
  result: { energy: Record<string, unknown> | null; payBack: unknown; payBackBaselines: { id: string }[] };
}
const resultOf = async (runs: string[]): Promise<string> => (await ask<{ run: { result: { id: string } } }>(`query ($id: ID!) { run(id: $id) { result { id } } }`, { id: runs[0] })).run.result.id;

test("a result shows the means of its runs' records, the lowest coverage, and every warning with the number of runs that have it", async () => {
  const runs = await submitRuns(api, shortTraining("result", [1, 2]));
  await worker.report((await worker.claim())!, 0.9, { ...recordOf(), flags: ["zone-not-set", "suspended"] });
  await worker.report((await worker.claim())!, 0.9, { ...recordOf(), flags: ["zone-not-set"], coverage: 0.9 });
  const { result } = await ask<Shown>(`query ($id: ID!) { result(id: $id) { energy { recordedRuns coverage captureModes flags { flag runs } cpuSeconds components { name energy { value interval { low high } } attribution { share } } ladder { method } } } }`, { id: await resultOf(runs) });
  expect(result.energy).toEqual({
    recordedRuns: 2, coverage: 0.9, captureModes: ["cgroup-v2"], flags: [{ flag: "zone-not-set", runs: 2 }, { flag: "suspended", runs: 1 }], cpuSeconds: 5000.25,
    components: [{ name: "cpu", energy: { value: 12, interval: { low: expect.closeTo(9.6, 9) as unknown, high: expect.closeTo(14.4, 9) as unknown } }, attribution: { share: 0.6 } }, { name: "gpu", energy: null, attribution: null }],
    ladder: [{ method: "nvidia-smi" }, { method: "not-measured" }, { method: "rapl" }],
  });
});

test("a result of runs without records has none", async () => {
  const runs = await submitRuns(api, shortTraining("bare"));
  await worker.report((await worker.claim())!, 0.9, null);
  expect((await ask<Shown>(`query ($id: ID!) { result(id: $id) { energy { recordedRuns } } }`, { id: await resultOf(runs) })).result.energy).toBeNull();
});

test("pay-back is told with its baseline, what was spent and on what its interval rests; a baseline that is none is refused", async () => {
  const [before, after] = [await submitRuns(api, shortTraining("before", [1, 2])), await submitRuns(api, shortTraining("after", [1, 2]))];
  for (let k = 0; k < 4; k += 1) await worker.report((await worker.claim())!);
  const [baseline, id] = [await resultOf(before), await resultOf(after)];
  const question = `query ($id: ID!, $baseline: ID) { result(id: $id) { payBackBaselines { id } payBack(baseline: $baseline, countBase: false) {
    baseline { reason hardwareClass result { id } modelVersion { label } } before { value unit } after { value } qualityOrder spendings { kind counted figure { value } modelVersion { id } }
    energy { verdict basis unit inferences { value low high level } spent { value interval { low high } } saved { value interval { low high } } } costs { kind pricePerKwh priceDate priceSource breakEven { verdict unit } }
  } } }`;
  const { result } = await ask<Shown>(question, { id, baseline });
  expect(result.payBackBaselines.map((one) => one.id)).toContain(baseline);
  expect(result.payBackBaselines.map((one) => one.id)).not.toContain(id);
  expect(result.payBack).toMatchObject({
    baseline: { reason: "CHOSEN", hardwareClass: "cpu/amd-epyc-zen4/1", result: { id: baseline }, modelVersion: { label: "64-8-10 seed 1" } }, before: { value: 0.5, unit: "J" }, after: { value: 0.5 }, qualityOrder: "NOT_DISTINGUISHABLE",
    spendings: [{ kind: "TRAINING", counted: true, figure: { value: 12 }, modelVersion: null }], energy: { verdict: "NOT_DISTINGUISHABLE", basis: "RUN_TO_RUN_SPREAD", unit: "J", inferences: { value: null, high: null, level: 0.95 }, saved: { value: 0 } },
    costs: [{ kind: "ELECTRICITY", priceDate: "2025-06-30", breakEven: { verdict: "NOT_DISTINGUISHABLE", unit: "EUR" } }],
  });
  for (const wrong of [id, before[0], "nonsense"]) {
    const { errors } = await api.send(question, { id, baseline: wrong }, api.adminToken);
    expect(errors).toMatchObject([{ extensions: { code: expect.stringMatching(/INVALID_INPUT|NOT_FOUND/) as unknown } }]);
  }
});

test("runs and results are compared by their ids", async () => {
  const [run] = await submitRuns(api, shortTraining("compared"));
  await worker.report((await worker.claim())!);
  const result = await resultOf([run!]);
  const { comparison } = await ask<{ comparison: object[] }>(`query ($of: [ID!]!) { comparison(of: $of) { quantity apart best pairs { a b order } } }`, { of: [run, result] });
  expect(comparison[0]).toEqual({ quantity: "QUALITY", apart: [], best: null, pairs: [{ a: run, b: result, order: "NOT_DISTINGUISHABLE" }] });
  expect(comparison.map((figure) => (figure as { quantity: string }).quantity)).toEqual(["QUALITY", "TRAINING_ENERGY", "INFERENCE_ENERGY_PER_THOUSAND", "CARBON", "COST"]);
});
