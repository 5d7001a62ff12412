/**
 * Joules to a target accuracy by each training strategy, on this machine: the same network, task, optimizer and number of epochs; each run a process of the engine's own
 * command that measures itself. Lanes take turns from seed to seed. The target is read on the validation split at checkpoints, 20 in a run at the least.
 *
 *   npm run bench -- strategies [--task digits] [--seeds 3] [--target 0.86] [--only single --only async] [--json FILE]
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({ options: { task: { type: "string", default: "fashion-mnist" }, seeds: { type: "string", default: "3" }, target: { type: "string" }, only: { type: "string", multiple: true }, json: { type: "string" } } });
const command = fileURLToPath(new URL("../../packages/engine/bin/joulemark-engine.mjs", import.meta.url));
const cases = {
  "fashion-mnist": { layers: [{ type: "dense", units: 256 }], training: { epochs: 4, batchSize: 128, optimizer: { type: "adam", learningRate: 0.001 } }, target: 0.86, price: 0.002 },
  digits: { layers: [{ type: "dense", units: 64 }], training: { epochs: 40, batchSize: 32, optimizer: { type: "adam", learningRate: 0.002 } }, target: 0.95, price: 0.02 },
};
const given = cases[values.task] ?? process.exit((console.error(`There is no case ${values.task}: ${Object.keys(cases).join(", ")}.`), 2));
const target = Number(values.target ?? given.target);
const two = { workers: 2 };

/** What each lane says of its training beside the case's own. */
const lanes = {
  single: {},
  "single, 4 × a quarter of the batch": { gradientAccumulationSteps: 4, batchSize: given.training.batchSize / 4 },
  "sync-data-parallel": { ...two, strategy: "sync-data-parallel" },
  "sync-data-parallel, fp16": { ...two, strategy: "sync-data-parallel", compression: { type: "fp16" } },
  "sync-data-parallel, topk 0.1": { ...two, strategy: "sync-data-parallel", compression: { type: "topk", ratio: 0.1 } },
  "local-sgd, average every 16": { ...two, strategy: "local-sgd", syncEvery: 16 },
  "local-sgd, DiLoCo every 16": { ...two, strategy: "local-sgd", syncEvery: 16, outerOptimizer: { learningRate: 0.7, momentum: 0.9, nesterov: true } },
  "async, maxStaleness 0": { ...two, strategy: "async", maxStaleness: 0 },
  "async, maxStaleness 1": { ...two, strategy: "async", maxStaleness: 1 },
  "async, no bound": { ...two, strategy: "async", maxStaleness: null },
  // By itself: what a price saves of ten times as many epochs.
  "single, 10 × the epochs": { epochs: 10 * given.training.epochs },
  [`single, 10 × the epochs, joulePrice ${given.price}`]: { epochs: 10 * given.training.epochs, joulePrice: { price: given.price } },
};
const chosen = Object.entries(lanes).filter(([name]) => !values.only || values.only.some((part) => name.startsWith(part)));

const valueOf = ({ values: figures }, name) => figures.find((one) => one.name === name)?.value;

/** @returns what a run did; the joules and seconds to the target are null where it did not come there */
function measure(folder, name, more, seed) {
  const specification = { version: 1, name: `${values.task}, ${name}`, task: values.task, base: { layers: given.layers }, pipeline: [{ technique: "train" }], training: { ...given.training, ...more }, seeds: [seed] };
  const file = join(folder, "specification.json");
  const out = join(folder, `${name} ${seed}`);
  writeFileSync(file, JSON.stringify(specification));
  const { status, stderr } = spawnSync(process.execPath, [command, "run", file, "--out", out, "--inference-seconds", "0.2"], { encoding: "utf8" });
  if (status !== 0) throw new Error(`${name}, seed ${seed}:\n${stderr}`);
  const report = JSON.parse(readFileSync(join(out, `seed-${seed}`, "out", "report.json"), "utf8"));
  const events = readFileSync(join(out, `seed-${seed}`, "events.jsonl"), "utf8").split("\n").filter(Boolean).map((line) => JSON.parse(line));
  const reached = events.findIndex((event) => event.kind === "METRIC" && valueOf(event, "validationAccuracy") >= target);
  const checkpoint = reached < 0 ? null : events.slice(reached).find(({ kind }) => kind === "CHECKPOINT");
  return {
    name, seed, accuracy: report.metrics[0].value, joules: report.trainingEnergy.value, method: report.trainingEnergy.method, cpuSeconds: report.trainingCpuSeconds, wallSeconds: report.trainingWallSeconds, steps: report.steps, epochs: report.epochs, staleness: report.staleness,
    joulesToTarget: checkpoint ? valueOf(checkpoint, "energyJoules") : null,
    secondsToTarget: checkpoint ? (Date.parse(checkpoint.at) - Date.parse(events[0].at)) / 1000 : null,
  };
}

const mean = (numbers) => numbers.reduce((a, b) => a + b, 0) / numbers.length;
const shown = (results, of, digits) => {
  const numbers = results.map(of);
  const some = numbers.filter((number) => number !== null);
  return some.length < numbers.length ? `${some.length} of ${numbers.length} reached it` : `${mean(some).toFixed(digits)} (${Math.min(...some).toFixed(digits)} … ${Math.max(...some).toFixed(digits)})`;
};

const folder = mkdtempSync(join(tmpdir(), "joulemark-strategies-"));
const all = [];
try {
  for (let seed = 1; seed <= Number(values.seeds); seed++) {
    for (const [name, more] of chosen) {
      all.push(measure(folder, name, more, seed));
      console.error(`seed ${seed}: ${name}: ${JSON.stringify(all.at(-1))}`);
    }
  }
} finally {
  rmSync(folder, { recursive: true, force: true });
}
if (values.json) writeFileSync(values.json, JSON.stringify(all, null, 2));
console.log(`${cpus()[0].model}, ${cpus().length} threads, load ${loadavg().map((load) => load.toFixed(1)).join(" ")} at the end; ${values.task}, target ${target} on the validation split; mean (least … most) of ${values.seeds} seed(s); joules are ${[...new Set(all.map(({ method }) => method))].join(", ")}\n`);
console.log("| strategy | joules to the target | ÷ single | wall s to the target | joules of the whole run | CPU s | test accuracy at the end |\n|---|---|---|---|---|---|---|");
const reference = all.filter(({ name }) => name === "single").map(({ joulesToTarget }) => joulesToTarget).filter((joules) => joules !== null);
for (const [name] of chosen) {
  const results = all.filter((one) => one.name === name);
  const reached = results.map(({ joulesToTarget }) => joulesToTarget);
  const ratio = reference.length > 0 && reached.every((joules) => joules !== null) ? (mean(reached) / mean(reference)).toFixed(2) : "";
  console.log(`| ${[name, shown(results, (one) => one.joulesToTarget, 1), ratio, shown(results, (one) => one.secondsToTarget, 1), shown(results, (one) => one.joules, 1), shown(results, (one) => one.cpuSeconds, 1), shown(results, (one) => one.accuracy, 4)].join(" | ")} |`);
}
