import { readFileSync } from "node:fs";
import { expect, test } from "@jest/globals";
import { createTranslator } from "next-intl";
import type { Locale } from "../../i18n/routing.ts";
import type { Estimated, EstimateNames, EstimateWords } from "./estimate-view.ts";
import { estimateView } from "./estimate-view.ts";

const messages = (locale: Locale): { estimate: { dimension: Record<string, string> }; boundary: Record<string, string> } => JSON.parse(readFileSync(new URL(`../../../messages/${locale}.json`, import.meta.url), "utf8")) as never;
const words = (locale: Locale): EstimateWords => createTranslator({ locale, messages: messages(locale), namespace: "estimate" }) as unknown as EstimateWords;
const names = (locale: Locale): EstimateNames => ({ boundary: (boundary) => messages(locale).boundary[boundary]!, dimension: (what) => messages(locale).estimate.dimension[what]! });
const figure = (value: number, unit: string, factor = 1.2) => ({ value, unit, interval: { low: value / factor, high: value * factor, level: 0.8 }, method: "PROJECTED" as const, boundary: null, source: "a test" });
const figures = (joules: number, seconds: number) => ({ energy: figure(joules, "J"), carbon: figure(joules / 10_000, "gCO2e"), cost: figure(joules / 2e7, "EUR"), duration: figure(seconds, "s") });
const estimated = (change: Partial<Estimated> = {}): Estimated => ({
  __typename: "EstimateExperimentSuccess",
  seedCount: 3,
  hardwareClass: "cpu/amd-epyc-zen4/1",
  hardwareClasses: ["cpu/amd-epyc-zen4/1"],
  perRun: figures(12.34, 75),
  total: figures(37.4, 225),
  basis: { kind: "CALIBRATED", runs: 120, durationRuns: 110, works: 60, otherTask: false, beyond: [] },
  limits: [],
  ...change,
});
const view = (change: Partial<Estimated> = {}, locale: Locale = "en") => estimateView(estimated(change), words(locale), names(locale), locale);

test("each quantity stands with its interval, for one run and for all", () => {
  const { columns, rows, summary } = view();
  expect(columns).toEqual(["Quantity", "One run", "All 3 runs"]);
  expect(rows.map(({ name }) => name)).toEqual(["Energy of training", "Carbon", "Electricity", "Duration, one after another, without waiting"]);
  expect(rows[0]!.cells).toEqual([{ value: "12.3 J", interval: "10.3–14.8" }, { value: "37.4 J", interval: "31.2–44.9" }]);
  expect(rows[3]!.cells[0]).toEqual({ value: "1m 15s", interval: "1m 3s – 1m 30s" });
  expect(summary).toBe("About 12.3 J a run, 37.4 J for all 3.");
});
test("one run has no second column", () => {
  const { columns, rows, summary } = view({ seedCount: 1 });
  expect([columns.length, rows[0]!.cells.length, summary]).toEqual([2, 1, "About 12.3 J."]);
});
test("what the estimate rests on, and what made it wider, is a sentence each", () => {
  const beyond = [{ what: "WEIGHTS" as const, times: 8 }, { what: "STEPS" as const, times: 0.25 }];
  const { basis } = view({ basis: { kind: "FEW", runs: 1, durationRuns: 0, works: 1, otherTask: true, beyond }, hardwareClasses: ["cpu/amd-epyc-zen4/1", "cpu/unknown/8"] });
  expect(basis[0]).toContain("learnt from 1 run on cpu/amd-epyc-zen4/1");
  expect(basis.slice(1)).toEqual([
    "How long they took is not known, so the duration is wide.", "None of them is of this task, so the interval is wider.",
    "It has about 8 times more weights than any of them, so the interval is wider.", "It has about 4 times fewer steps than any of them, so the interval is wider.",
    expect.stringContaining("comes on top"), "Other machines could run it as well: cpu/unknown/8.",
  ]);
});
test("without a run known it says that it is wide, and of which machine", () => {
  const { basis } = view({ basis: { kind: "NONE", runs: 0, durationRuns: 0, works: 0, otherTask: false, beyond: [] }, hardwareClass: null, hardwareClasses: [] });
  expect(basis[0]).toMatch(/^No run on a machine of unknown class is known yet\..*wide\.$/);
  expect(basis).toHaveLength(2);
});
test("a limit that is likely to be reached warns; its chance is not told finer than a percent, nor beyond 1 and 99", () => {
  const limits = [0.0004, 0.234, 0.9999].map((chance) => ({ kind: "ENERGY" as const, limit: 5000, unit: "J", chance, message: null }));
  expect(view({ limits }).limits).toEqual([
    { text: "Chance that the runs use up the energy budget of 5000 J: below 1%.", warns: false },
    { text: "Chance that the runs use up the energy budget of 5000 J: 23%.", warns: true },
    { text: "Chance that the runs use up the energy budget of 5000 J: above 99%.", warns: true },
  ]);
  expect(view({ limits: [{ kind: "COST", limit: 0.0001, unit: "EUR", chance: 0.5, message: null }] }).limits[0]!.text).toBe("Chance that the runs use up the limit of cost of 0.0001 EUR: 50%.");
  expect(view({ limits: [{ kind: "COST", limit: 1, unit: "SEK", chance: null, message: "m" }] }).limits[0]).toEqual({ text: "The limit of cost is in SEK, but electricity is priced in EUR there, so a run would be refused.", warns: true });
});
test("in Chinese every word is Chinese", () => {
  const beyond = (["STEPS", "WEIGHTS", "MULTIPLY_ADDS", "LAYERS", "OPTIMIZER_VALUES", "EXAMPLE_VALUES", "PASSES"] as const).map((what) => ({ what, times: 4 }));
  const limits = (["ENERGY", "COST", "DEADLINE"] as const).map((kind) => ({ kind, limit: 5, unit: kind === "DEADLINE" ? "s" : "J", chance: 0.5, message: null }));
  const { summary, caption, columns, rows, basis, limits: told } = view({ basis: { kind: "CALIBRATED", runs: 120, durationRuns: 0, works: 60, otherTask: true, beyond }, limits }, "zh");
  const texts = [summary, caption, ...columns, ...rows.map(({ name }) => name), ...basis, ...told.map(({ text }) => text)];
  expect(texts.filter((text) => !/\p{Script=Han}/u.test(text) || /[a-z]{4}/i.test(text.replace("cpu/amd-epyc-zen4/1", "")))).toEqual([]);
});
