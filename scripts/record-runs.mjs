// @ts-check
/**
 * Records real runs of the engine, for the tests of the estimates: each specification is drawn from a seed, executed by the engine's own command in a
 * process of its own with one thread at the lowest priority, and appended as a line. What stands in the file already is not run again.
 *
 *   node scripts/run.mjs node scripts/record-runs.mjs [--runs 500] [--out packages/energy/test-data/digits-runs.tsv]
 *   node scripts/run.mjs node scripts/record-runs.mjs --features      count the work of every line anew, without running anything
 */
import { spawnSync } from "node:child_process";
import { appendFileSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { loadavg, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { parseSpecification, workOf } from "../packages/engine/src/spec.ts";
import { workKeys } from "../packages/energy/src/decide/work.ts";
import { drawSpecification, specificationColumns, specificationOf } from "./record-runs/draw-specification.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "500" },
    out: { type: "string", default: fileURLToPath(new URL("../packages/energy/test-data/digits-runs.tsv", import.meta.url)) },
    features: { type: "boolean", default: false },
  },
});
const engine = fileURLToPath(new URL("../packages/engine/bin/joulemark-engine.mjs", import.meta.url));
const measured = ["cpuSeconds", "wallSeconds", "runSeconds", "energyJoules", "load", "at", "hardwareClass", "backend"];
const header = [...specificationColumns, ...workKeys, ...measured];

/** @param {import("./record-runs/draw-specification.ts").Drawn} drawn @returns {Record<string, string>} */
function countWork(drawn) {
  const parsed = parseSpecification(specificationOf(drawn));
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issues));
  return Object.fromEntries(Object.entries(workOf(parsed.specification)).map(([key, count]) => [key, String(count)]));
}

/** @param {import("./record-runs/draw-specification.ts").Drawn} drawn @returns {Record<string, string>} */
function execute(drawn) {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-record-"));
  try {
    const job = { specification: specificationOf(drawn), seed: Number(drawn.seed), threads: 1, inferenceSeconds: 0.05 };
    writeFileSync(join(folder, "job.json"), JSON.stringify(job));
    const [load, at, before] = [loadavg()[0], new Date().toISOString(), performance.now()];
    const { status, stderr } = spawnSync("nice", ["-n", "19", process.execPath, engine, "run", folder], { encoding: "utf8", maxBuffer: 1e9 });
    if (status !== 0) throw new Error(`The engine ended with ${status}:\n${stderr}`);
    const runSeconds = (performance.now() - before) / 1000;
    const report = JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8"));
    if (report.outcome !== "SUCCEEDED") throw new Error(`${JSON.stringify(job.specification)}: ${report.failure.message}`);
    const { trainingCpuSeconds, trainingWallSeconds, trainingEnergy, environment } = report;
    const figures = { cpuSeconds: trainingCpuSeconds, wallSeconds: trainingWallSeconds, runSeconds, energyJoules: trainingEnergy.value };
    const rounded = Object.fromEntries(Object.entries(figures).map(([name, value]) => [name, String(Number(value.toPrecision(5)))]));
    return { ...rounded, load: String(load?.toFixed(2)), at: `${at.slice(0, 19)}Z`, hardwareClass: environment.hardwareClass, backend: environment.backend };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** @returns {import("./record-runs/draw-specification.ts").Drawn[]} */
function readLines() {
  const [names = "", ...lines] = readFileSync(values.out, "utf8").trimEnd().split("\n");
  return lines.map((line) => /** @type {import("./record-runs/draw-specification.ts").Drawn} */ (Object.fromEntries(line.split("\t").map((value, column) => [names.split("\t")[column], value]))));
}

/** @param {Record<string, string>} line */
const lineOf = (line) => `${header.map((name) => line[name]).join("\t")}\n`;

if (!existsSync(values.out)) writeFileSync(values.out, `${header.join("\t")}\n`);
const done = readLines();
if (values.features) writeFileSync(values.out, `${header.join("\t")}\n${done.map((line) => lineOf({ ...line, ...countWork(line) })).join("")}`);
else
  for (let index = done.length; index < Number(values.runs); index++) {
    const drawn = drawSpecification(index);
    appendFileSync(values.out, lineOf({ ...drawn, ...countWork(drawn), ...execute(drawn) }));
    process.stderr.write(`\r${index + 1} of ${values.runs}`);
  }
