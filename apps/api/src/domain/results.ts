import type { Environment, Measurement, Metric, Prisma, Quantity, Run, Writer } from "../storage/db.ts";
import { meanFigure } from "./figure-means.ts";
import { figureOf, intervalColumns, intervalOf, measurementRow } from "./figures.ts";
import type { Figure } from "./figures.ts";
import { meanOverSeeds } from "./statistics.ts";

type MeasuredRun = Run & { metrics: Metric[]; measurements: Measurement[]; environment: Environment | null };

/**
 * Makes the result of a point, as a draft, once all its runs have succeeded. The caller holds the lock of the experiment's row,
 * so that it is made once.
 */
export async function settlePoint(tx: Writer, experimentId: string, point: number): Promise<void> {
  const runs = await tx.run.findMany({ where: { experimentId, point }, orderBy: { position: "asc" }, include: { metrics: { orderBy: { position: "asc" } }, measurements: true, environment: true } });
  const [lead] = runs;
  if (!lead?.modelVersionId || runs.some(({ state }) => state !== "SUCCEEDED")) return;
  const experiment = await tx.experiment.findUniqueOrThrow({ where: { id: experimentId } });
  const measurements = quantities.flatMap((quantity) => {
    const mean = meanMeasurement(runs, quantity);
    return mean ? [{ quantity, figure: mean }] : [];
  });
  const energy = measurements.find(({ quantity }) => quantity === "TRAINING_ENERGY")?.figure;
  const result = await tx.result.create({
    data: {
      experimentId,
      point,
      institutionId: experiment.institutionId,
      taskSlug: experiment.taskSlug,
      techniques: techniquesOf(experiment.specification),
      specification: experiment.specification as Prisma.InputJsonValue,
      leadRunId: lead.id,
      modelVersionId: lead.modelVersionId,
      seedCount: runs.length,
      attemptsCharged: runs.reduce((sum, { attempt }) => sum + attempt, 0),
      boundary: energy?.boundary ?? null,
      method: energy?.method ?? null,
      hardwareClass: common(runs.map(({ environment }) => environment?.hardwareClass)),
      measurements: { create: measurements.map((one) => measurementRow(one.quantity, one.figure)) },
      metrics: { create: meanMetrics(runs) },
    },
  });
  await tx.run.updateMany({ where: { experimentId, point }, data: { resultId: result.id } });
}

const quantities: Quantity[] = ["TRAINING_ENERGY", "INFERENCE_ENERGY_PER_THOUSAND", "CARBON", "COST", "COST_ELECTRICITY", "COST_COMPUTE", "COST_HARDWARE"];

const techniquesOf = (specification: Prisma.JsonValue): string[] => (specification as { pipeline: { technique: string }[] }).pipeline.map(({ technique }) => technique);

/** The one value that all have; null where they differ or one has none. */
function common<T>(values: (T | null | undefined)[]): T | null {
  const [first] = values;
  return first !== undefined && values.every((value) => value === first) ? first : null;
}

/** Energy, carbon, cost per run; null where a run was not measured, or not as the others were. */
const meanMeasurement = (runs: MeasuredRun[], quantity: Quantity): Figure | null => meanFigure(runs.map(({ measurements }) => figureOf(measurements, quantity)));

/** Metrics that lie between 0 and 1, and those that are never below 0. */
const shares = new Set(["accuracy", "macroF1", "calibrationError"]);
const amounts = new Set(["loss"]);

/** Metrics that every run has, in the order of the first run. The ends of an interval stay where its metric can be. */
function meanMetrics(runs: MeasuredRun[]) {
  const [lead] = runs;
  const shared = (lead?.metrics ?? []).flatMap(({ name, split, direction, count }) => {
    const rows = runs.flatMap(({ metrics }) => metrics.filter((metric) => metric.name === name && metric.split === split));
    return rows.length === runs.length ? [{ name, split, direction, count, rows }] : [];
  });
  return shared.map(({ rows, ...metric }, position) => {
    const [min, max] = [shares.has(metric.name) || amounts.has(metric.name) ? 0 : -Infinity, shares.has(metric.name) ? 1 : Infinity];
    const { value, interval } = meanOverSeeds(rows.map((row) => ({ value: row.value, interval: intervalOf(row) })), { min, max });
    return { position, ...metric, value, ...intervalColumns(interval) };
  });
}
