import { pageTheme, trainingCurvesChart } from "@joulemark/charts";
import type { Measurement } from "@joulemark/energy";
import type { EngineEvent, RunReport } from "../report.ts";
import type { Specification } from "../spec/schema.ts";
import { figureText, metricText, numberText } from "./figure-text.ts";
import type { ReportChart } from "./report-curves.ts";
import { chartsOf } from "./report-curves.ts";
import { stalenessTable } from "./staleness-table.ts";
import { metricTitle } from "./summary.ts";

export interface ShownRun {
  report: RunReport;
  /** Oldest first, of every process that worked on the run. */
  events: EngineEvent[];
}

const escapes: Record<string, string> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (character) => escapes[character]!);

const style = `
:root { color-scheme: light dark; --paper: #ffffff; --chart-ink: #1d2326; --chart-muted: #5a646a; --chart-rule: #d9dcd6; --chart-halo: #ffffff; --chart-primary: #0b655d; --chart-secondary: #96540a; --chart-tertiary: #5b6770; --chart-font: system-ui, -apple-system, "Segoe UI", "Noto Sans", sans-serif; }
@media (prefers-color-scheme: dark) { :root { --paper: #15191b; --chart-ink: #e6e8e3; --chart-muted: #a0aaae; --chart-rule: #343b3f; --chart-halo: #15191b; --chart-primary: #66c7ba; --chart-secondary: #e3a75b; --chart-tertiary: #9aa6ad; } }
body { margin: 2rem auto; max-width: 62rem; padding: 0 1rem; background: var(--paper); color: var(--chart-ink); font: 15px/1.5 var(--chart-font); }
h1 { font-size: 1.5rem; margin-bottom: 0; } h2 { font-size: 1.1rem; margin-top: 2rem; } .muted { color: var(--chart-muted); }
.wide { overflow-x: auto; } table { border-collapse: collapse; font-variant-numeric: tabular-nums; } th, td { text-align: left; padding: .25rem .9rem .25rem 0; border-bottom: 1px solid var(--chart-rule); vertical-align: top; } th { font-weight: 500; }
.bar { display: inline-block; height: .7em; background: var(--chart-primary); } .charts { display: flex; flex-wrap: wrap; gap: 1.5rem; } figure { margin: 0; } figcaption { font-weight: 500; } svg { max-width: 100%; height: auto; } pre { overflow-x: auto; font-size: 13px; }
`;

type Cell = (report: RunReport) => string;
const notMeasured = "not measured";
const figure = (of: (report: RunReport) => Measurement | null): Cell => (report) => {
  const measured = of(report);
  return measured ? figureText(measured) : notMeasured;
};
const whole = (value: number | undefined): string => (value === undefined ? "" : value.toLocaleString("en"));

const milliseconds = (value: number | null): string => (value === null ? "–" : numberText(value));

function latencyLines(reports: RunReport[]): [title: string, cell: Cell][] {
  const batches = [...new Set(reports.flatMap(({ latency = [] }) => latency.map(({ batchSize }) => batchSize)))];
  return batches.map((batchSize) => [`latency at batch ${batchSize}, ms: p50 / p95 / p99`, ({ latency = [] }) => {
    const one = latency.find((candidate) => candidate.batchSize === batchSize);
    return one ? `${[one.p50Ms, one.p95Ms, one.p99Ms].map(milliseconds).join(" / ")} (${one.threads} thread${one.threads === 1 ? "" : "s"})` : notMeasured;
  }]);
}

/** The lines of the table of figures, from top to bottom. */
function linesOf(reports: RunReport[]): [title: string, cell: Cell][] {
  const metrics = [...new Set(reports.flatMap((report) => report.metrics.map(({ name }) => name)))];
  const metricCell = (name: string): Cell => ({ metrics: all }) => {
    const metric = all.find((candidate) => candidate.name === name);
    return metric ? metricText(metric) : notMeasured;
  };
  return [
    ["outcome", ({ outcome, failure }) => (failure ? `${outcome}: ${failure.message}` : outcome)],
    ...metrics.map((name): [string, Cell] => [`${metricTitle(name)}, test split`, metricCell(name)]),
    ["energy to train", figure(({ trainingEnergy }) => trainingEnergy)],
    ["energy per 1,000 inferences", figure(({ inferenceEnergyPerThousand }) => inferenceEnergyPerThousand)],
    ...latencyLines(reports),
    ["carbon", figure(({ carbon }) => carbon)],
    ["electricity", figure(({ cost }) => cost as Measurement | null)],
    ["training, CPU s", ({ trainingCpuSeconds }) => numberText(trainingCpuSeconds)],
    ["training, wall s", ({ trainingWallSeconds }) => numberText(trainingWallSeconds)],
    ["steps", ({ steps }) => whole(steps)],
    ["network", ({ network }) => network?.label ?? ""],
    ["parameters", ({ network }) => whole(network?.parameterCount)],
    ["multiply-adds an example", ({ network }) => whole(network?.multiplyAdds)],
    ["model, bytes", ({ network }) => whole(network?.sizeBytes)],
  ];
}

function figureTable(reports: RunReport[]): string {
  const head = reports.map(({ seed }) => `<th scope="col">seed ${seed}</th>`).join("");
  const rows = linesOf(reports).map(([title, cell]) => `<tr><th scope="row">${escaped(title)}</th>${reports.map((report) => `<td>${escaped(cell(report))}</td>`).join("")}</tr>`);
  return `<div class="wide"><table><thead><tr><th></th>${head}</tr></thead><tbody>\n${rows.join("\n")}\n</tbody></table></div>`;
}

async function chartFigure({ title, valueAxis, ...chart }: ReportChart, totalSteps: number): Promise<string> {
  // Vega takes a while to load: only who draws waits for it.
  const { drawSvg } = await import("@joulemark/charts/svg");
  const { curves, ...look } = chart;
  const svg = await drawSvg(trainingCurvesChart(curves, { ...look, description: title, stepAxis: "step", valueAxis, totalSteps, theme: pageTheme }));
  return `<figure><figcaption>${escaped(title)}</figcaption>${svg}</figure>`;
}

/** How the figures came to be: each method, boundary and source once; how often inference was repeated differs from run to run. */
function methodsOf(reports: RunReport[]): string {
  const lines = reports.flatMap(({ trainingEnergy, inferenceEnergyPerThousand, carbon, cost }) => {
    const named = [["energy to train", trainingEnergy], ["energy of inference", inferenceEnergyPerThousand], ["carbon", carbon], ["electricity", cost]] as const;
    return named.flatMap(([name, measured]) => (measured ? [`${name}: ${measured.method.toLowerCase()}, boundary ${measured.boundary?.toLowerCase() ?? "none"}. ${measured.source.replace(/; \d+ inferences/, ";")}`] : []));
  });
  return [...new Set(lines), qualityMethod].map((line) => `<li>${escaped(line)}</li>`).join("\n");
}

const qualityMethod = "quality: of the test split, which is used once; intervals over 1,000 seeded resamples of its examples; calibration error in 15 bins of equal width; loss is cross-entropy in nats.";

const environmentsOf = (reports: RunReport[]): string =>
  [...new Set(reports.map(({ environment: { engineVersion, backend, threads, processor, operatingSystem, zone } }) => `Engine ${engineVersion}, ${backend}, ${threads} thread(s), ${processor}, ${operatingSystem}, grid zone ${zone ?? "not set: world average"}`))]
    .map((line) => `<p>${escaped(line)}</p>`)
    .join("\n");

/** One page that stands alone: figures with their intervals, curves, how they were measured, and the specification that repeats it. */
export async function drawHtmlReport(specification: Specification, runs: ShownRun[]): Promise<string> {
  const reports = runs.map(({ report }) => report);
  const totalSteps = Math.max(1, ...reports.map(({ steps }) => steps));
  const charts: string[] = [];
  for (const chart of chartsOf(runs.map(({ report, events }) => ({ seed: report.seed, events })))) charts.push(await chartFigure(chart, totalSteps));
  const title = escaped(specification.name);
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${title}</title><style>${style}</style></head>
<body>
<h1>${title}</h1>
<p class="muted">Task ${escaped(specification.task)}; ${escaped(specification.pipeline.map(({ technique }) => technique).join(", then "))}. Intervals are of 95 %: those of quality cover the sampling of the test split, those of energy the method.</p>
${figureTable(reports)}
<h2>Course of the training</h2>
<div class="charts">${charts.join("\n") || "<p>Nothing was told.</p>"}</div>
${stalenessTable(reports)}
<h2>How it was measured</h2>
<ul>
${methodsOf(reports)}
</ul>
${environmentsOf(reports)}
<h2>Specification</h2>
<p class="muted">Saved as a file, <code>joulemark-engine run FILE --out FOLDER</code> repeats it.</p>
<pre>${escaped(JSON.stringify(specification, null, 2))}</pre>
</body>
</html>
`;
}
