import { mkdir, readFile, readdir, rm, stat, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join } from "node:path";
import type { AssignmentFragment } from "@joulemark/client";
import { modelFolder } from "@joulemark/engine/spec";
import type { Attempt } from "./attempt.ts";

/** Folders of another machine on a shared disk are left to it for so long, ms. */
const strangersForMs = 7 * 24 * 3_600_000;
const ownerFile = "owner.json";
const modelFile = "model.safetensors";

/** Names an attempt, on disk and wherever it is executed. A run's id has letters, digits, hyphens and underscores only. */
export const keyOf = ({ run, attempt }: Pick<AssignmentFragment, "run" | "attempt">): string => `${run.id.replace(/[^A-Za-z0-9_-]/g, "_")}-${attempt}`;

/** Makes the empty folder of an attempt. Only this user may read it. */
export async function makeWorkFolder(root: string, key: string): Promise<string> {
  const folder = join(root, key);
  await rm(folder, { recursive: true, force: true });
  await mkdir(folder, { recursive: true, mode: 0o700 });
  await writeFile(join(folder, ownerFile), JSON.stringify({ host: hostname(), pid: process.pid }));
  return folder;
}

export interface JobSettings {
  /** Where engines keep logits of teachers for later runs. */
  cacheFolder: string;
  threads: number;
  zone: string | null;
  site: object;
}

/**
 * Puts what the engine needs into the folder: the base version, those that steps name, the checkpoint to go on from, the job.
 * @throws ApiError, AttemptOver
 */
export async function fillWorkFolder(folder: string, attempt: Attempt, { cacheFolder, threads, zone, site }: JobSettings): Promise<void> {
  const { specification, seed, baseVersion, baseFiles, namedVersions, checkpoint, remainingEnergyJoules } = attempt.assignment;
  if (baseVersion) await fetchModel(attempt, { ...baseVersion, files: baseFiles }, join(folder, "base"));
  for (const version of namedVersions) await fetchModel(attempt, version, modelFolder(folder, version.name));
  if (checkpoint) {
    await mkdir(join(folder, "resume"));
    await attempt.fetch(checkpoint, join(folder, "resume", "checkpoint.safetensors"));
  }
  await writeFile(join(folder, "job.json"), JSON.stringify({ specification, seed, threads, zone, site, remainingEnergyJoules, allowFile: false, cacheFolder }));
}

async function fetchModel(attempt: Attempt, { label, files }: Pick<AssignmentFragment["namedVersions"][number], "label" | "files">, into: string): Promise<void> {
  const model = files.find(({ name }) => name === modelFile);
  if (!model) throw new Error(`The version ${label} has no ${modelFile}.`);
  await mkdir(into, { recursive: true });
  await attempt.fetch(model, join(into, modelFile));
}

/** The engine's report; null where it wrote none. */
export const readReport = (folder: string): Promise<unknown> => readResult(folder, "report.json");

/** What the engine's meters recorded, up to its end or its last checkpoint; null where it wrote nothing. */
export const readEnergyRecord = (folder: string): Promise<unknown> => readResult(folder, "energy-record.json");

async function readResult(folder: string, name: string): Promise<unknown> {
  try {
    return JSON.parse(await readFile(join(folder, "out", name), "utf8"));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/**
 * Removes the folders that workers left behind which were killed.
 * @returns names of the folders removed
 */
export async function cleanWorkFolders(root: string): Promise<string[]> {
  await mkdir(root, { recursive: true, mode: 0o700 });
  const entries = await readdir(root, { withFileTypes: true });
  const removed: string[] = [];
  for (const { name } of entries.filter((entry) => entry.isDirectory())) {
    if (await isInUse(join(root, name))) continue;
    await rm(join(root, name), { recursive: true, force: true });
    removed.push(name);
  }
  return removed;
}

async function isInUse(folder: string): Promise<boolean> {
  const { mtimeMs } = await stat(folder);
  try {
    const owner = JSON.parse(await readFile(join(folder, ownerFile), "utf8")) as { host: string; pid: number };
    return owner.host === hostname() ? owner.pid !== process.pid && isAlive(owner.pid) : Date.now() - mtimeMs < strangersForMs;
  } catch (error) {
    const unfinished = (error as NodeJS.ErrnoException).code === "ENOENT" || (error as Error).name === "SyntaxError";
    if (!unfinished) throw error;
    return Date.now() - mtimeMs < 60_000; // another worker may be making it now
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}
