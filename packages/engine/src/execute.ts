import { writeSync } from "node:fs";
import { join } from "node:path";
import type { EnergyRecord } from "@joulemark/energy";
import { readProcessor } from "@joulemark/energy";
import { openBackend } from "./backend.ts";
import { readBase } from "./base-file.ts";
import { onnx } from "./formats/onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import type { EngineEvent, ReportFile, RunReport } from "./report.ts";
import { runJob } from "./run.ts";
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

/** SIGTERM, or the end of our standard input where the parent holds its other end: a parent that is killed closes it. */
function watchInterruption(watchParent: boolean): () => boolean {
  let interrupted = false;
  const interrupt = (): void => {
    interrupted = true;
  };
  process.on("SIGTERM", interrupt);
  process.on("SIGINT", interrupt);
  if (watchParent) {
    process.stdin.resume();
    process.stdin.on("error", interrupt);
    process.stdin.on("close", interrupt);
    process.stdin.unref();
  }
  return () => interrupted;
}

const writeRecord = (folder: string, record: EnergyRecord): ReportFile => writeResult(folder, "energy-record.json", Buffer.from(`${JSON.stringify(record, null, 2)}\n`), "application/json");

/**
 * Executes the job of a work folder: events on standard output, checkpoints below `checkpoints/`, results below `out/`.
 * @throws EngineError CANCELLED where it was interrupted after a checkpoint
 */
export async function executeWork(folder: string, job: JobFile, { watchParent = false }: { watchParent?: boolean } = {}): Promise<void> {
  const interrupted = watchInterruption(watchParent);
  const log = (message: string): void => printEvent({ at: new Date().toISOString(), kind: "LOG", values: [], message });
  const resume = findCheckpoint(folder, job, log);
  const base = readBase(folder);
  const backend = await openBackend({ threads: job.threads });
  if (backend.name === "tfjs-wasm") log("The native TensorFlow library is not installed: the run goes on with WebAssembly, slower. `npm run doctor` says how to get it.");
  const { report, model, onnxModel, energyRecord } = await runJob(
    { specification: job.specification, seed: job.seed, zone: job.zone, site: job.site, remainingEnergyJoules: job.remainingEnergyJoules, base },
    { backend, processor: readProcessor(), resume, emit: printEvent, saveCheckpoint: (bytes, step) => saveCheckpoint(folder, bytes, step), saveEnergyRecord: (record) => void writeRecord(folder, record), interrupted, inferenceSeconds: job.inferenceSeconds },
  );
  const files = [writeRecord(folder, energyRecord)];
  if (model) files.unshift(writeResult(folder, safetensors.fileName, model, safetensors.mediaType));
  if (onnxModel) files.push(writeResult(folder, onnx.fileName, onnxModel, onnx.mediaType));
  const complete: RunReport = { ...report, files };
  writeWhole(join(folder, "out", "report.json"), `${JSON.stringify(complete, null, 2)}\n`);
  process.stdin.destroy();
}
