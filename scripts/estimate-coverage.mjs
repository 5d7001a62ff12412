// @ts-check
/**
 * How well estimates cover the recorded runs: the table of docs/methods/energy.md, "Before a run: estimates".
 *
 *   node scripts/run.mjs node scripts/estimate-coverage.mjs
 */
import { energyPrior } from "../packages/energy/src/decide/prior.ts";
import { fitWork } from "../packages/energy/src/decide/work-model.ts";
import { coverageOf, recordedRuns, some, split, totalsHeld } from "../packages/energy/src/decide/test-runs.ts";

const runs = recordedRuns();
const splits = Array.from({ length: 20 }, (_, seed) => split(runs, seed + 1));
const shown = /** @type {const} */ (["energy", "duration"]);
const mean = (/** @type {number[]} */ values) => values.reduce((sum, value) => sum + value, 0) / values.length;
const percent = (/** @type {number} */ share) => `${(100 * share).toFixed(1)} %`;

/** @param {string} name @param {ReturnType<typeof coverageOf>[]} coverages */
function line(name, coverages) {
  const cells = shown.map((quantity) => {
    const all = coverages.map((coverage) => coverage[quantity]);
    const shares = all.map(({ share }) => share);
    const range = all.length > 1 ? ` (${percent(Math.min(...shares))} to ${percent(Math.max(...shares))})` : "";
    return `${percent(mean(shares))}${range}, below ${percent(mean(all.map(({ below }) => below)))}, took ×${mean(all.map(({ bias }) => bias)).toFixed(2)}, ×/÷${mean(all.map(({ width }) => width)).toFixed(2)}`;
  });
  return `| ${name} | ${Math.round(mean(coverages.map(({ energy }) => energy.count)))} | ${cells.join(" | ")} |`;
}

console.log(`${runs.length} runs\n\n| learnt from | held out | ${shown.join(" | ")} |\n|---|---|---|---|`);
console.log(line("half, 20 splits", splits.map(([history, heldOut]) => coverageOf(history, heldOut))));
for (const count of [0, 1, 3, 9, 20, 50, 100]) console.log(line(`${count} runs, 20 draws`, splits.map(([history, heldOut]) => coverageOf(some(history, count), heldOut))));
console.log(line("the half that ran first", [coverageOf(runs.slice(0, Math.floor(runs.length / 2)), runs.slice(Math.floor(runs.length / 2)))]));
const rolling = Array.from({ length: Math.floor((runs.length - 100) / 20) }, (_, k) => coverageOf(runs.slice(20 * k, 100 + 20 * k), runs.slice(100 + 20 * k, 120 + 20 * k)));
console.log(line("the 100 runs before, each 20", rolling));
const architectures = [...new Set(runs.map(({ hidden }) => hidden))];
const without = architectures.map((hidden) => ({ hidden, heldOut: runs.filter((run) => run.hidden === hidden), coverage: coverageOf(runs.filter((run) => run.hidden !== hidden), runs.filter((run) => run.hidden === hidden)) }));
for (const { hidden, coverage } of without) console.log(line(`all but 64-${hidden === "" ? "" : `${hidden}-`}10`, [coverage]));
for (const quantity of shown) console.log(`\nall architectures left out in turn, ${quantity}: ${percent(without.reduce((sum, { coverage, heldOut }) => sum + coverage[quantity].share * heldOut.length, 0) / runs.length)}`);
for (const quantity of shown) {
  const held = totalsHeld(runs, quantity);
  console.log(`total ${quantity} of the seeds of one work: ${held.filter(Boolean).length} of ${held.length} in the interval`);
}

const WATTS = 1.53;
const prior = energyPrior("cpu/amd-epyc-zen4/1");
const { parameters } = fitWork(runs.map(({ work, energyJoules }) => ({ work, value: energyJoules })), prior);
const rates = Object.entries(prior.rates).map(([key, rate], k) => `${key} ${((rate * Math.exp((parameters[0] ?? 0) + (parameters[k + 1] ?? 0))) / WATTS).toPrecision(2)}`);
console.log(`\nrates of all runs together, CPU s (prior.ts): ${rates.join(", ")}`);
