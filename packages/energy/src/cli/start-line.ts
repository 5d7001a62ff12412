import { appendFileSync } from "node:fs";
import type { StartPlan } from "../decide/schedule.ts";
import type { EnergyRecord } from "../energy-record.ts";
import type { Measurement } from "../measurement.ts";
import { listOf, object, orNull, readAll, text, time } from "../read-json.ts";
import { measurement } from "../record-readers.ts";
import { UsageError } from "./usage-error.ts";

/** A start as `run --ledger` writes it down, a line of JSON each. */
export interface StartLine {
  command: string;
  submittedAt: string;
  deadline: string | null;
  windows: { from: string; to: string }[];
  energy: Measurement;
  /** Why it started when it did, in words with the figures that were expected. */
  explanation: string;
}

const startLine = object<StartLine>({
  command: text(), submittedAt: time, deadline: orNull(time), windows: listOf(object({ from: time, to: time })), energy: measurement, explanation: text(),
});

export interface Start {
  /** Its name alone: arguments may hold secrets. */
  command: string;
  submittedAt: Date;
  deadline: Date | null;
  plan: StartPlan;
}

/** Adds a start to a file. @returns false where there are no joules, so nothing was written */
export function addStartLine(path: string, { command, submittedAt, deadline, plan }: Start, { energy, facilityEnergy, startedAt, endedAt }: EnergyRecord): boolean {
  const joules = facilityEnergy ?? energy;
  if (joules === null || !(Date.parse(endedAt) > Date.parse(startedAt))) return false;
  const line: StartLine = { command, submittedAt: submittedAt.toISOString(), deadline: deadline?.toISOString() ?? null, windows: [{ from: startedAt, to: endedAt }], energy: joules, explanation: plan.explanation };
  appendFileSync(path, `${JSON.stringify(line)}\n`);
  return true;
}

/** @throws UsageError, InvalidInput naming the line that is wrong */
export const startLinesOf = (content: string, name: string): StartLine[] =>
  content.split("\n").flatMap((line, index) => (line.trim() === "" ? [] : [readAll(startLine, parsed(line, `${name}, line ${index + 1}`), `${name}, line ${index + 1}`)]));

function parsed(line: string, where: string): unknown {
  try {
    return JSON.parse(line);
  } catch (error) {
    throw new UsageError(`${where} is no JSON (${(error as Error).message}); give a file that \`joulemark-energy run --ledger\` wrote.`);
  }
}
