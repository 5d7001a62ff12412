import { afterAll, beforeAll, expect, test } from "@jest/globals";
import type { TestApi } from "../test-api.ts";
import { startTestApi } from "../test-api.ts";
import { makeLab, recordOf, reportOf, shortTraining, submitRuns, testWorker } from "../test-worker.ts";

let api: TestApi;
let worker: ReturnType<typeof testWorker>;
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
  worker = testWorker(api);
}, 60_000);
afterAll(() => api.close());

const environment = { ...(reportOf(1, 0.9, [])["environment"] as object), workers: 3 };
const staleness = [40, 25, 5];
interface Seen {
  run: { environment: { workers: number | null; threads: number } | null; staleness: number[] | null; result: { id: string; environment: { workers: number | null } } | null } | null;
}
const ask = async (id: string, token: string | null = api.adminToken): Promise<Seen["run"]> =>
  (await api.send<Seen>(`query ($id: ID!) { run(id: $id) { environment { workers threads } staleness result { id environment { workers } } } }`, { id }, token)).data.run;
const publish = `mutation ($input: PublishInput!) { publish(input: $input) { __typename } }`;
const published = async (result: string): Promise<{ runs: { environment: object; staleness?: number[] }[] }> => {
  expect((await api.send(publish, { input: { results: [result], title: "T", disciplines: ["OTHER"] } }, api.adminToken)).data).toEqual({ publish: { __typename: "PublishSuccess" } });
  return (await api.db.result.findFirstOrThrow({ orderBy: { publishedAt: { sort: "desc", nulls: "last" } } })).document as never;
};

test("training processes and the histogram of staleness go from the report to the run, its result, and what is published of it", async () => {
  const [id] = await submitRuns(api, shortTraining("asynchronous"));
  expect(await worker.report((await worker.claim())!, 0.9, recordOf(), { environment, staleness })).toMatchObject({ __typename: "ReportRunSuccess" });
  const run = await ask(id!);
  expect(run).toMatchObject({ environment: { workers: 3, threads: 1 }, staleness, result: { environment: { workers: 3 } } });
  const { runs } = await published(run!.result!.id);
  expect(runs).toEqual([expect.objectContaining({ staleness, environment: expect.objectContaining({ workers: 3 }) as unknown })]);
});
test("a run that its own process trained has null for both, and nothing of them is published", async () => {
  const [id] = await submitRuns(api, shortTraining("single"));
  await worker.report((await worker.claim())!);
  const run = await ask(id!);
  expect(run).toMatchObject({ environment: { workers: null, threads: 1 }, staleness: null, result: { environment: { workers: null } } });
  const [of] = (await published(run!.result!.id)).runs;
  expect(of).not.toHaveProperty("staleness");
  expect(of!.environment).not.toHaveProperty("workers");
});
test("a run that fails keeps what it told of them", async () => {
  const [id] = await submitRuns(api, shortTraining("failed"));
  await worker.report((await worker.claim())!, 0.9, recordOf(), { outcome: "FAILED", failure: { code: "NOT_FINITE", message: "the loss is not finite" }, network: null, files: [], environment, staleness });
  expect(await ask(id!)).toMatchObject({ environment: { workers: 3 }, staleness, result: null });
});
test.each([
  ["no whole number of processes", { environment: { ...environment, workers: 1.5 } }, ["report", "environment", "workers"]],
  ["a histogram with a negative count", { staleness: [3, -1] }, ["report", "staleness", "1"]],
  ["a histogram that never ends", { staleness: Array(257).fill(1) }, ["report", "staleness"]],
])("%s is refused by its path", async (_what, change, path) => {
  await submitRuns(api, shortTraining("wrong"));
  const claimed = (await worker.claim())!;
  expect((await worker.report(claimed, 0.9, recordOf(), change)).errors).toEqual([expect.objectContaining({ code: "INVALID_INPUT", path })]);
  await worker.report(claimed);
});
test("who may not see the run sees neither", async () => {
  const [id] = await submitRuns(api, shortTraining("hidden"));
  await worker.report((await worker.claim())!, 0.9, recordOf(), { environment, staleness });
  expect(await ask(id!, null)).toBeNull();
});
