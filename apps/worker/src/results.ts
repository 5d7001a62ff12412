import { stat } from "node:fs/promises";
import { join } from "node:path";
import type { ArtifactInput } from "@joulemark/client";
import { z } from "zod";
import type { Attempt } from "./attempt.ts";
import { sha256Of } from "./files.ts";

/** Of report.json only what the worker itself reads; the API reads all of it. */
const reportSchema = z.looseObject({
  outcome: z.enum(["SUCCEEDED", "FAILED"]),
  failure: z.object({ code: z.string(), message: z.string() }).nullish(),
  files: z.array(z.looseObject({ name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]*$/), mediaType: z.string() })).default([]),
});

export type EngineReport = z.output<typeof reportSchema>;

/** @throws ZodError where report.json is no report */
export const parseReport = (value: unknown): EngineReport => reportSchema.parse(value);

/** Brings the result files to the API, as they are on the disk now, and gives their description. */
export async function uploadResults(attempt: Attempt, folder: string, { files }: EngineReport): Promise<ArtifactInput[]> {
  const artifacts: ArtifactInput[] = [];
  for (const { name, mediaType } of files) {
    const path = join(folder, "out", name);
    const artifact = { name, mediaType, sha256: await sha256Of(path), sizeBytes: (await stat(path)).size };
    await attempt.uploadArtifact(path, artifact);
    artifacts.push(artifact);
  }
  return artifacts;
}

/** A report of a run that could not begin, and never will: trying again would end the same way. */
export const failedReport = (code: string, message: string): { schemaVersion: 1; outcome: "FAILED"; failure: { code: string; message: string } } => ({
  schemaVersion: 1,
  outcome: "FAILED",
  failure: { code, message: message.slice(0, 4_000) },
});
