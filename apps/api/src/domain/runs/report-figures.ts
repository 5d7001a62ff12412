import type { Quantity, Writer } from "../../storage/db.ts";
import { intervalColumns, measurementRow } from "../figures.ts";
import type { Figure } from "../figures.ts";
import type { FailedReport, SucceededReport } from "../report.ts";

/** Metrics, measurements and environment of a report, as far as it has them, as rows of the run. */
export async function storeFigures(tx: Writer, runId: string, report: SucceededReport | FailedReport): Promise<void> {
  const quantities: [Quantity, Figure | null | undefined][] = [
    ["TRAINING_ENERGY", report.trainingEnergy],
    ["INFERENCE_ENERGY_PER_THOUSAND", report.inferenceEnergyPerThousand],
    ["CARBON", report.carbon],
    ["COST", report.cost],
    ...(report.costs ?? []).map(({ kind, amount }): [Quantity, Figure] => [`COST_${kind}`, amount]),
  ];
  await tx.measurement.createMany({ data: quantities.flatMap(([quantity, figure]) => (figure ? [{ runId, ...measurementRow(quantity, figure) }] : [])) });
  const metrics = report.metrics ?? [];
  await tx.metric.createMany({ data: metrics.map(({ interval, ...metric }, position) => ({ runId, position, ...metric, ...intervalColumns(interval) })) });
  if (report.environment) await tx.environment.create({ data: { runId, ...report.environment } });
}
