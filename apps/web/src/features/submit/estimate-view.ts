import type { getTranslations } from "next-intl/server";
import type { PortalEstimateQuery, ProjectedQuantitiesFragment } from "@joulemark/client";
import { languageTags } from "../../i18n/routing.ts";
import type { Locale } from "../../i18n/routing.ts";
import { printDuration, printFigure, printPercent } from "../../lib/format.ts";
import type { Quantity } from "../../lib/quantity.ts";
import { unitText } from "../../lib/quantity.ts";

export type EstimateWords = Awaited<ReturnType<typeof getTranslations<"estimate">>>;
/** What has a name of its own in the reader's language. */
export interface EstimateNames {
  boundary(boundary: NonNullable<Quantity["boundary"]>): string;
  dimension(what: Estimated["basis"]["beyond"][number]["what"]): string;
}
export type Estimated = Extract<PortalEstimateQuery["estimateExperiment"], { __typename: "EstimateExperimentSuccess" }>;

export interface EstimateCell {
  value: string;
  interval: string;
}

/** An estimate in the reader's words: plain data, drawn by the form. */
export interface EstimateView {
  /** In one sentence, for who hears it. */
  summary: string;
  caption: string;
  /** Quantity, one run, all runs. */
  columns: string[];
  rows: { name: string; cells: EstimateCell[] }[];
  /** What a limit of the budget is likely to do. */
  limits: { text: string; warns: boolean }[];
  /** What it rests on, a sentence each. */
  basis: string[];
}

/** A chance that is worth a warning before one submits. */
const WARNS_FROM = 0.1;
const quantities = ["energy", "carbon", "cost", "duration"] as const;

/** What the API estimated, as the form shows it. */
export function estimateView(estimated: Estimated, t: EstimateWords, names: EstimateNames, locale: Locale): EstimateView {
  const { perRun, total, seedCount, limits } = estimated;
  const columns: ProjectedQuantitiesFragment[] = seedCount > 1 ? [perRun, total] : [perRun];
  const [one, all] = [perRun, total].map(({ energy }) => cellOf(energy, locale).value);
  return {
    summary: seedCount > 1 ? t("summary", { one: one!, all: all!, runs: seedCount }) : t("summaryOne", { one: one! }),
    caption: t("caption", { boundary: names.boundary(perRun.energy.boundary ?? "PROCESS") }),
    columns: [t("quantity"), t("perRun"), t("total", { runs: seedCount })].slice(0, 1 + columns.length),
    rows: quantities.map((name) => ({ name: t(name), cells: columns.map((figures) => cellOf(figures[name], locale)) })),
    limits: limits.map((limit) => limitOf(limit, total, t, locale)),
    basis: basisOf(estimated, t, names, locale),
  };
}

function cellOf({ value, unit, interval }: Quantity, locale: Locale): EstimateCell {
  if (unit === "s") {
    const [low, median, high] = [interval?.low ?? value, value, interval?.high ?? value].map((seconds) => printDuration(seconds, locale));
    return { value: median!, interval: `${low} – ${high}` };
  }
  const printed = printFigure(value, interval, locale);
  return { value: `${printed.value} ${unitText(unit)}`, interval: printed.interval ?? "" };
}

function limitOf({ kind, limit, unit, chance }: Estimated["limits"][number], total: ProjectedQuantitiesFragment, t: EstimateWords, locale: Locale): EstimateView["limits"][number] {
  if (chance === null) return { text: t("limitCurrency", { currency: unit, priced: total.cost.unit }), warns: true };
  const printed = printChance(chance, t, locale);
  const text = kind === "DEADLINE" ? t("limitDeadline", { chance: printed }) : t(kind === "ENERGY" ? "limitEnergy" : "limitCost", { limit: `${printEntered(limit, locale)} ${unitText(unit)}`, chance: printed });
  return { text, warns: chance >= WARNS_FROM };
}

/** As it was entered, to the last digit. */
const printEntered = (value: number, locale: Locale): string => new Intl.NumberFormat(languageTags[locale], { maximumSignificantDigits: 12, useGrouping: "min2" }).format(value);

/** Ends of the distribution are not known well enough for more than "below 1 %". */
function printChance(chance: number, t: EstimateWords, locale: Locale): string {
  if (chance < 0.01) return t("below", { share: printPercent(0.01, locale) });
  if (chance > 0.99) return t("above", { share: printPercent(0.99, locale) });
  return printPercent(Math.round(chance * 100) / 100, locale);
}

function basisOf({ basis, hardwareClass, hardwareClasses }: Estimated, t: EstimateWords, { dimension }: EstimateNames, locale: Locale): string[] {
  const { kind, runs, works, durationRuns, otherTask, beyond } = basis;
  const machine = hardwareClass ?? t("unknownMachine");
  const others = hardwareClasses.filter((one) => one !== hardwareClass);
  const list = new Intl.ListFormat(languageTags[locale], { type: "conjunction" });
  return [
    kind === "NONE" ? t("basisNone", { machine }) : kind === "FEW" ? t("basisFew", { machine, runs }) : t("basisCalibrated", { machine, runs, works }),
    ...(kind !== "NONE" && durationRuns === 0 ? [t("noDuration")] : []),
    ...(otherTask ? [t("otherTask")] : []),
    ...beyond.map(({ what, times }) => (times >= 1 ? t("beyondMore", { times, what: dimension(what) }) : t("beyondLess", { times: 1 / times, what: dimension(what) }))),
    t("own"),
    ...(others.length > 0 ? [t("other", { classes: list.format(others) })] : []),
  ];
}
