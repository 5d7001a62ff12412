import { ClaimRunDocument, createClient, expectSuccess } from "@joulemark/client";
import { pino } from "pino";
import type { TestApi } from "../../api/src/test-api.ts";
import { shortTraining, submitRuns } from "../../api/src/test-worker.ts";
import { Attempt } from "./attempt.ts";

export const silent = pino({ level: "silent" });

const worker = { workerId: "test", workerName: "test", backend: "tfjs", hardwareClass: "cpu/unknown/1" };

/** A fresh run, claimed with the worker's key of a real API. @param url where the attempt reaches it, if not at its own address */
export async function claimAttempt(api: TestApi, url = api.url): Promise<Attempt> {
  const [id] = await submitRuns(api, shortTraining(crypto.randomUUID()));
  const client = createClient({ url, token: api.workerToken, timeoutMs: 2_000 });
  for (;;) {
    const { assignment } = expectSuccess((await client.request(ClaimRunDocument, { input: worker })).claimRun);
    if (!assignment) throw new Error("The run was not there to be claimed.");
    const attempt = new Attempt(client, assignment, silent);
    if (assignment.run.id === id) return attempt;
    await finish(attempt); // what an earlier test gave back
  }
}

/** Ends the run, so that no later test claims it. */
export const finish = (attempt: Attempt): Promise<void> => attempt.report({ schemaVersion: 1, outcome: "FAILED", failure: { code: "ENDED", message: "The test has ended." } }, []);

/** The row of the run that was submitted last. */
export const newestRun = (api: TestApi) => api.db.run.findFirstOrThrow({ orderBy: { createdAt: "desc" }, include: { events: { orderBy: { sequence: "asc" } }, checkpoints: { orderBy: { step: "asc" } } } });
