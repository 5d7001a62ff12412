/** `node fifty-runs.ts`: executes runs of every technique in one process, one after the other, and prints as `result {…}` what is alive after each. */
import { parseArgs } from "node:util";
import { readProcessor } from "../../packages/energy/src/index.ts";
import { openBackend, parseSpecification, runJob } from "../../packages/engine/src/index.ts";
import { techniques } from "../../packages/engine/src/techniques/registry.ts";

const { values } = parseArgs({ options: { runs: { type: "string", default: "50" } } });
const backend = await openBackend({ threads: 1 });
const collect = (globalThis as { gc?: () => void }).gc!;

function specificationOf(index: number) {
  const { id, example } = techniques[index % techniques.length]!;
  const parsed = parseSpecification({
    version: 1, name: id, task: "digits", base: { layers: [{ type: "dense", units: 64 }] }, pipeline: [{ technique: "train" }, { ...example, technique: id }],
    training: { examples: 256, epochs: 2, batchSize: 32 },
  });
  if (!parsed.ok) throw new Error(`${id}: ${JSON.stringify(parsed.issues)}`);
  return parsed.specification;
}

const alive: { tensors: number; mebibytes: number }[] = [];
for (let run = 0; run < Number(values.runs); run++) {
  const job = { specification: specificationOf(run), seed: run, zone: null, site: {}, remainingEnergyJoules: null, base: null };
  const { report } = await runJob(job, { backend, processor: readProcessor(), resume: null, emit: () => undefined, saveCheckpoint: () => "checkpoint", saveEnergyRecord: () => undefined, interrupted: () => false, inferenceSeconds: 0.05 });
  if (report.outcome !== "SUCCEEDED") throw new Error(report.failure!.message);
  collect();
  alive.push({ tensors: backend.tensorCount(), mebibytes: process.memoryUsage.rss() / 2 ** 20 });
}
console.log(`result ${JSON.stringify(alive)}`);
