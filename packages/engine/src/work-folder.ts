import { createHash } from "node:crypto";
import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, readdirSync, renameSync, rmSync, writeSync } from "node:fs";
import { dirname, join } from "node:path";
import { z } from "zod";
import type { Checkpoint } from "./checkpoint.ts";
import { decodeCheckpoint, jobFingerprint } from "./checkpoint.ts";
import { EngineError } from "./errors.ts";
import type { ReportFile } from "./report.ts";
import { parseSpecification } from "./spec/parse.ts";
import type { Specification } from "./spec/schema.ts";

const jobSchema = z.object({
  specification: z.unknown(),
  seed: z.int().min(0),
  threads: z.int().min(1).max(1024).default(1),
  zone: z.string().nullable().default(null),
  /** What this site states of itself, as `conversionOf` of @joulemark/energy reads it: tariff, PUE, water, prices, embodied carbon. */
  site: z.record(z.string(), z.unknown()).default({}),
  remainingEnergyJoules: z.number().nullable().default(null),
  allowFile: z.boolean().default(false),
  /** Where logits of teachers are kept for other runs too; null: below the work folder. */
  cacheFolder: z.string().nullable().default(null),
  /** How long inference is repeated, s: tests take less. */
  inferenceSeconds: z.number().gt(0).default(2),
});

export type JobFile = Omit<z.infer<typeof jobSchema>, "specification"> & { specification: Specification };

/** job.json, checked. @throws EngineError INVALID_INPUT naming every path */
export function readJob(folder: string): JobFile {
  const parsed = jobSchema.safeParse(JSON.parse(readFileSync(join(folder, "job.json"), "utf8")));
  if (!parsed.success) throw new EngineError("INVALID_INPUT", `job.json: ${z.prettifyError(parsed.error)}`);
  const specification = parseSpecification(parsed.data.specification, { allowFile: parsed.data.allowFile });
  if (!specification.ok) throw new EngineError("INVALID_INPUT", specification.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
  return { ...parsed.data, specification: specification.specification };
}

/** Writes a file completely, or not at all: whoever sees its name sees all of it, also after a power cut. */
export function writeWhole(path: string, bytes: Uint8Array | string): void {
  mkdirSync(dirname(path), { recursive: true });
  const temporary = `${path}.part`;
  const file = openSync(temporary, "w");
  try {
    const buffer = Buffer.from(bytes as Uint8Array);
    for (let at = 0; at < buffer.length; ) at += writeSync(file, buffer, at);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
  renameSync(temporary, path);
}

const KEPT_CHECKPOINTS = 2;
const checkpointNames = (folder: string): string[] => {
  const below = join(folder, "checkpoints");
  return existsSync(below) ? readdirSync(below).filter((name) => /^step-\d+\.safetensors$/.test(name)).toSorted() : [];
};

/** Stores a checkpoint under its step, keeps the newest two, and gives its name. */
export function saveCheckpoint(folder: string, bytes: Uint8Array, step: number): string {
  const name = `step-${String(step).padStart(8, "0")}.safetensors`;
  writeWhole(join(folder, "checkpoints", name), bytes);
  for (const old of checkpointNames(folder).slice(0, -KEPT_CHECKPOINTS)) rmSync(join(folder, "checkpoints", old));
  return name;
}

/**
 * The newest sound checkpoint: this folder's own, else the one that was fetched.
 * @param report told of each that cannot be used, and why
 */
export function findCheckpoint(folder: string, { specification, seed }: JobFile, report: (message: string) => void): Checkpoint | null {
  const candidates = [...checkpointNames(folder).toReversed().map((name) => join(folder, "checkpoints", name)), join(folder, "resume", "checkpoint.safetensors")];
  for (const path of candidates.filter((candidate) => existsSync(candidate))) {
    try {
      return decodeCheckpoint(readFileSync(path), jobFingerprint(specification, seed));
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      report(`A checkpoint cannot be used: ${error.message}`);
    }
  }
  return null;
}

/** Writes a result file below `out/` and describes it. */
export function writeResult(folder: string, name: string, bytes: Uint8Array, mediaType: string): ReportFile {
  writeWhole(join(folder, "out", name), bytes);
  return { name, path: `out/${name}`, sha256: createHash("sha256").update(bytes).digest("hex"), sizeBytes: bytes.length, mediaType };
}
