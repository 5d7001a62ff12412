import type { Measurement } from "@joulemark/energy";
import { conversionOf, createMeter, readHost, readProcessor } from "@joulemark/energy";
import { openBackend } from "../backend.ts";
import { EngineError } from "../errors.ts";
import { inferenceEnergyPerThousand } from "../evaluation/inference-energy.ts";
import type { Latency } from "../evaluation/latency.ts";
import { latencyOf } from "../evaluation/latency.ts";
import type { Quality } from "../evaluation/quality.ts";
import { qualityOf } from "../evaluation/quality.ts";
import { inputDTypeOf } from "../graph/predictor.ts";
import { readModelFile } from "../model-file.ts";
import { isForeign } from "../network/foreign-model.ts";
import { outputWidth } from "../network/network.ts";
import { openModel } from "../open-model.ts";
import { findTask } from "../tasks/find-task.ts";
import { tasks } from "../tasks/registry.ts";
import { dataFor } from "../tasks/text-rows.ts";
import { figureText, metricText, numberText } from "./figure-text.ts";
import { metricTitle } from "./summary.ts";

const BATCH = 256;
const LATENCY_BATCHES = [1, 32, BATCH] as const;
const SEED = 1;

/** What a model does on a task's test split, as it is: nothing is trained. */
export interface Evaluation {
  task: string;
  runtime: string;
  metrics: Quality[];
  inferenceEnergyPerThousand: Measurement | null;
  latency: Latency[];
  parameterCount: number;
  sizeBytes: number;
}

export interface EvaluateOptions {
  task: string;
  threads: number | null;
  zone: string | null;
  /** How long inference is repeated to measure its energy, s; null: 2. */
  seconds: number | null;
}

/**
 * Measures a model of any format that is read, ONNX included: the baseline that an optimized one is held against.
 * @throws EngineError naming the file, or the task, and what is wrong with it
 */
export async function evaluateModel(path: string, { task: name, threads, zone, seconds }: EvaluateOptions): Promise<Evaluation> {
  const model = readModelFile(path);
  const task = findTask(name);
  if (!task) throw new EngineError("INVALID_INPUT", `--task: there is no task ${name}. There are: ${tasks.map(({ slug }) => slug).join(", ")}, and file:MANIFEST.json.`);
  const readsTexts = !isForeign(model) && model.text !== undefined && task.texts === true;
  if (!isForeign(model) && ((!readsTexts && model.inputShape.join() !== task.inputShape.join()) || outputWidth(model) !== task.classes))
    throw new EngineError("INVALID_INPUT", `${path} maps [${model.inputShape.join(", ")}] to ${outputWidth(model)} classes; the task ${task.slug} needs [${task.inputShape.join(", ")}] and ${task.classes}.`);
  await task.prepare?.((message) => console.error(message));
  const { inputs, labels } = dataFor(model, task.load()).test;
  const backend = await openBackend({ threads: threads ?? 1 });
  const meter = await createMeter({ conversion: conversionOf({ zone }), host: readHost({ processor: readProcessor() }) });
  const predictor = openModel(backend, model, task, inputDTypeOf(inputs));
  try {
    const [width, pause] = [inputs.values.length / inputs.count, (): Promise<void> => new Promise((resolve) => setImmediate(resolve))];
    const metrics = qualityOf(predictor.predict(inputs), labels, SEED);
    const energy = await inferenceEnergyPerThousand(predictor, inputs, width, meter, { seconds: seconds ?? 2, batchSize: BATCH, pause });
    const latency = await latencyOf(predictor, inputs, width, { batchSizes: LATENCY_BATCHES, threads: backend.threads, seconds: (seconds ?? 2) / 8, pause });
    const runtime = isForeign(model) || model.quantization ? "ONNX Runtime" : backend.version;
    return { task: task.slug, runtime, metrics, inferenceEnergyPerThousand: energy, latency, parameterCount: predictor.parameterCount, sizeBytes: predictor.sizeBytes };
  } finally {
    predictor.dispose();
    await meter.close();
  }
}

/** The same for a terminal. */
export function evaluationLines({ task, runtime, metrics, inferenceEnergyPerThousand: energy, latency, parameterCount, sizeBytes }: Evaluation): string[] {
  const row = (title: string, text: string): string => `${title.padEnd(28)}${text}`;
  return [
    `Test split of ${task}, on ${runtime}:`,
    ...metrics.map((metric) => row(metricTitle(metric.name), metricText(metric))),
    row("energy, 1,000 inferences", energy ? `${figureText(energy)} ${energy.method}` : "not measured"),
    ...latency.map(({ batchSize, threads, p50Ms, p95Ms, p99Ms }) => row(`latency, batch ${batchSize}`, `p50 ${numberText(p50Ms)}, p95 ${p95Ms === null ? "-" : numberText(p95Ms)}, p99 ${p99Ms === null ? "-" : numberText(p99Ms)} ms, ${threads} thread(s)`)),
    row("parameters", parameterCount.toLocaleString("en")),
    row("bytes", sizeBytes.toLocaleString("en")),
  ];
}
