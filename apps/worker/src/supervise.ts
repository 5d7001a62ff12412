import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseSpecification } from "@joulemark/engine/spec";
import type { Attempt } from "./attempt.ts";
import { AttemptOver } from "./attempt.ts";
import type { AttemptEnd } from "./attempt-end.ts";
import { reasonOf, refusedReport, release, report } from "./attempt-end.ts";
import { CheckpointUploads } from "./checkpoint-uploads.ts";
import { Progress, parseEngineEvent, toRunEvent } from "./engine-event.ts";
import { EventOutbox } from "./event-outbox.ts";
import type { Execution, ExecutionEnd, Executor } from "./executors/executor.ts";
import { Heartbeats } from "./heartbeats.ts";
import type { Logger } from "./log.ts";
import { failedReport, parseReport, uploadResults } from "./results.ts";
import { storageFailure } from "./storage-full.ts";
import { StopRequest } from "./stop-request.ts";
import { fillWorkFolder, keyOf, makeWorkFolder, readEnergyRecord, readReport } from "./work-folder.ts";

export interface Supervision {
  executor: Executor;
  engineCommand: readonly string[];
  engineEnvironment: Readonly<Record<string, string>>;
  /** The attempt's folder is made below this one. */
  workFolder: string;
  cacheFolder: string;
  threads: number;
  zone: string | null;
  site: object;
  log: Logger;
  /** Fires when the worker is to end: the run is given back with a last checkpoint. */
  stopping: AbortSignal;
}

/** How long the engine may take to write a checkpoint after it was asked to end, ms. */
const graceMs = 9_000;
/** The engine's exit code for input it refuses: it would refuse it again. */
const REFUSED = 2;

/** Executes one attempt from its claim to its end: holds the lease, runs the engine, sends events and checkpoints, reports. Never throws. */
export async function supervise(attempt: Attempt, supervision: Supervision): Promise<AttemptEnd> {
  const { log, stopping, workFolder } = supervision;
  const stop = new StopRequest(stopping);
  const progress = new Progress();
  const heartbeats = new Heartbeats(attempt, progress, { log, onStop: (reason) => stop.ask(reason) });
  try {
    const refusal = refusalOf(attempt.assignment.specification);
    if (refusal !== null) return await report(attempt, failedReport("INVALID_INPUT", refusal));
    const folder = await makeWorkFolder(workFolder, keyOf(attempt.assignment));
    await fillWorkFolder(folder, attempt, supervision);
    if (stop.reason !== null) return await release(attempt, stop.reason, log);
    return await execute({ attempt, folder, supervision, progress, heartbeats, stop });
  } catch (error) {
    if (error instanceof AttemptOver) return { kind: "dropped", reason: error.message };
    log.error({ err: error }, "The attempt cannot go on.");
    const full = storageFailure(error);
    if (full) return await report(attempt, full).catch((cause: Error) => release(attempt, cause.message, log));
    return release(attempt, `The worker could not go on: ${(error as Error).message}`, log);
  } finally {
    heartbeats.stop();
    await rm(join(workFolder, keyOf(attempt.assignment)), { recursive: true, force: true }).catch((error: unknown) => log.warn({ err: error }, "A work folder could not be removed."));
  }
}

/** Why a specification is not executed; null: it may be. Never a file of this machine, whatever the API says. */
function refusalOf(specification: unknown): string | null {
  const parsed = parseSpecification(specification);
  return parsed.ok ? null : parsed.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n");
}

interface Course {
  attempt: Attempt;
  folder: string;
  supervision: Supervision;
  progress: Progress;
  heartbeats: Heartbeats;
  stop: StopRequest;
}

async function execute(course: Course): Promise<AttemptEnd> {
  const { attempt, folder, supervision, stop } = course;
  const { log } = supervision;
  const outbox = new EventOutbox(join(folder, "events.ndjson"));
  const uploads = new CheckpointUploads({ attempt, folder, log, onStored: (event) => outbox.append(toRunEvent(event)) });
  let execution: Execution | undefined;
  try {
    const running = start(course, outbox, uploads);
    execution = running;
    const kill = (): void => running.kill();
    attempt.over.addEventListener("abort", kill, { once: true });
    if (attempt.over.aborted) kill();
    stop.whenAsked(() => running.stop(graceMs));
    const delivered = outbox.deliver((firstIndex, events) => attempt.append(firstIndex, events), { signal: attempt.over });
    delivered.catch(kill); // the failure itself is met below, where its end is awaited
    const end = await running.ended;
    if (attempt.over.aborted) throw attempt.over.reason;
    const written = await readReport(folder);
    await (written === null ? uploads.settle() : uploads.cancel());
    outbox.close();
    await delivered;
    const energyRecord = await readEnergyRecord(folder);
    if (written === null) return await endWithoutReport(course, end, energyRecord);
    const result = parseReport(written);
    return await report(attempt, result, await uploadResults(attempt, folder, result), energyRecord);
  } finally {
    execution?.kill();
    await execution?.ended;
    outbox.dispose();
  }
}

function start({ attempt, folder, supervision, progress, heartbeats }: Course, outbox: EventOutbox, uploads: CheckpointUploads): Execution {
  const { executor, engineCommand, engineEnvironment, log } = supervision;
  const job = { key: keyOf(attempt.assignment), folder, command: engineCommand, environment: engineEnvironment };
  const execution = executor.start(job, (line) => {
    const event = parseEngineEvent(line);
    if (!event) return log.debug({ line: line.slice(0, 200) }, "The engine's process wrote something that is no event.");
    const knewItsLength = progress.newest.totalSteps !== undefined;
    progress.note(event);
    if (!knewItsLength && progress.newest.totalSteps !== undefined) heartbeats.hurry();
    if (event.kind === "CHECKPOINT") uploads.offer(event); // others are told once the API has it
    else outbox.append(toRunEvent(event));
  });
  log.info({ process: execution.externalId }, "The engine runs.");
  return execution;
}

async function endWithoutReport({ attempt, progress, stop, supervision: { log } }: Course, end: ExecutionEnd, energyRecord: unknown): Promise<AttemptEnd> {
  if (end.exitCode === REFUSED) return report(attempt, refusedReport(end));
  const full = stop.reason === null ? storageFailure(end.errorTail) : null;
  if (full) return report(attempt, full);
  if (stop.reason === null) log.warn({ ...end }, "The engine ended without a report.");
  // The joules of its last steps count, though the steps may be done again.
  await attempt.heartbeat(progress.newest).catch((error: unknown) => log.warn({ err: error }, "The last heartbeat was not answered."));
  return release(attempt, stop.reason ?? reasonOf(end), log, energyRecord);
}
