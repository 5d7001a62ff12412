import type { ComponentFigure } from "../energy-record.ts";
import type { CostKind, Measurement } from "../measurement.ts";
import type { StoredRecord } from "../migrated-record.ts";
import { joulesToKwh } from "../units.ts";
import { flagInWords } from "./flag-words.ts";
import { shownComponents, stepsDown, withoutFigure } from "./ladder-words.ts";
import { shown, shownInLine, shownSeconds } from "./shown.ts";

/** Name, median, interval, method, boundary, and what it was made with. A row with words in place of a figure has two cells. */
type Row = [string, string] | [string, string, string, string, string, string];

const header: Row = ["", "median", "95 % interval", "method", "boundary", "by"];
const costNames: Record<CostKind, string> = { ELECTRICITY: "electricity", COMPUTE: "renting", HARDWARE: "owning" };

function figureRow(name: string, figure: Measurement, by: string): Row {
  const { value, unit, interval } = shown(figure);
  return [name, `${value} ${unit}`, interval, figure.method, figure.boundary ?? "", by];
}

const componentBy = ({ meter, attribution }: ComponentFigure): string =>
  !attribution || attribution.rule === "exclusive" ? (meter ?? "") : `${meter}, ${Number((100 * attribution.share).toPrecision(3))} % of ${shownInLine({ value: attribution.machineJoules, unit: "J", interval: null })} by CPU time`;

const componentRow = (component: ComponentFigure, record: StoredRecord): Row =>
  component.energy ? figureRow(component.name, component.energy, componentBy(component)) : [component.name, withoutFigure(component.name, record.ladder)];

/** A converted figure, or what it would take. */
const convertedRow = (name: string, figure: Measurement | null, by: string, lacking: string): Row => (figure ? figureRow(name, figure, by) : [name, `not computed: ${lacking}`]);

/** What a cost was made with, in short; its whole source stands in the record. */
function costBy(kind: CostKind, { price, compute, hardware }: StoredRecord["conversion"]): string {
  if (kind === "ELECTRICITY") return `${price.pricePerKwh} ${price.currency}/kWh`;
  if (kind === "COMPUTE") return compute ? `${compute.pricePerHour} ${compute.currency}/h` : "";
  return hardware ? `${hardware.purchase} ${hardware.currency} over ${hardware.lifeHours} h${ofShare(hardware.share)}` : "";
}
const ofShare = (share: number): string => (share === 1 ? "" : ` × ${share}`);

function convertedRows({ facilityEnergy, carbon, water, costs, embodiedCarbon, sci, energy, conversion }: StoredRecord): Row[] {
  const { grid, pue, water: waterUse, embodied, functionalUnit } = conversion;
  const unless = (advice: string): string => (energy ? advice : "no energy was measured");
  return [
    convertedRow("with the building", facilityEnergy, pue ? `PUE ${pue.value}` : "", unless("give --pue")),
    convertedRow("carbon", carbon, `${grid.zone ?? "world average"}, ${grid.gramsPerKwh} g/kWh`, unless("give --zone")),
    convertedRow("water", water, waterUse ? `${waterUse.litresPerKwh} L/kWh` : "", unless("give --wue")),
    ...costs.map(({ kind, amount }) => figureRow(costNames[kind], amount, costBy(kind, conversion))),
    ...(embodiedCarbon ? [figureRow("making the hardware", embodiedCarbon, embodied ? `${shownInLine({ value: embodied.totalGrams, unit: "gCO2e", interval: null })} over ${embodied.lifeHours} h${ofShare(embodied.share)}` : "")] : []),
    ...(sci ? [figureRow("SCI", sci.figure, `per ${sci.functionalUnit}, R = ${sci.count}`)] : functionalUnit ? [["SCI", `not computed: ${unless("give --embodied, the emissions of making the hardware")}`] satisfies Row] : []),
  ];
}

/** Rows under each other; the words of a row without figures run over the columns. */
function aligned(rows: Row[]): string[] {
  const widthOf = (column: number): number => Math.max(...rows.filter((row) => column === 0 || row.length > 2).map((row) => [...(row[column] ?? "")].length));
  const widths = header.map((_, column) => widthOf(column));
  const padded = (cell: string, column: number, { length }: Row): string => (column === length - 1 ? cell : cell + " ".repeat(Math.max(0, widths[column]! - [...cell].length)));
  return rows.map((row) => row.map((cell, column) => padded(cell, column, row)).join("  ").trimEnd());
}

/** What measuring itself took. */
const ownCost = (sampler: StoredRecord["sampler"]): string => (sampler ? `; measuring took ${shownSeconds(sampler.cpuSeconds)} of CPU time` : "");

const seen = ({ coverage, scope }: StoredRecord): string => `${coverage === null ? "how much of the processes was seen is not known" : `${Number((100 * coverage).toPrecision(3))} % of the processes' CPU time seen`}${scope ? ` (${scope.mode})` : ""}`;

/**
 * A record as people read it: energy by component, what follows from it, what was not measured and why, and its flags in words. Figures are
 * rounded to the digits that their intervals allow.
 */
export function recordTable(record: StoredRecord): string[] {
  const { components, energy, ladder, flags, wallSeconds, cpuSeconds, sampler } = record;
  const total: Row = energy ? figureRow("energy", energy, `sum, ${Number(joulesToKwh(energy.value).toPrecision(3))} kWh`) : ["energy", "not measured"];
  return [
    `${shownSeconds(wallSeconds)}, ${shownSeconds(cpuSeconds)} of CPU time; ${seen(record)}${ownCost(sampler)}`,
    "",
    ...aligned([header, ...shownComponents(components).map((component) => componentRow(component, record)), total, ...convertedRows(record)]),
    ...section("Better ways that do not work here (what would allow them: joulemark-energy doctor)", stepsDown(ladder)),
    ...section("Mind", flags.map(flagInWords)),
  ];
}

const section = (title: string, lines: string[]): string[] => (lines.length === 0 ? [] : ["", `${title}:`, ...lines.map((line) => `  ${line}`)]);
