import type { LadderStep, RecordHost } from "../energy-record.ts";
import type { ElectricityPrice } from "../cost/electricity-price.ts";
import type { GridIntensity } from "../carbon/grid-intensity.ts";
import { NOT_MEASURED, betterSteps, componentsOf, isMissing, outcomeOf, withoutFigure } from "./ladder-words.ts";

/** What this machine was found to have. */
export interface Findings {
  host: RecordHost;
  /** Of the components and of the capture. */
  ladder: LadderStep[];
  grid: GridIntensity;
  price: ElectricityPrice;
}

const componentTitles: Record<string, string> = { machine: "whole machine", cpu: "processor", dram: "memory", gpu: "GPU", capture: "processes" };
const titleOf = (component: string): string => componentTitles[component] ?? component;

const remedyLine = (remedy: string | undefined): string[] => (remedy ? [`  → ${remedy}`] : []);

/** @param told reasons that stand above already, which are not repeated */
function componentLines(component: LadderStep["component"], ladder: LadderStep[], told: Set<string>): [string, string[]] {
  const outcome = outcomeOf(component, ladder)!;
  const lines = betterSteps(component, ladder).flatMap(({ method, reason, remedy }) => {
    const words = `not ${method}: ${reason}`;
    if (told.has(words)) return [`not ${method}: as above`];
    told.add(words);
    return [words, ...remedyLine(remedy)];
  });
  return [titleOf(component), [outcome.method === NOT_MEASURED ? withoutFigure(component, ladder) : `${outcome.method}: ${outcome.reason}`, ...remedyLine(outcome.remedy), ...lines]];
}

/** One line: what is measured, what is modelled or missing, and how many steps would allow more. */
export function summaryOf({ ladder }: Pick<Findings, "ladder">): string {
  const outcomes = componentsOf(ladder).filter((component) => component !== "capture").map((component) => outcomeOf(component, ladder)!);
  const by = outcomes.filter(({ method }) => method !== NOT_MEASURED).map(({ component, method }) => `${titleOf(component)} by ${method}`);
  const missing = outcomes.filter(({ component }) => isMissing(component, ladder)).map(({ component }) => titleOf(component));
  const remedies = new Set(ladder.flatMap(({ remedy }) => remedy ?? [])).size;
  const capture = outcomeOf("capture", ladder);
  return [
    by.length > 0 ? by.join(", ") : "no component can be measured here",
    ...(missing.length > 0 ? [`not measured: ${missing.join(", ")}`] : []),
    ...(capture ? [`CPU time by ${capture.method}`] : []),
    remedies === 0 ? "nothing we know of would allow more" : `${remedies} ${remedies === 1 ? "step" : "steps"} (→) would allow more`,
  ].join("; ");
}

/** The findings for people. */
export function doctorReport(findings: Findings): string[] {
  const { host, ladder, grid, price } = findings;
  const told = new Set<string>();
  const sections: [string, string[]][] = [
    ["machine", [`${host.processor}, ${host.threads} threads, ${Math.round(host.memoryBytes / 2 ** 30)} GiB, ${host.operatingSystem}${host.virtualised ? ", virtual: the host's load is not to be seen" : ""}`]],
    ...componentsOf(ladder).map((component) => componentLines(component, ladder, told)),
    ["grid zone", [`${grid.gramsPerKwh} g CO2e/kWh, ×/÷ ${grid.factor}: ${grid.source}`, `${price.pricePerKwh} ${price.currency}/kWh, ×/÷ ${price.factor}: ${price.source}`, ...(grid.zone === null ? ["  → export JOULEMARK_ZONE=DE, or --zone DE: carbon and cost of the place instead of the world's average"] : [])]],
  ];
  const width = Math.max(...sections.map(([title]) => title.length));
  return [...sections.flatMap(([title, lines]) => lines.map((line, at) => `${(at === 0 ? title : "").padEnd(width)}  ${line}`)), "", `In short: ${summaryOf(findings)}.`];
}
