/**
 * First and steady epoch of the engine beside what else there is, lanes interleaved in one run: our compiled trainer; the same step as raw operations
 * called from JavaScript; and, where `npm run bench:peers` has installed Python's packages, Keras' `fit` as users run it and with
 * `steps_per_execution=100`, and a hand-written `tf.while_loop`, the practical limit of Python. Same arrays, first weights and order of rows;
 * losses are compared, those of the first epoch to the digit: later on Adam amplifies what rounding differs. Every lane is a process of its own with one thread.
 *
 *   node scripts/bench.mjs engine [--repeats 3] [--case 784-64-10] [--python PATH]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cases, writeCase } from "./engine-cases.mjs";
import { madePeerPython } from "./peer-python.mjs";

const { values } = parseArgs({ options: { repeats: { type: "string", default: "3" }, python: { type: "string" }, case: { type: "string" } } });
const repeats = Number(values.repeats);
const python = values.python ?? madePeerPython();
const oneThread = { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
const settings = { ...oneThread, TF_ENABLE_ONEDNN_OPTS: "1", TF_CPP_MIN_LOG_LEVEL: "3", KERAS_BACKEND: "tensorflow", CUDA_VISIBLE_DEVICES: "" };
const file = (name) => fileURLToPath(new URL(name, import.meta.url));

const isDense = ({ layers }) => layers.every(({ className }) => className === "Dense");
const always = () => true;
const lanes = [
  { name: "ours", command: [process.execPath, file("engine-lane.mjs")], fits: always },
  { name: "raw operations", command: [process.execPath, file("raw-step-lane.mjs")], fits: isDense },
  ...(python ? [["Keras fit", "fit"], ["Keras fit, 100 steps a call", "fit-100"], ["tf.while_loop", "while-loop"]].map(([name, lane]) => ({ name, command: [python, file("engine_lane.py"), lane], fits: always })) : []),
];

/** @returns {{ version: string, cpuSeconds: number[], wallSeconds: number[], losses: number[], peakMebibytes: number, ownMebibytes: number | null }} by epoch */
function measure({ name, command: [program, ...parameters] }, folder) {
  const { stdout, stderr, status } = spawnSync(program, [...parameters, folder], { encoding: "utf8", env: { ...process.env, ...settings } });
  const result = stdout.match(/^result (.*)$/m);
  if (status !== 0 || !result) throw new Error(`The lane ${name} failed:\n${stderr}`);
  return JSON.parse(result[1]);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor((numbers.length - 1) / 2)];
/** Of all repeats: the first epochs, and all later ones. */
const first = (results, of) => results.map((result) => result[of][0]);
const steady = (results, of) => results.flatMap((result) => result[of].slice(1));
const ratio = (a, b) => (a === undefined || b === undefined ? "" : (a / b).toFixed(2));

const columns = ["case", "lane", "first epoch, CPU s", "steady epoch, CPU s: min / median / max", "÷ tf.while_loop", "÷ Keras fit", "first ÷ Keras fit's", "steady epoch, wall s", "peak memory, MiB", "÷ Keras fit", "of no file at the end, MiB", "÷ Keras fit", "loss of the first and the last epoch", "first, away from ours"];

function rowsOf(id, results) {
  const steadyOf = (name) => results[name] && median(steady(results[name], "cpuSeconds"));
  const firstOf = (name) => results[name] && median(first(results[name], "cpuSeconds"));
  const memoryOf = (name) => results[name] && median(results[name].map(({ peakMebibytes }) => peakMebibytes));
  const ownOf = (name) => results[name] && median(results[name].map(({ ownMebibytes }) => ownMebibytes));
  const [ourLoss] = results.ours[0].losses;
  return Object.entries(results).map(([name, measured]) => {
    const cpu = steady(measured, "cpuSeconds");
    const { losses } = measured[0];
    return [
      id, name, firstOf(name).toFixed(2), [Math.min(...cpu), median(cpu), Math.max(...cpu)].map((seconds) => seconds.toFixed(3)).join(" / "),
      ratio(steadyOf(name), steadyOf("tf.while_loop")), ratio(steadyOf(name), steadyOf("Keras fit")), ratio(firstOf(name), firstOf("Keras fit")),
      median(steady(measured, "wallSeconds")).toFixed(3), memoryOf(name).toFixed(0), ratio(memoryOf(name), memoryOf("Keras fit")), ownOf(name)?.toFixed(0) ?? "", ratio(ownOf(name) ?? undefined, ownOf("Keras fit") ?? undefined),
      `${losses[0].toPrecision(6)}, ${losses.at(-1).toPrecision(6)}`, name === "ours" ? "" : Math.abs(losses[0] / ourLoss - 1).toExponential(1),
    ];
  });
}

const chosen = cases.filter(({ id }) => !values.case || id === values.case);
if (chosen.length === 0) throw new Error(`There is no case ${values.case}: ${cases.map(({ id }) => id).join(", ")}.`);
const versions = new Set();
const table = [];
for (const one of chosen) {
  console.error(`${one.title} …`);
  const folder = mkdtempSync(join(tmpdir(), "joulemark-bench-"));
  try {
    writeCase(one, folder);
    const fitting = lanes.filter(({ fits }) => fits(one));
    const results = Object.fromEntries(fitting.map(({ name }) => [name, []]));
    // There and back, so that a machine whose speed drifts drifts for all.
    for (let repeat = 0; repeat < repeats; repeat++) for (const lane of repeat % 2 ? fitting.toReversed() : fitting) results[lane.name].push(measure(lane, folder));
    for (const [result] of Object.values(results)) versions.add(result.version);
    table.push(...rowsOf(one.id, results));
  } finally {
    rmSync(folder, { recursive: true });
  }
}
console.log(`${cpus()[0].model}, ${cpus().length} threads, one used; load ${loadavg()[0].toFixed(2)} at the end; ${[...versions].join("; ")}; ${repeats} repeats, Adam 0.001, batch 128, medians where one figure stands`);
if (!python) console.log("Without Python's lanes: `npm run bench:peers -- engine` installs what they need.");
for (const { id, title } of chosen) console.log(`${id}: ${title}`);
console.log(`\n| ${columns.join(" | ")} |\n|${columns.map(() => "---|").join("")}`);
for (const row of table) console.log(`| ${row.join(" | ")} |`);
