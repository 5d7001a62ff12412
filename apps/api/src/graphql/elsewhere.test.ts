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

const latency = [{ batchSize: 32, threads: 1, p50Ms: 0.06, p95Ms: 0.09, p99Ms: null, calls: 60 }, { batchSize: 1, threads: 1, p50Ms: 0.04, p95Ms: 0.05, p99Ms: 0.2, calls: 900 }];
const runtime = "tfjs-node 4.22.0, libtensorflow 2.21.0";
const ask = async <Data>(query: string, id: string, token: string | null = api.adminToken) => api.send<Data>(`query ($id: ID!) { run(id: $id) { latency { batchSize threads p50Ms p95Ms p99Ms calls runtime } result { id ${query} } } }`, { id }, token);
interface Answer {
  run: { latency: object[]; result: { latency: object[]; elsewhere: { reason: string | null; devices: { id: string; name: string; nameZh: string; kind: string; numberType: string | null; projections: { batchSize: number; callTime: { method: string; value: number; unit: string; interval: { low: number; high: number }; source: string }; costPerThousand: object | null }[]; sources: { figure: string }[] }[] } } } | null;
}
const elsewhere = "elsewhere { reason devices { id name nameZh kind numberType projections { batchSize callTime { method value unit interval { low high level } source } energyPerThousand { method boundary } costPerThousand { unit } } sources { figure value unit date source } } }";

test("latency goes from the report to the run and its result, and the result's network is projected elsewhere", async () => {
  const [id] = await submitRuns(api, shortTraining("latency"));
  expect(await worker.report((await worker.claim())!, 0.9, recordOf(), { latency })).toMatchObject({ __typename: "ReportRunSuccess" });
  const { data: { run } } = await ask<Answer>(`latency { batchSize p50Ms runtime } ${elsewhere}`, id!);
  expect(run!.latency).toEqual([{ ...latency[1], runtime }, { ...latency[0], runtime }]);
  expect(run!.result.latency).toEqual([{ batchSize: 1, p50Ms: 0.04, runtime }, { batchSize: 32, p50Ms: 0.06, runtime }]);
  const { reason, devices } = run!.result.elsewhere;
  expect([reason, devices.map(({ kind, numberType }) => [kind, numberType])]).toEqual([null, [["CPU", "FLOAT32"], ["CPU", "FLOAT32"], ["GPU", "FLOAT32"], ["NPU", null]]]);
  const t4 = devices[2]!;
  expect(t4).toMatchObject({ id: "nvidia-t4", name: "NVIDIA T4", nameZh: "英伟达 T4", projections: [{ batchSize: 1 }, { batchSize: 256, costPerThousand: { unit: "USD" } }] });
  expect(t4.projections[0]!.callTime).toMatchObject({ method: "PROJECTED", unit: "s", interval: { level: 0.95 }, source: expect.stringContaining("NVIDIA T4 at batch 1 in float32") as unknown });
  expect(t4.sources.length).toBeGreaterThan(5);
  expect(t4.sources.find(({ figure }) => figure === "pricePerHour")).toMatchObject({ value: 0.526, unit: "USD/h", date: "2026-11-29" });
});
test("a report without latency, of the first release, is taken, and shows none", async () => {
  const [id] = await submitRuns(api, shortTraining("no latency"));
  await worker.report((await worker.claim())!);
  expect((await ask<Answer>("latency { batchSize }", id!)).data.run).toMatchObject({ latency: [], result: { latency: [] } });
});
test("latency that is none is refused by its path", async () => {
  await submitRuns(api, shortTraining("wrong latency"));
  const claimed = (await worker.claim())!;
  const refused = await worker.report(claimed, 0.9, recordOf(), { latency: [{ ...latency[0], p50Ms: -1 }] });
  expect(refused.errors).toEqual([expect.objectContaining({ code: "INVALID_INPUT", path: ["report", "latency", "0", "p50Ms"] })]);
  await worker.report(claimed);
});
test("layers that are not known give an empty list with the reason, and batch sizes that are none an error", async () => {
  const [id] = await submitRuns(api, shortTraining("unknown layers"));
  await worker.report((await worker.claim())!, 0.9, recordOf(), { network: { label: "28×28-c8-10", parameterCount: 610, sizeBytes: 2440, multiplyAdds: 592, sha256: "a".repeat(64) } });
  expect((await ask<Answer>(elsewhere, id!)).data.run!.result.elsewhere).toEqual({ reason: "UNKNOWN_LAYERS", devices: [] });
  const { errors } = await ask<Answer>("elsewhere(batchSizes: [0]) { reason }", id!);
  expect(errors![0]!.message).toContain("batch sizes from 1 to 65536, not 0");
});
test("who may not see the result sees no projection of it", async () => {
  const [id] = await submitRuns(api, shortTraining("hidden"));
  await worker.report((await worker.claim())!, 0.9, recordOf(), { latency });
  expect((await ask<Answer>(elsewhere, id!, null)).data.run).toBeNull();
});
