/**
 * What each way of capturing sees of the CPU time of processes that write their own, at one sample a second, and what sampling costs:
 * `npm run bench -- energy [--rounds 1] [--case short]`.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { captureCases } from "./energy-cases.mjs";

const file = (name) => fileURLToPath(new URL(name, import.meta.url));

/** @returns {{ seconds: number, truth: number, processCpuSeconds: number, seen: object, unavailable: object }} */
function sampleWorkload({ parameters, processes }) {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-bench-"));
  try {
    const command = [process.execPath, file("energy-workload.mjs"), "--folder", folder, ...parameters];
    const { stdout, stderr, status } = spawnSync(process.execPath, [file("energy-sampler.mjs"), "--folder", folder, "--processes", String(processes), "--", ...command], { encoding: "utf8" });
    if (status !== 0) throw new Error(`The sampler failed:\n${stderr}`);
    return JSON.parse(stdout);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Prints a Markdown table: one row for each workload and way of capturing. */
function printTable(rounds, cases) {
  console.log(`${cpus()[0].model}, ${cpus().length} threads; one sample a second; every capture looks at the same processes\n`);
  console.log("| workload | truth, CPU s | capture | seen, CPU s | seen, % | coverage, % | flags | sampler, CPU s | sampler, % of a core |\n|---|---|---|---|---|---|---|---|---|");
  for (const one of cases.flatMap((each) => Array(rounds).fill(each))) {
    const { seconds, truth, processCpuSeconds, seen } = sampleWorkload(one);
    const cost = (cpuSeconds) => [cpuSeconds.toFixed(4), ((cpuSeconds / seconds) * 100).toFixed(3)];
    for (const [mode, { cpuSeconds, samplerCpuSeconds, share, flags }] of Object.entries(seen)) {
      const coverage = share === null ? "not known" : (share * 100).toFixed(1);
      const figures = [truth.toFixed(3), mode, cpuSeconds.toFixed(3), ((cpuSeconds / truth) * 100).toFixed(2), coverage, flags.join(", "), ...cost(samplerCpuSeconds)];
      console.log(`| ${one.title} | ${figures.join(" | ")} |`);
    }
    console.log(`| ${one.title} | | the process with all of them, starting the work too | | | | | ${cost(processCpuSeconds).join(" | ")} |`);
  }
}

const { values } = parseArgs({ options: { rounds: { type: "string", default: "1" }, case: { type: "string" } } });
printTable(Number(values.rounds), captureCases.filter(({ id }) => !values.case || id === values.case));
