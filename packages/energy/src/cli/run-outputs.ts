import { randomUUID } from "node:crypto";
import { closeSync, existsSync, openSync, readSync, realpathSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { EnergyRecord } from "../energy-record.ts";
import { codeCarbonRow, columns, csvLine, headerCells, headerProblem } from "./codecarbon-csv.ts";
import { prometheusText } from "./prometheus.ts";
import { UsageError } from "./usage-error.ts";
import { appendLine, isOrdinary, whyNotWritable, writeWhole } from "./write-whole.ts";

/** Files that a run writes; undefined: not asked for. */
export interface Outputs {
  json?: string | undefined;
  csv?: string | undefined;
  prometheus?: string | undefined;
  /** project_name of the CSV's line. */
  project?: string | undefined;
}

const LONGEST_HEADER = 16_384;

/** First line of a file; null where there is none yet. */
function firstLine(path: string): string | null {
  if (!existsSync(path) || !isOrdinary(path)) return null;
  const file = openSync(path, "r");
  try {
    const bytes = Buffer.alloc(LONGEST_HEADER);
    const text = bytes.toString("utf8", 0, readSync(file, bytes, 0, LONGEST_HEADER, 0));
    return text === "" ? null : text.split("\n")[0]!;
  } finally {
    closeSync(file);
  }
}

/** One name for one file, by whatever path it is given. */
const identity = (path: string): string => (existsSync(path) ? realpathSync(path) : existsSync(dirname(path)) ? join(realpathSync(dirname(path)), basename(path)) : resolve(path));

/**
 * Refuses, before anything is measured, what could not be written afterwards.
 * @throws UsageError naming the path, and what would be right
 */
export function checkOutputs({ json, csv, prometheus }: Outputs): void {
  const asked = Object.entries({ json, csv, prometheus }).flatMap(([option, path]) => (path === undefined ? [] : [{ option, path }]));
  for (const { option, path } of asked) {
    const problem = whyNotWritable(path);
    if (problem) throw new UsageError(`--${option}: ${problem}.`);
    const other = asked.find((one) => one.option !== option && isOrdinary(path) && identity(one.path) === identity(path));
    if (other) throw new UsageError(`--${option} and --${other.option} name the same file, ${path}; give each its own.`);
  }
  if (csv === undefined) return;
  const header = firstLine(csv);
  const problem = header === null ? null : headerProblem(headerCells(header));
  if (problem) throw new UsageError(`--csv: ${csv} has other columns than CodeCarbon's emissions.csv: ${problem}. Name another file, or one that is not there yet.`);
}

function appendRow(path: string, record: EnergyRecord, project: string | null): void {
  const header = firstLine(path);
  const row = codeCarbonRow(record, { runId: randomUUID(), project });
  appendLine(path, columns.join(","), csvLine(row, header === null ? columns : headerCells(header)));
}

/** Writes what was asked for. Each file on its own: that one fails does not keep another from being written. @param failed told the option and why */
export function writeOutputs(record: EnergyRecord, { json, csv, prometheus, project }: Outputs, failed: (option: string, error: unknown) => void): void {
  const writers: [string, string | undefined, (path: string) => void][] = [
    ["--json", json, (path) => writeWhole(path, `${JSON.stringify(record, null, 2)}\n`)],
    ["--csv", csv, (path) => appendRow(path, record, project ?? null)],
    ["--prometheus", prometheus, (path) => writeWhole(path, prometheusText(record))],
  ];
  for (const [option, path, write] of writers) {
    try {
      if (path !== undefined) write(path);
    } catch (error) {
      failed(option, error);
    }
  }
}
