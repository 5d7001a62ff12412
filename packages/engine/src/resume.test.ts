import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { availableParallelism, tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import { safetensors } from "./formats/safetensors.ts";
import type { EngineEvent, RunReport } from "./report.ts";

/** Real processes of the engine's command, killed where nobody expects it. */
const command = fileURLToPath(new URL("../bin/joulemark-engine.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "joulemark-resume-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Executes a work folder, up to its end or to a SIGKILL right after so many checkpoints; gives the events. */
async function execute(folder: string, killAfter = Infinity): Promise<EngineEvent[]> {
  const child = spawn(process.execPath, [command, "run", folder], { stdio: ["ignore", "pipe", "inherit"], env: { ...process.env, NODE_OPTIONS: "" } });
  const ended = once(child, "close");
  const events: EngineEvent[] = [];
  let checkpoints = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{\"at\"")) continue;
    const event = JSON.parse(line) as EngineEvent;
    events.push(event);
    if (event.kind === "CHECKPOINT" && ++checkpoints === killAfter) child.kill("SIGKILL");
  }
  await ended;
  return events;
}

function workFolder(name: string, specification: object): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "job.json"), JSON.stringify({ specification: { version: 1, name, task: "digits", ...specification }, seed: 3, inferenceSeconds: 0.05 }));
  return folder;
}
const modelOf = (folder: string): Buffer => readFileSync(join(folder, "out", safetensors.fileName));
const reportOf = (folder: string): RunReport => JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")) as RunReport;

const parallel = { workers: Math.min(2, availableParallelism()) };
const dense = { layers: [{ type: "dense", units: 64 }] };
const polynomial = { technique: "prune-magnitude", sparsity: 0.8, schedule: { type: "polynomial", endStep: 500, frequency: 7 } };
const optimizers = [
  { type: "sgd", learningRate: 0.05, momentum: 0.9, nesterov: true },
  { type: "adam", learningRate: 0.002 },
  { type: "adamw", learningRate: 0.002 },
  { type: "rmsprop", learningRate: 0.001, momentum: 0.5 },
];

test.each<[string, object]>([
  ...optimizers.map((optimizer): [string, object] => [`pruning by magnitude on ${optimizer.type}`, { base: dense, pipeline: [polynomial], training: { epochs: 20, optimizer } }]),
  ["pruning channels of convolutions by the scale of their normalization, which is folded then", { base: { layers: [{ type: "reshape", targetShape: [8, 8, 1] }, { type: "conv2d", filters: 8, kernelSize: 3, activation: "linear" }, { type: "batch_normalization", momentum: 0.9 }, { type: "activation" }, { type: "max_pooling2d" }, { type: "flatten" }] }, pipeline: [{ technique: "train" }, { technique: "prune-channels", importance: "bn-scale" }, { technique: "fold-batch-norm" }], training: { epochs: 5 } }],
  ["gradients that are summed over windows of seven batches", { base: dense, pipeline: [polynomial].map((step) => ({ ...step, schedule: { ...step.schedule, endStep: 80 } })), training: { epochs: 20, batchSize: 24, gradientAccumulationSteps: 7, optimizer: { type: "adam", learningRate: 0.005 } } }],
  ["batches shared out to processes, with compressed gradients", { base: dense, pipeline: [{ technique: "distill", student: { layers: [{ type: "dense", units: 24 }, { type: "dropout", rate: 0.1 }] } }], training: { ...parallel, strategy: "sync-data-parallel", epochs: 10, batchSize: 64, compression: { type: "topk", ratio: 0.1 } } }],
  ["processes that train by themselves between averages, while weights are pruned", { base: dense, pipeline: [{ ...polynomial, schedule: { ...polynomial.schedule, endStep: 200 } }], training: { ...parallel, strategy: "local-sgd", syncEvery: 3, outerOptimizer: { learningRate: 0.7, momentum: 0.9, nesterov: true }, epochs: 20 } }],
  ["distilling with hints through a map, for two generations", { base: { layers: [{ type: "dense", units: 32 }] }, pipeline: [{ technique: "train", training: { epochs: 4 } }, { technique: "distill", student: { layers: [{ type: "dense", units: 20 }] }, hints: [{ teacherLayer: "dense_1", studentLayer: "dense_1", weight: 1 }], training: { gradientAccumulationSteps: 3 } }, { technique: "distill", generations: 2 }], training: { epochs: 6 } }],
  ["training that sees its quantization, whose observers are in the checkpoint", { base: { layers: [{ type: "reshape", targetShape: [8, 8, 1] }, { type: "conv2d", filters: 6, kernelSize: 3, activation: "tanh" }, { type: "flatten" }, { type: "dense", units: 24 }] }, pipeline: [{ technique: "train", training: { epochs: 3 } }, { technique: "quantize", mode: "qat", perChannel: true }], training: { epochs: 10 } }],
  ["choosing channels as a QUBO", { base: { layers: [{ type: "dense", units: 48 }, { type: "dense", units: 32 }] }, pipeline: [{ technique: "train", training: { epochs: 5 } }, { technique: "select-channels-qubo", reads: 2 }], training: { epochs: 12 } }],
  ["pruning, then training the few values that each kernel has", { base: dense, pipeline: [{ technique: "train", training: { epochs: 4 } }, { technique: "prune-magnitude", fineTune: false }, { technique: "cluster-weights", clusters: 6, init: "random" }], training: { epochs: 16 } }],
  ["distilling after training", { base: dense, pipeline: [{ technique: "train", training: { epochs: 5 } }, { technique: "distill", loss: "ce", student: { layers: [{ type: "dense", units: 16 }] } }], training: { epochs: 15 } }],
  ["attention, trained, then the output layer anew", { base: { layers: [{ type: "reshape", targetShape: [64, 1] }, { type: "conv1d", filters: 8, kernelSize: 1 }, { type: "position_embedding" }, { type: "multi_head_attention", numHeads: 2, keyDim: 4, inbound: ["position_embedding_3", "inputs"] }, { type: "masked_average_pooling1d", inbound: ["multi_head_attention_4", "inputs"] }, { type: "unit_normalization" }, { type: "dense", units: 24 }] }, pipeline: [{ technique: "train", training: { epochs: 2 } }, { technique: "train-head" }], training: { epochs: 12, optimizer: { type: "adam", learningRate: 0.01 } } }],
  ["pruning channels by gradients, splitting what is left, and pruning that by blocks", { base: { layers: [{ type: "dense", units: 96 }, { type: "dense", units: 64 }] }, pipeline: [{ technique: "train", training: { epochs: 5 } }, { technique: "prune-channels", importance: "taylor" }, { technique: "low-rank", rule: { type: "energy", share: 0.8 } }, { technique: "prune-magnitude", granularity: { type: "block" } }], training: { epochs: 6 } }],
])("%s, killed twice, ends in the bytes of a run that nothing disturbed", async (name, specification) => {
  const [whole, killed] = [workFolder(`${name} whole`, specification), workFolder(`${name} killed`, specification)];
  await execute(whole);
  // Where they are killed differs from run to run; a failure shows both steps.
  const kills = [1, 1].map(() => 1 + Math.floor(Math.random() * 8));
  const steps: (number | undefined)[] = [];
  for (const kill of kills) steps.push((await execute(killed, kill)).at(-1)?.step);
  const last = await execute(killed);
  expect({ steps, message: last[0]!.message }).toEqual({ steps, message: expect.stringMatching(/^Going on after step [1-9]/) as unknown });
  expect({ steps, same: modelOf(killed).equals(modelOf(whole)) }).toEqual({ steps, same: true });
  expect(reportOf(killed)).toMatchObject({ outcome: "SUCCEEDED", metrics: reportOf(whole).metrics, steps: reportOf(whole).steps });
  if (name.startsWith("pruning by magnitude")) {
    const { values } = safetensors.decode(modelOf(killed)).weights["dense_1/kernel"]!;
    expect(values.filter((value) => value === 0).length).toBe(Math.round(0.8 * 64 * 64));
  }
});
