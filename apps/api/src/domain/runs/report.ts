import { tasks } from "@joulemark/engine/spec";
import { z } from "zod";
import type { Prisma, Run, Writer } from "../../storage/db.ts";
import { endAttempt } from "../../storage/run-queue.ts";
import type { EndOfAttempt } from "../../storage/run-queue.ts";
import type { Context } from "../context.ts";
import { readEnergyRecord, storeEnergyRecord } from "../energy-record.ts";
import { Conflict, InvalidInput } from "../errors.ts";
import type { Issue } from "../errors.ts";
import { parseInput, sha256 } from "../input.ts";
import { parseReport } from "../report.ts";
import type { FailedReport, SucceededReport } from "../report.ts";
import { settlePoint } from "../results.ts";
import { registerVersion } from "../versions.ts";
import { fencedBy, fenceOf, requireCurrent, stale } from "./attempt.ts";
import type { AttemptRef } from "./attempt.ts";
import { failUnaffordable } from "./budget.ts";
import { storeFigures } from "./report-figures.ts";

const artifactsSchema = z
  .array(z.object({ name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, "A file's name has letters, digits, dots, hyphens and underscores."), sha256, sizeBytes: z.number().min(0), mediaType: z.string().min(1).max(100) }))
  .max(20)
  .refine((files) => new Set(files.map(({ name }) => name)).size === files.length, "A file is named twice.");
export type ReportedArtifact = z.output<typeof artifactsSchema>[number];

export interface ReportRun {
  attempt: AttemptRef;
  /** The engine's report.json. */
  report: unknown;
  /** Uploaded before under the attempt's token. */
  artifacts: ReportedArtifact[];
  /** What the meters recorded, packages/energy's record. */
  energyRecord?: unknown;
}

/** Name of the file that a version is loaded from. */
const MODEL_FILE = "model.safetensors";
/** The version has every file of its run, the model in each form and what techniques left beside it, but for the record of the run's energy. */
const belongsToVersion = (name: string): boolean => name !== "energy-record.json";

/**
 * Ends an attempt with the engine's report: state, metrics, measurements, files, and where it succeeded the new version, its lineage edge
 * and the point's result, all in one transaction. Sent again by the same attempt, after its answer was lost, it changes nothing.
 * @throws StaleAttempt, InvalidInput, Conflict when a file was not uploaded
 */
export async function reportRun(ctx: Context, input: ReportRun): Promise<Run> {
  const ended = await endedByThis(ctx, input.attempt);
  if (ended) return ended;
  const run = await requireCurrent(ctx, input.attempt);
  const report = parseReport(input.report);
  const artifacts = parseInput(artifactsSchema, input.artifacts, ["artifacts"]);
  const { taskSlug } = await ctx.db.experiment.findUniqueOrThrow({ where: { id: run.experimentId } });
  if (report.outcome === "SUCCEEDED") checkAgainstRun(report, { ...run, taskSlug }, artifacts);
  const energyRecord = readEnergyRecord(input.energyRecord, report.trainingEnergy?.value ?? null);
  await checkUploads(ctx, input.attempt, artifacts);

  const others = await ctx.db.$transaction(async (tx) => {
    // Runs of one experiment end one after the other, so that the last of them sees all others.
    await tx.$queryRaw`SELECT id FROM experiment WHERE id = ${run.experimentId} FOR NO KEY UPDATE`;
    if (!(await endAttempt(tx, fencedBy(input.attempt), endOf(report, run)))) throw stale(input.attempt);
    await storeEnergyRecord(tx, input.attempt, energyRecord);
    await storeFigures(tx, run.id, report);
    await tx.run.update({ where: { id: run.id }, data: { report: input.report as Prisma.InputJsonValue, trainingCpuSeconds: report.trainingCpuSeconds ?? null, staleness: report.staleness ?? [] } });
    const modelVersionId = report.outcome === "SUCCEEDED" ? await registerVersion(tx, run.id, report) : null;
    await storeArtifacts(tx, run.id, modelVersionId, artifacts);
    if (modelVersionId) await settlePoint(tx, run.experimentId, run.point);
    return failUnaffordable(tx, run.experimentId, ctx.now());
  });
  for (const id of new Set([run.id, ...others])) ctx.outbox.announce(id);
  return ctx.db.run.findUniqueOrThrow({ where: { id: run.id } });
}

/** The run, if this very attempt has ended it by a report. */
async function endedByThis(ctx: Context, attempt: AttemptRef): Promise<Run | null> {
  const { runId, number, tokenSha256 } = fenceOf(attempt);
  return ctx.db.run.findFirst({ where: { id: runId, attempt: number, state: { in: ["SUCCEEDED", "FAILED"] }, attempts: { some: { number, tokenSha256, state: { in: ["SUCCEEDED", "FAILED"] } } } } });
}

function endOf(report: SucceededReport | FailedReport, run: Run): EndOfAttempt {
  const energyJoules = report.trainingEnergy?.value ?? null;
  if (report.outcome === "SUCCEEDED") return { attempt: "SUCCEEDED", by: "REPORT", run: "SUCCEEDED", failure: null, energyJoules };
  if (run.cancelRequestedAt) return { attempt: "CANCELLED", by: "REPORT", run: "CANCELLED", failure: null, energyJoules };
  return { attempt: "FAILED", by: "REPORT", run: "FAILED", failure: report.failure, energyJoules };
}

function checkAgainstRun(report: SucceededReport, { seed, taskSlug }: { seed: number; taskSlug: string }, artifacts: ReportedArtifact[]): void {
  const metric = tasks.find(({ slug }) => slug === taskSlug)?.metric;
  const [first] = report.metrics;
  const issues: Issue[] = [];
  if (report.seed !== seed) issues.push({ message: `The run's seed is ${seed}, not ${report.seed}.`, path: ["report", "seed"] });
  if (report.task !== taskSlug) issues.push({ message: `The run's task is ${taskSlug}, not ${report.task}.`, path: ["report", "task"] });
  if (first?.split !== "test" || first.name !== metric?.name || first.direction !== metric.direction) {
    issues.push({ message: `The first metric is the task's: ${metric?.name} on the test split, ${metric?.direction}.`, path: ["report", "metrics", "0"] });
  }
  if (!artifacts.some(({ name }) => name === MODEL_FILE)) issues.push({ message: `${MODEL_FILE} is missing.`, path: ["artifacts"] });
  if (issues.length > 0) throw new InvalidInput(issues);
}

/** A report names only what this attempt uploaded: else it could make another's file its own by knowing the hash. */
async function checkUploads(ctx: Context, { runId, number }: AttemptRef, artifacts: ReportedArtifact[]): Promise<void> {
  const uploads = await ctx.db.attemptUpload.findMany({ where: { runId, number }, include: { blob: true } });
  artifacts.forEach(({ name, sha256: hash, sizeBytes }, index) => {
    const upload = uploads.find((candidate) => candidate.name === name && candidate.sha256 === hash && Number(candidate.blob.sizeBytes) === sizeBytes);
    if (!upload) throw new Conflict(`${name} with this hash and size was not uploaded by this attempt.`, ["artifacts", String(index)]);
  });
}

async function storeArtifacts(tx: Writer, runId: string, modelVersionId: string | null, artifacts: ReportedArtifact[]): Promise<void> {
  await tx.artifact.createMany({
    data: artifacts.map(({ name, sha256: hash, sizeBytes, mediaType }) => ({ name, sha256: hash, sizeBytes, mediaType, runId, modelVersionId: belongsToVersion(name) ? modelVersionId : null })),
  });
}
