import type { Attempt } from "./attempt.ts";
import type { ExecutionEnd } from "./executors/executor.ts";
import type { Logger } from "./log.ts";
import { failedReport } from "./results.ts";

/** How an attempt ended for its worker: reported with an outcome, given back with a reason, or dropped because it is not ours any more. */
export type AttemptEnd = { kind: "reported"; outcome: string; failure: string | null } | { kind: "released"; reason: string } | { kind: "dropped"; reason: string };

interface Outcome {
  outcome: string;
  failure?: { code: string; message: string } | null | undefined;
}

export async function report(attempt: Attempt, result: Outcome, artifacts: Parameters<Attempt["report"]>[1] = [], energyRecord: unknown = null): Promise<AttemptEnd> {
  await attempt.report(result, artifacts, energyRecord);
  return { kind: "reported", outcome: result.outcome, failure: result.failure ? `${result.failure.code}: ${result.failure.message}` : null };
}

/** Gives the run back. Where even that fails, its lease runs out by itself, and the API queues it again. */
export async function release(attempt: Attempt, reason: string, log: Logger, energyRecord: unknown = null): Promise<AttemptEnd> {
  try {
    await attempt.release(reason, energyRecord);
    return { kind: "released", reason };
  } catch (error) {
    log.error({ err: error }, "The run could not be given back.");
    return { kind: "dropped", reason };
  }
}

/** The report of an engine that refused its input; it prints `CODE: message` then. */
export function refusedReport({ errorTail }: ExecutionEnd): Outcome {
  const [, code = "ENGINE_REFUSED", message = "The engine refused its input."] = errorTail.match(/^([A-Z][A-Z0-9_]{2,63}): ([\s\S]*)/m) ?? [];
  return failedReport(code, message.trim());
}

/** Why an execution ended without a report. */
export function reasonOf({ exitCode, signal }: ExecutionEnd): string {
  if (signal) return `The engine's process was ended by ${signal}.`;
  if (exitCode === null) return "The engine's process could not be started.";
  return `The engine's process ended with exit code ${exitCode} and without a report.`;
}
