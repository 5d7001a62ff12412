import { once } from "node:events";
import { request } from "node:http";
import type { IncomingMessage } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { uuidOf } from "../domain/global-id.ts";
import { startTestApi, type TestApi } from "../test-api.ts";
import { type ClaimedRun, makeLab, sha256Of, shortTraining, submitRuns, testWorker } from "../test-worker.ts";

let api: TestApi;
let claimed: ClaimedRun;
let worker: ReturnType<typeof testWorker>;
const bytes = Buffer.from(Array.from({ length: 1000 }, (_, index) => index % 251));
const address = (content: Uint8Array): string => `${api.url}/artifacts/sha256/${sha256Of(content)}`;

beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
  worker = testWorker(api);
  await submitRuns(api, shortTraining("files"));
  claimed = (await worker.claim())!;
}, 60_000);
afterAll(() => api.close());

describe("an upload", () => {
  test("under the attempt's token is stored under its hash, by the run's id in either form", async () => {
    const response = await worker.upload(claimed, "artifacts", "data.bin", bytes);
    expect([response.status, await response.json()]).toEqual([201, { sha256: sha256Of(bytes), sizeBytes: 1000 }]);
    const again = await worker.upload({ ...claimed, run: { id: uuidOf("Run", claimed.run.id)! } }, "artifacts", "data.bin", bytes);
    expect(again.status).toBe(201);
  });

  test("without a token, or under another's, is refused", async () => {
    expect((await worker.upload(claimed, "artifacts", "a.bin", bytes, { authorization: "" })).status).toBe(401);
    expect((await worker.upload(claimed, "artifacts", "a.bin", bytes, { authorization: `Bearer ${api.adminToken}` })).status).toBe(409);
    expect((await worker.upload({ ...claimed, attempt: 2 }, "artifacts", "a.bin", bytes)).status).toBe(409);
  });

  test("that is refused while it is still sent is read to its end: its sender sees the answer, and no broken connection", async () => {
    const piece = Buffer.alloc(100_000);
    const sending = request(`${api.url}/uploads/attempts/${encodeURIComponent(claimed.run.id)}/2/artifacts/a.bin`, {
      method: "PUT",
      headers: { authorization: `Bearer ${claimed.token}`, "x-content-sha256": sha256Of(piece), "content-length": String(20 * piece.length) },
    });
    const answer = once(sending, "response") as Promise<[IncomingMessage]>;
    for (let sent = 0; sent < 20; sent += 1) {
      sending.write(piece);
      await sleep(20);
    }
    sending.end();
    const [response] = await answer;
    expect(response.resume().statusCode).toBe(409);
  });

  test("whose bytes are others than their hash says is refused with 422, and nothing of it can be read", async () => {
    const other = Buffer.from("something else");
    const response = await worker.upload(claimed, "artifacts", "a.bin", other, { "x-content-sha256": sha256Of(Buffer.from("what was meant")) });
    expect(response.status).toBe(422);
    expect((await fetch(address(other), { headers: { authorization: `Bearer ${claimed.token}` } })).status).toBe(404);
  });

  test.each([
    ["no hash", "artifacts", "a.bin", { "x-content-sha256": "" }],
    ["a name that climbs", "artifacts", "..%2F..%2Fpasswd", {}],
    ["a checkpoint without its step", "checkpoints", "c.bin", { "x-checkpoint-energy-joules": "1" }],
    ["a checkpoint of negative energy", "checkpoints", "c.bin", { "x-checkpoint-step": "1", "x-checkpoint-energy-joules": "-1" }],
  ] as const)("with %s is refused with 400", async (_what, kind, name, headers) => {
    expect((await worker.upload(claimed, kind, name, bytes, headers)).status).toBe(400);
  });

  test("of a run that is not there is 404", async () => {
    expect((await worker.upload({ ...claimed, run: { id: "nonsense" } }, "artifacts", "a.bin", bytes)).status).toBe(404);
  });
});

describe("a file", () => {
  const read = (headers: Record<string, string> = {}) => fetch(address(bytes), { headers: { authorization: `Bearer ${claimed.token}`, ...headers } });

  test("of a run nobody may see is there for its attempt only", async () => {
    expect((await fetch(address(bytes))).status).toBe(404);
    expect((await fetch(address(bytes), { headers: { authorization: "Bearer someone-else" } })).status).toBe(404);
    expect((await fetch(address(bytes), { headers: { authorization: "Bearer jm_unknown" } })).status).toBe(401);
    expect((await read()).status).toBe(200);
  });

  test("is an attachment that no browser renders", async () => {
    const response = await read();
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes)).toBe(true);
    expect(response.headers.get("content-disposition")).toMatch(/^attachment; filename="[\w.-]+"$/);
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("content-security-policy")).toMatch(/^sandbox/);
    expect(response.headers.get("accept-ranges")).toBe("bytes");
  });

  test.each([
    ["bytes=0-9", 0, 10],
    ["bytes=990-", 990, 1000],
    ["bytes=-5", 995, 1000],
    ["bytes=500-5000", 500, 1000],
  ])("is sent in part for %s", async (range, start, end) => {
    const response = await read({ range });
    expect(response.status).toBe(206);
    expect(response.headers.get("content-range")).toBe(`bytes ${start}-${end - 1}/1000`);
    expect(Buffer.from(await response.arrayBuffer()).equals(bytes.subarray(start, end))).toBe(true);
  });

  test("answers a range beyond its end with 416, and one it does not understand with all bytes", async () => {
    const beyond = await read({ range: "bytes=1000-" });
    expect([beyond.status, beyond.headers.get("content-range")]).toEqual([416, "bytes */1000"]);
    for (const range of ["lines=1-2", "bytes=5-2,9-8x", "bytes=0-1,5-6"]) expect([range, (await read({ range })).status]).toEqual([range, range.startsWith("bytes=5-2") ? expect.any(Number) : 200]);
  });

  test("known by its hash already is not sent again, and a part of another one is not given", async () => {
    const etag = `"${sha256Of(bytes)}"`;
    expect((await read({ "if-none-match": etag })).status).toBe(304);
    expect((await read({ range: "bytes=0-9", "if-range": '"other"' })).status).toBe(200);
    expect((await read({ range: "bytes=0-9", "if-range": etag })).status).toBe(206);
  });

  test("answers HEAD with its length alone", async () => {
    const response = await fetch(address(bytes), { method: "HEAD", headers: { authorization: `Bearer ${claimed.token}` } });
    expect([response.status, response.headers.get("content-length"), (await response.arrayBuffer()).byteLength]).toEqual([200, "1000", 0]);
  });
});

test("once its lease is taken from it, an attempt neither writes nor reads", async () => {
  expect(await worker.release(claimed)).toMatchObject({ __typename: "ReleaseRunSuccess", run: { state: "QUEUED" } });
  for (const refused of [await worker.heartbeat(claimed), await worker.events(claimed, 0, [1]), await worker.report(claimed), await worker.release(claimed)]) expect(refused.errors).toEqual([expect.objectContaining({ code: "STALE_ATTEMPT" })]);
  expect((await worker.upload(claimed, "artifacts", "late.bin", bytes)).status).toBe(409);
  expect((await fetch(address(bytes), { headers: { authorization: `Bearer ${claimed.token}` } })).status).toBe(404);
});
