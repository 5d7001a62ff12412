/**
 * The same processes, which write what they used, under our capture and under CodeCarbon in both of its tracking modes, with the same watts and PUE:
 * `npm run bench:peers [-- --repeats 3 --case short --python PATH]`. Lanes take turns, there and back (A B C, C B A, …), so that a machine whose speed
 * drifts drifts for all. peers.mjs installs CodeCarbon first, unless `--python` names a Python that has it.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { peerCases } from "./energy-cases.mjs";

const CODECARBON = "codecarbon==3.3.2";
/** Watts of the whole processor at full load, the same for all; 15 W a thread, so that figures are easy to check by head. */
const TDP_WATTS = 15 * cpus().length;
const PUE = 1;

const { values } = parseArgs({ options: { repeats: { type: "string", default: "3" }, case: { type: "string" }, python: { type: "string" } } });
const file = (name) => fileURLToPath(new URL(name, import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "joulemark-peers-"));
const median = (numbers) => numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)];

function run(command, parameters) {
  const { stdout, stderr, status, error } = spawnSync(command, parameters, { encoding: "utf8", env: { ...process.env, HOME: folder, OPENBLAS_NUM_THREADS: "1" } });
  if (status !== 0) throw new Error(`${command} ${parameters.join(" ")} failed: ${error?.message ?? stderr}`);
  return stdout;
}

/** Each lane: joules and CPU seconds that it saw; CPU seconds of itself, whole and while it measured. */
function lanes(python) {
  const joulemark = (workload, written, processes) => {
    const { seen, ownCpuSeconds, processCpuSeconds } = JSON.parse(run(process.execPath, [file("energy-sampler.mjs"), "--best", "--folder", written, "--processes", String(processes), "--", ...workload]));
    const [[mode, { cpuSeconds }]] = Object.entries(seen);
    return { method: `CPU seconds (${mode}) × watts per thread`, cpuSeconds, joules: cpuSeconds * (TDP_WATTS / cpus().length) * PUE, ownCpuSeconds, measuringCpuSeconds: processCpuSeconds };
  };
  const codecarbon = (mode) => (workload) => {
    const output = run(python, [file("energy_codecarbon.py"), mode, String(TDP_WATTS), String(PUE), ...workload]);
    const { cpuJoules, threads, ownCpuSeconds, measuringCpuSeconds } = JSON.parse(/^result (.*)$/m.exec(output)[1]);
    // Process mode is watts × share of all threads, so it tells what it saw; machine mode bends the load of the whole machine.
    const cpuSeconds = mode === "process" ? (cpuJoules / TDP_WATTS) * threads : null;
    return { method: mode === "process" ? "watts × share of CPU time" : "watts × (0.1 + 0.9 × load³) of the machine", cpuSeconds, joules: cpuJoules, ownCpuSeconds, measuringCpuSeconds };
  };
  return { Joulemark: joulemark, "CodeCarbon, process": codecarbon("process"), "CodeCarbon, machine": codecarbon("machine") };
}

function measure(lane, { parameters, processes }) {
  const written = mkdtempSync(join(folder, "written-"));
  const begun = performance.now();
  const figures = lane([process.execPath, file("energy-workload.mjs"), "--folder", written, ...parameters], written, processes);
  const wallSeconds = (performance.now() - begun) / 1000;
  const truth = readdirSync(written).reduce((sum, name) => sum + Number(readFileSync(join(written, name), "utf8")), 0);
  return { ...figures, wallSeconds, truth };
}

function printRow(title, name, measured) {
  const middle = (of) => median(measured.map(of));
  const share = measured[0].cpuSeconds === null ? "not told" : `${(middle(({ cpuSeconds, truth }) => cpuSeconds / truth) * 100).toFixed(1)}`;
  const figures = [middle(({ truth }) => truth).toFixed(3), share, middle(({ joules }) => joules).toFixed(2), middle(({ truth }) => truth * (TDP_WATTS / cpus().length)).toFixed(2)];
  const cost = [middle((one) => one.ownCpuSeconds).toFixed(2), middle((one) => one.measuringCpuSeconds).toFixed(3), middle((one) => one.wallSeconds).toFixed(2)];
  console.log(`| ${[title, name, measured[0].method, ...figures, ...cost].join(" | ")} |`);
}

try {
  const all = lanes(values.python);
  console.log(`${cpus()[0].model}, ${cpus().length} threads; ${CODECARBON}, one sample a second, ${TDP_WATTS} W, PUE ${PUE}; medians of ${values.repeats} repeats, lanes in turn there and back\n`);
  console.log("| workload | tool | method | truth, CPU s | captured, % of truth | joules | truth × watts per thread, J | overhead with start, CPU s | while measuring, CPU s | wall with start, s |\n|---|---|---|---|---|---|---|---|---|---|");
  for (const one of peerCases.filter(({ id }) => !values.case || id === values.case)) {
    const measured = Object.fromEntries(Object.keys(all).map((name) => [name, []]));
    for (let repeat = 0; repeat < Number(values.repeats); repeat++) {
      const turn = Object.keys(all);
      for (const name of repeat % 2 ? turn.toReversed() : turn) measured[name].push(measure(all[name], one));
    }
    for (const [name, results] of Object.entries(measured)) printRow(one.title, name, results);
  }
} finally {
  rmSync(folder, { recursive: true });
}
