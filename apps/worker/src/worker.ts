import { createClient } from "@joulemark/client";
import type { AssignmentFragment, Client } from "@joulemark/client";
import { hardwareClassOf, readProcessor } from "@joulemark/energy";
import { Attempt } from "./attempt.ts";
import { claims } from "./claims.ts";
import type { WorkerEnv } from "./env.ts";
import { executors } from "./executors/registry.ts";
import type { Logger } from "./log.ts";
import { supervise } from "./supervise.ts";
import { cleanWorkFolders } from "./work-folder.ts";

/** From the wish to stop to the end of everything, ms: below the 20 s that a supervisor may count on. */
const stopWithinMs = 17_000;
/** One answer of the API may take so long, ms: within a lease several are tried. */
const answerMs = 10_000;

/**
 * Claims and executes runs, one after the other, until the signal fires. A run under way is given back with its last checkpoint then.
 * @throws ApiError, Refused where the API will not have this worker
 */
export async function work(env: WorkerEnv, log: Logger, stopping: AbortSignal): Promise<void> {
  const client = createClient({ url: env.url, token: env.token, timeoutMs: answerMs });
  const hardwareClass = hardwareClassOf({ kind: "cpu", processorFamily: readProcessor().family, threads: env.threads });
  const left = await cleanWorkFolders(env.workFolder);
  if (left.length > 0) log.info({ folders: left }, "Work folders of workers that are gone were removed.");
  log.info({ api: env.url, name: env.name, hardwareClass, zone: env.zone, executor: env.executor }, "The worker is ready.");
  // Which backend there is, the engine's process finds out when it starts; a heartbeat tells.
  const worker = { workerId: env.name, workerName: env.name, backend: "tfjs", hardwareClass, zone: env.zone };
  for await (const assignment of claims(client, worker, { log, stopping })) await workOn(assignment, { client, env, log, stopping });
  log.info("The worker has stopped.");
}

async function workOn(assignment: AssignmentFragment, { client, env, log, stopping }: { client: Client; env: WorkerEnv; log: Logger; stopping: AbortSignal }): Promise<void> {
  const logOfRun = log.child({ run: assignment.run.id, attempt: assignment.attempt });
  logOfRun.info({ experiment: assignment.run.experiment.name, seed: assignment.seed, fromStep: assignment.checkpoint?.step ?? 0 }, "A run was claimed.");
  const attempt = new Attempt(client, assignment, logOfRun);
  const late = onceAfter(stopping, stopWithinMs, () => attempt.end("The worker stops and has no more time."));
  const executor = executors.find(({ kind }) => kind === env.executor)!;
  const { kind, ...details } = await supervise(attempt, { ...env, executor, log: logOfRun, stopping });
  late.cancel();
  if (kind === "reported") logOfRun.info(details, "The run was reported.");
  else logOfRun.warn(details, kind === "released" ? "The run was given back." : "The run was dropped.");
}

/** Acts a while after the signal has fired, unless it is cancelled. */
function onceAfter(signal: AbortSignal, ms: number, act: () => void): { cancel(): void } {
  let timer: NodeJS.Timeout | undefined;
  const start = (): void => {
    timer = setTimeout(act, ms);
  };
  if (signal.aborted) start();
  else signal.addEventListener("abort", start, { once: true });
  return {
    cancel() {
      clearTimeout(timer);
      signal.removeEventListener("abort", start);
    },
  };
}
