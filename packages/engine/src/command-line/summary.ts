import { join } from "node:path";
import type { ReportMetric, RunReport } from "../report.ts";
import { figureText, metricText } from "./figure-text.ts";

const titles: Record<string, string> = { macroF1: "macro-F1", calibrationError: "calibration error" };
/** A metric's name in plain words. */
export const metricTitle = (name: string): string => titles[name] ?? name;

const metricLine = (metric: ReportMetric): string => `${metricTitle(metric.name)} ${metricText(metric)}`;

function lineOf({ seed, outcome, failure, metrics, trainingEnergy, inferenceEnergyPerThousand, network }: RunReport): string {
  if (outcome === "FAILED") return `seed ${seed}: FAILED. ${failure?.code}: ${failure?.message}`;
  const energies = [[trainingEnergy, "to train"], [inferenceEnergyPerThousand, "per 1,000 inferences"]] as const;
  const parts = [...metrics.map(metricLine), ...energies.map(([figure, what]) => (figure ? `${figureText(figure)} ${what}` : `energy ${what} not measured`)), `${network!.parameterCount.toLocaleString("en")} parameters`];
  return `seed ${seed}: ${parts.join(", ")}`;
}

/** What the terminal says at the end: the figures of each run, and where its files are. */
export function summaryOf(runs: { folder: string; report: RunReport }[], page: string): string {
  const files = runs.flatMap(({ folder, report }) => [join(folder, "out", "report.json"), ...report.files.filter(({ name }) => name.startsWith("model.")).map(({ path }) => join(folder, path))]);
  return [...runs.map(({ report }) => lineOf(report)), "", ...[page, ...files]].join("\n");
}
