import { writeSync } from "node:fs";
import { join } from "node:path";
import type { EnergyRecord } from "@joulemark/energy";
import { readProcessor } from "@joulemark/energy";
import { openBackend } from "./backend.ts";
import { readBase, readModels } from "./base-file.ts";
import { onnx } from "./formats/onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import { LogitCache } from "./logit-cache.ts";
import type { EngineEvent, ReportFile, RunReport } from "./report.ts";
import { runJob } from "./run.ts";
import { namedModels } from "./spec/parse.ts";
import type { Crew } from "./training/strategy.ts";
import type { JobFile } from "./work-folder.ts";
import { findCheckpoint, saveCheckpoint, writeResult, writeWhole } from "./work-folder.ts";

const STDOUT = 1;

/** A line of JSON on standard output, whole: a pipe that is full makes us wait. */
function printEvent(event: EngineEvent): void {
  const bytes = Buffer.from(`${JSON.stringify(event)}\n`);
  for (let at = 0; at < bytes.length; ) {
    try {
      at += writeSync(STDOUT, bytes, at);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 5);
    }
  }
}

const writeRecord = (folder: string, record: EnergyRecord): ReportFile => writeResult(folder, "energy-record.json", Buffer.from(`${JSON.stringify(record, null, 2)}\n`), "application/json");

export interface ExecuteOptions {
  /** Whether somebody wants the process to end. */
  interrupted: () => boolean;
  /** Where training processes that are started elsewhere join. Default: they are started here. */
  crew?: Crew | undefined;
  /** Told what happens. Default: a line of JSON each on standard output. */
  emit?: (event: EngineEvent) => void;
}

/**
 * Executes the job of a work folder: checkpoints below `checkpoints/`, results below `out/`.
 * @throws EngineError CANCELLED where it was interrupted after a checkpoint
 */
export async function executeWork(folder: string, job: JobFile, { interrupted, emit = printEvent, crew }: ExecuteOptions): Promise<RunReport> {
  const log = (message: string): void => emit({ at: new Date().toISOString(), kind: "LOG", values: [], message });
  const resume = findCheckpoint(folder, job, log);
  const base = readBase(folder);
  const models = readModels(folder, namedModels(job.specification).map(({ name }) => name));
  const backend = await openBackend({ threads: job.threads });
  if (backend.name === "tfjs-wasm") log("The native TensorFlow library is not installed: the run goes on with WebAssembly, slower. `npm run doctor` says how to get it.");
  const processor = readProcessor();
  const { report, model, onnxModel, leftFiles, energyRecord } = await runJob(
    { specification: job.specification, seed: job.seed, zone: job.zone, site: job.site, remainingEnergyJoules: job.remainingEnergyJoules, base, models },
    { backend, processor, resume, emit, saveCheckpoint: (bytes, step) => saveCheckpoint(folder, bytes, step), saveEnergyRecord: (record) => void writeRecord(folder, record), interrupted, ...(crew ? { crew } : {}), inferenceSeconds: job.inferenceSeconds, logitCache: new LogitCache(job.cacheFolder ?? join(folder, "cache"), `${backend.version}, ${backend.threads} threads, ${processor.model}`, log) },
  );
  const files = [writeRecord(folder, energyRecord)];
  if (model) files.unshift(writeResult(folder, safetensors.fileName, model, safetensors.mediaType));
  if (onnxModel) files.push(writeResult(folder, onnx.fileName, onnxModel, onnx.mediaType));
  for (const { name, bytes, mediaType } of leftFiles) files.push(writeResult(folder, name, bytes, mediaType));
  const complete: RunReport = { ...report, files };
  writeWhole(join(folder, "out", "report.json"), `${JSON.stringify(complete, null, 2)}\n`);
  return complete;
}
