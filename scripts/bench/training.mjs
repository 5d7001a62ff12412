/**
 * CPU seconds of training the same network, from the same weights, on the same rows in the same order: our compiled loop on the native library,
 * the same graph node by node on WebAssembly, TensorFlow.js' own `fit`, and Keras' `fit` where a Python has it. Equal losses show equal work.
 * Each lane is a process of its own with one thread; lanes take turns, so that a machine whose speed drifts drifts for all.
 *
 *   npm run bench [-- --rounds 5 --python /path/to/python --case digits]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { cases, writeCase } from "./cases.mjs";

const { values } = parseArgs({ options: { rounds: { type: "string", default: "3" }, python: { type: "string", default: "python3" }, case: { type: "string" } } });
const rounds = Number(values.rounds);
const settings = { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", TF_ENABLE_ONEDNN_OPTS: "1", TF_CPP_MIN_LOG_LEVEL: "2", KERAS_BACKEND: "tensorflow", CUDA_VISIBLE_DEVICES: "" };
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const run = (command, parameters) => spawnSync(command, parameters, { encoding: "utf8", env: { ...process.env, ...settings } });

const hasKeras = run(values.python, ["-c", "import keras"]).status === 0;
const lanes = [
  ...["compiled", "interpreted", "fit"].map((name) => ({ name, command: process.execPath, parameters: [file("lane.mjs"), name] })),
  ...(hasKeras ? [{ name: "Keras fit", command: values.python, parameters: [file("keras_lane.py")] }] : []),
];

/** @returns {{ version: string, cpuSeconds: number, longestCallMs: number | null, loss: number, peakMebibytes: number }} */
function measure({ name, command, parameters }, folder) {
  const { stdout, stderr, status } = run(command, [...parameters, folder]);
  const result = stdout.match(/^result (.*)$/m);
  if (status !== 0 || !result) throw new Error(`The lane ${name} failed:\n${stderr}`);
  return JSON.parse(result[1]);
}

const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

function printTable({ title, epochs, steps }, results) {
  const ours = median(results.compiled.map(({ cpuSeconds }) => cpuSeconds));
  console.log(`\n${title}; Adam, one thread; ${rounds} rounds of ${epochs} epochs of ${steps} steps, after one that warms up\n`);
  console.log("| lane | CPU ms an epoch: min | median | max | ÷ compiled | longest call, ms (median of the rounds) | loss of the last epoch | peak memory, MiB |\n|---|---|---|---|---|---|---|---|");
  for (const [name, measured] of Object.entries(results)) {
    const ms = measured.map(({ cpuSeconds }) => (cpuSeconds / epochs) * 1000);
    const { longestCallMs, loss, peakMebibytes } = measured[0];
    const longest = longestCallMs === null ? "" : median(measured.map((one) => one.longestCallMs)).toFixed(0);
    const figures = [Math.min(...ms).toFixed(1), median(ms).toFixed(1), Math.max(...ms).toFixed(1), (median(measured.map(({ cpuSeconds }) => cpuSeconds)) / ours).toFixed(2), longest, loss.toFixed(5), peakMebibytes.toFixed(0)];
    console.log(`| ${name}: ${measured[0].version} | ${figures.join(" | ")} |`);
  }
}

console.log(`${cpus()[0].model}, ${cpus().length} threads${hasKeras ? "" : `; no Keras in ${values.python}: that lane is left out`}`);
for (const one of cases.filter(({ id }) => !values.case || id === values.case)) {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-bench-"));
  try {
    writeCase(one, folder);
    const results = Object.fromEntries(lanes.map(({ name }) => [name, []]));
    for (let round = 0; round < rounds; round++) for (const lane of lanes) results[lane.name].push(measure(lane, folder));
    printTable({ ...one, steps: Math.ceil(one.rows / one.batchSize) }, results);
  } finally {
    rmSync(folder, { recursive: true });
  }
}
