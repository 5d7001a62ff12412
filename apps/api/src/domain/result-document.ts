import type { Artifact, Environment, Measurement, Metric, Result, Run } from "../storage/db.ts";
import { canonicalJson } from "./canonical-json.ts";
import { figure, intervalOf } from "./figures.ts";
import { encodeGlobalId } from "./global-id.ts";
import { sha256Of } from "./sha256.ts";

type FullRun = Run & { metrics: Metric[]; measurements: Measurement[]; environment: Environment | null; artifacts: Artifact[] };
export type FullResult = Result & { metrics: Metric[]; measurements: Measurement[]; runs: FullRun[] };

/** What is loaded for a document. */
export const fullResult = {
  metrics: { orderBy: { position: "asc" } },
  measurements: { orderBy: { quantity: "asc" } },
  runs: {
    orderBy: { position: "asc" },
    include: { metrics: { orderBy: { position: "asc" } }, measurements: { orderBy: { quantity: "asc" } }, environment: true, artifacts: { orderBy: { name: "asc" } } },
  },
} as const;

/**
 * Everything a published result claims, as one JSON document, and the sha256 of its canonical form. Ids are the public ones, figures have the
 * contract's shapes, files stand by their hash: who has the document can check the hash, and the files against it.
 */
export function resultDocument(result: FullResult, publishedAt: Date): { document: ResultDocument; sha256: string } {
  const document = {
    schemaVersion: 1 as const,
    id: encodeGlobalId("Result", result.id),
    publishedAt: publishedAt.toISOString(),
    institution: encodeGlobalId("Institution", result.institutionId),
    task: result.taskSlug,
    modelVersion: encodeGlobalId("ModelVersion", result.modelVersionId),
    techniques: result.techniques,
    specification: result.specification,
    seedCount: result.seedCount,
    attemptsCharged: result.attemptsCharged,
    ...figuresOf(result),
    runs: result.runs.map((run) => ({
      id: encodeGlobalId("Run", run.id),
      seed: run.seed,
      attempts: run.attempt,
      lostEnergyJoules: run.lostEnergyJoules,
      environment: environmentOf(run.environment),
      ...(run.staleness.length > 0 ? { staleness: run.staleness } : {}),
      ...figuresOf(run),
      files: run.artifacts.map(({ name, sha256, sizeBytes, mediaType }) => ({ name, sha256, sizeBytes: Number(sizeBytes), mediaType })),
    })),
  };
  return { document, sha256: sha256Of(canonicalJson(document)) };
}
export type ResultDocument = Record<string, unknown>;

const figuresOf = ({ metrics, measurements }: { metrics: Metric[]; measurements: Measurement[] }) => ({
  metrics: metrics.map(({ name, value, direction, split, count, ...row }) => ({ name, value, direction, split, count, interval: intervalOf(row) })),
  measurements: measurements.map((row) => ({ quantity: row.quantity, ...figure(row) })),
});

/** A run that its own process trained has no `workers`, as in reports. */
function environmentOf(environment: Environment | null): (Omit<Environment, "runId" | "workers"> & { workers?: number }) | null {
  if (!environment) return null;
  const { runId: _runId, workers, ...rest } = environment;
  return { ...rest, ...(workers === null ? {} : { workers }) };
}
