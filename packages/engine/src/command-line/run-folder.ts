import { existsSync, readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import type { EnergyRecord } from "@joulemark/energy";
import type { BaseFile } from "../base-file.ts";
import { EngineError } from "../errors.ts";
import { modelFolder } from "../model-folder.ts";
import type { RunReport } from "../report.ts";
import type { Specification } from "../spec/schema.ts";
import type { JobFile } from "../work-folder.ts";
import { readJob, writeWhole } from "../work-folder.ts";
import { differenceOf } from "./difference.ts";

/** What the command line says of a run; null: not said. */
export interface Settings {
  threads: number | null;
  zone: string | null;
  /** How long inference is repeated, s; null: as long as the engine's default. */
  inferenceSeconds: number | null;
}

export const folderOf = (out: string, seed: number): string => join(out, `seed-${seed}`);
const jobPath = (folder: string): string => join(folder, "job.json");
export const hasBegun = (folder: string): boolean => existsSync(jobPath(folder));

/** The report of a run that has ended; null: it has not. */
export function reportIn(folder: string): RunReport | null {
  const path = join(folder, "out", "report.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as RunReport) : null;
}

/** Makes the work folder of a new run. @param base where the specification names a file @param models of the files that steps name */
export function beginRun(folder: string, specification: Specification, seed: number, { threads, zone, inferenceSeconds }: Settings, base: BaseFile | null, models: ReadonlyMap<string, BaseFile>): JobFile {
  if (base) writeWhole(join(folder, "base", base.fileName), base.bytes);
  for (const [file, { fileName, bytes }] of models) writeWhole(join(modelFolder(folder, file), fileName), bytes);
  writeWhole(jobPath(folder), JSON.stringify({ specification, seed, threads: threads ?? 1, zone, allowFile: true, cacheFolder: resolve(dirname(folder), "cache"), ...(inferenceSeconds === null ? {} : { inferenceSeconds }) }));
  return readJob(folder);
}

/**
 * The job of a run that was begun before, to go on with: it ends in the same bytes only where nothing that bits depend on has changed.
 * A changed budget is taken over.
 * @throws EngineError INVALID_INPUT naming what has changed
 */
export function continuedRun(folder: string, specification: Specification, { threads, zone }: Settings, base: BaseFile | null, models: ReadonlyMap<string, BaseFile>): JobFile {
  const job = readJob(folder);
  const refuse = (what: string): never => {
    throw new EngineError("INVALID_INPUT", `${what} ${folder} cannot go on with it: name another folder by --out.`);
  };
  const path = differenceOf({ ...job.specification, budget: null }, { ...specification, budget: null });
  if (path) refuse(`${path.join(".")} is not what it was when the run began.`);
  if (threads !== null && threads !== job.threads) refuse(`The run began with ${job.threads} thread(s), not ${threads}; bits depend on it.`);
  const isIn = (at: string, { fileName, bytes }: BaseFile): boolean => existsSync(join(at, fileName)) && readFileSync(join(at, fileName)).equals(bytes);
  for (const [file, model] of models) if (!isIn(modelFolder(folder, file), model)) refuse(`${file} holds other weights than when the run began.`);
  if (base && !isIn(join(folder, "base"), base)) refuse("base.file holds other weights than when the run began.");
  return { ...job, specification, zone: zone ?? job.zone };
}

/** What a run has used so far, as its last checkpoint or its end has it. */
function recordIn(folder: string): Pick<EnergyRecord, "energy" | "cost"> | null {
  const path = join(folder, "out", "energy-record.json");
  return existsSync(path) ? (JSON.parse(readFileSync(path, "utf8")) as EnergyRecord) : null;
}

/**
 * The job with what the runs of all seeds together have left of the budget.
 * @param others folders of the other seeds
 */
export function withinBudget(job: JobFile, folder: string, others: string[]): JobFile {
  const { budget } = job.specification;
  if (!budget) return job;
  const joules = [folder, ...others].reduce((sum, one) => sum + (recordIn(one)?.energy?.value ?? 0), 0);
  // A run's own cost from before an interruption is counted by the run itself.
  const spent = others.reduce((sum, one) => sum + (recordIn(one)?.cost?.value ?? 0), 0);
  return {
    ...job,
    remainingEnergyJoules: budget.maxEnergyJoules === undefined ? job.remainingEnergyJoules : Math.max(0, budget.maxEnergyJoules - joules),
    specification: { ...job.specification, budget: { ...budget, ...(budget.maxCost ? { maxCost: { ...budget.maxCost, value: Math.max(0, budget.maxCost.value - spent) } } : {}) } },
  };
}
