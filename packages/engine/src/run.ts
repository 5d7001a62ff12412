import { createHash } from "node:crypto";
import type { ConversionInput, EnergyRecord, Measurement, Meter, Processor } from "@joulemark/energy";
import { InvalidInput, UnknownZone, conversionOf, createMeter, readHost } from "@joulemark/energy";
import { checkCurrency } from "./budget.ts";
import type { Limits } from "./budget.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { jobFingerprint } from "./checkpoint.ts";
import { EngineError } from "./errors.ts";
import { inferenceEnergyPerThousand } from "./evaluation/inference-energy.ts";
import { latencyOf } from "./evaluation/latency.ts";
import { qualityOf } from "./evaluation/quality.ts";
import { encodeOnnx } from "./formats/onnx/encode-onnx.ts";
import { safetensors } from "./formats/safetensors.ts";
import { inputDTypeOf } from "./graph/predictor.ts";
import type { Backend } from "./graph/session.ts";
import { environmentOf } from "./hardware/environment.ts";
import type { LogitCache } from "./logit-cache.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import { isForeign } from "./network/foreign-model.ts";
import type { Network } from "./network/network.ts";
import { freshNetwork, multiplyAdds, networkLabel, outputWidth, parameterCount, sizeOf } from "./network/network.ts";
import { onnxRuntimeVersion } from "./onnx-runtime.ts";
import { nextTurn } from "./measured-work.ts";
import { openModel } from "./open-model.ts";
import type { EngineEvent, RunReport } from "./report.ts";
import { quantizationFigures } from "./quantization-figures.ts";
import { findPretrained } from "./pretrained/registry.ts";
import type { ParsedStep } from "./spec/parse.ts";
import { stepsOf } from "./spec/parse.ts";
import type { Specification } from "./spec/schema.ts";
import { trainingSteps } from "./spec/schema.ts";
import { findTask } from "./tasks/find-task.ts";
import type { Task } from "./tasks/task.ts";
import { dataFor } from "./tasks/text-rows.ts";
import { layersOf } from "./techniques/layers.ts";
import { techniques } from "./techniques/registry.ts";
import { checkCores } from "./training/check-cores.ts";
import { strategyOf } from "./training/registry.ts";
import type { Crew } from "./training/strategy.ts";
import type { Technique, TechniqueContext } from "./techniques/technique.ts";
import { Trainer } from "./trainer.ts";
import { engineVersion } from "./version.ts";

export interface Job {
  specification: Specification;
  seed: number;
  /** Grid zone and country of this machine; null: not set. */
  zone: string | null;
  /** What this site states of itself: tariff, PUE, water, prices, embodied carbon. */
  site: Partial<ConversionInput>;
  /** What the experiment's energy budget leaves for this run, J; null: no budget. */
  remainingEnergyJoules: number | null;
  /** The base version's network, where the specification names one; a model that only predicts, on the command line. */
  base: Network | ForeignModel | null;
  /** Further models that steps name, by those names. */
  models?: ReadonlyMap<string, Network | ForeignModel>;
}

export interface RunContext {
  backend: Backend;
  processor: Processor;
  resume: Checkpoint | null;
  emit(event: EngineEvent): void;
  saveCheckpoint(bytes: Uint8Array, step: number): string;
  /** Keeps what was measured so far: an attempt that ends without a report has used it all the same. */
  saveEnergyRecord(record: EnergyRecord): void;
  interrupted(): boolean;
  /** Logits of teachers that runs share. Default: each computes its own. */
  logitCache?: LogitCache;
  /** Where training processes that are started elsewhere join: their joules are in no record of this run. Default: they are started here. */
  crew?: Crew;
  /** How long inference is repeated to measure its energy, s. Default 2. */
  inferenceSeconds?: number;
}

type LeftFile = Parameters<TechniqueContext["leave"]>[0];

export interface RunOutcome {
  report: RunReport;
  /** Bytes of the final network; null where there is none. */
  model: Uint8Array | null;
  /** Its ONNX form where it is quantized: what computes with the integers, and was evaluated. */
  onnxModel: Uint8Array | null;
  /** What techniques left beside the model. */
  leftFiles: LeftFile[];
  energyRecord: EnergyRecord;
}

const INFERENCE_BATCH = 256;
const INFERENCE_SECONDS = 2;
/** One example as a service answers it, a small batch, and the one that energy is told at. */
const LATENCY_BATCHES = [1, 32, INFERENCE_BATCH] as const;
/** Each is timed for this part of the time that inference is measured for its energy. */
const LATENCY_SHARE = 1 / 8;
const techniqueOf = (id: string): Technique => techniques.find((candidate) => candidate.id === id)!;

/**
 * Executes one run. What goes wrong in the work (a loss that is not finite, a budget, a base that does not fit) is in the report.
 * @throws EngineError CANCELLED after a checkpoint where the process is to end; INVALID_INPUT for a zone that no table has
 */
export async function runJob(job: Job, context: RunContext): Promise<RunOutcome> {
  const { specification, seed, zone, site } = job;
  const { backend, processor, resume } = context;
  const emit = (event: Omit<EngineEvent, "at">): void => context.emit({ at: new Date().toISOString(), ...event });
  const task = findTask(specification.task)!;
  await task.prepare?.((message) => emit({ kind: "LOG", values: [], message }));
  const { pretrained } = specification.base;
  if (pretrained !== undefined) await findPretrained(pretrained).prepare((message) => emit({ kind: "LOG", values: [], message }));
  const data = task.load();
  const meter = await openMeter({ ...site, zone }, processor);
  const steps = stepsOf(specification);
  const trained = steps.filter(({ technique, params }) => Number(techniqueOf(technique).trains?.(params) ?? 1) > 0);
  const workers = Math.max(0, ...trained.map(({ training }) => (training.strategy === "single" ? 0 : strategyOf(training.strategy).workersOf(training)))); // 0: this process trains
  const window = await meter.start({ root: "self" }, { paused: true, reservedThreads: backend.threads * (context.crew ? 1 : Math.max(1, workers)), ...(resume ? { carried: resume.energy } : {}) });
  const { price } = meter.conversion;
  const limits: Limits = { remainingEnergyJoules: job.remainingEnergyJoules, budget: specification.budget, price, carriedJoules: resume?.energy.joules ?? 0 };
  const totalSteps = steps.reduce((sum, { technique, params, training }) => sum + Number(techniqueOf(technique).trains?.(params) ?? 1) * trainingSteps(training, data.train.inputs.count), 0);
  const trainer = new Trainer({
    backend, data, task, seed, job: jobFingerprint(specification, seed), totalSteps, window, limits, resume, emit,
    saveCheckpoint: (bytes, step) => {
      context.saveEnergyRecord(window.snapshot());
      return context.saveCheckpoint(bytes, step);
    },
    interrupted: () => context.interrupted(),
    logitCache: context.logitCache ?? null,
    crew: context.crew ?? null,
  });
  emit({ kind: "LOG", totalSteps, step: resume?.step ?? 0, backend: backend.version, values: [], message: resume ? `Going on after step ${resume.step} of ${totalSteps} on ${backend.version}.` : `Training ${totalSteps} steps on ${backend.version}, ${backend.threads} thread(s), ${processor.model}.` });

  const common = { schemaVersion: 1, seed, task: task.slug, techniques: steps.map(({ technique }) => technique), environment: environmentOf({ engineVersion, backend, processor, zone, workers, elsewhere: context.crew !== undefined }) } as const;
  const leftFiles: LeftFile[] = [];
  const progress = () => ({ steps: trainer.step, epochs: trainer.epoch, ...(trainer.staleness.length > 0 ? { staleness: trainer.staleness } : {}) });
  try {
    checkCurrency(specification.budget, price);
    if (workers > 0 && !context.crew) checkCores(workers, backend.threads);
    const base = baseNetwork(job, task);
    const network = await applyPipeline(base, steps, trainer, task, job, leftFiles);
    await trainer.close();
    const energyRecord = await window();
    const model = Buffer.from(safetensors.encode(network));
    const { inputs, labels } = dataFor(network, data).test;
    const ends = { inputShape: network.inputShape, inputScale: network.inputScale, classes: task.classes };
    const onnxModel = network.quantization ? encodeOnnx(network, engineVersion) : null;
    const predictor = openModel(backend, onnxModel ? { format: "onnx", bytes: onnxModel } : network, ends, inputDTypeOf(inputs));
    const quality = qualityOf(predictor.predict(inputs), labels, seed);
    emit({ kind: "METRIC", step: trainer.step, values: quality.map(({ name, value }) => ({ name: `test${name[0]!.toUpperCase()}${name.slice(1)}`, value })) });
    const inferenceSeconds = context.inferenceSeconds ?? INFERENCE_SECONDS;
    const pause = async (): Promise<void> => {
      await nextTurn();
      if (context.interrupted()) throw new EngineError("CANCELLED", "The run was interrupted while inference was measured; its checkpoint is complete.");
    };
    const width = sizeOf(network.inputShape);
    const inference = await inferenceEnergyPerThousand(predictor, inputs, width, meter, { seconds: inferenceSeconds, batchSize: INFERENCE_BATCH, pause });
    const latency = await latencyOf(predictor, inputs, width, { batchSizes: LATENCY_BATCHES, threads: backend.threads, seconds: inferenceSeconds * LATENCY_SHARE, pause });
    predictor.dispose();
    if (onnxModel) emit({ kind: "LOG", step: trainer.step, ...quantizationFigures(network, inputs, ends, backend.threads) });
    emit({ kind: "ENERGY", step: trainer.step, values: namedFigures({ trainingEnergyJoules: energyRecord.energy, inferenceEnergyJoulesPerThousand: inference }) });
    const report: RunReport = {
      ...common, outcome: "SUCCEEDED", failure: null, ...progress(),
      ...(onnxModel ? { environment: { ...common.environment, backend: `${common.environment.backend}; inference: ${onnxRuntimeVersion()}` } } : {}),
      metrics: quality.map((metric) => ({ ...metric, split: "test" as const, count: labels.length })),
      ...energyFigures(energyRecord),
      inferenceEnergyPerThousand: inference,
      latency,
      network: { label: networkLabel(network), parameterCount: parameterCount(network), sizeBytes: model.length, multiplyAdds: multiplyAdds(network), sha256: createHash("sha256").update(model).digest("hex"), architecture: { inputShape: network.inputShape, layers: network.layers }, ...(network.quantization && network.quantization.mode !== "weight-only" ? { numberType: "int8" as const } : {}) },
      files: [],
    };
    return { report, model, onnxModel, leftFiles, energyRecord };
  } catch (error) {
    if (!(error instanceof EngineError) || error.code === "CANCELLED") throw error;
    const energyRecord = await window();
    emit({ kind: "LOG", step: trainer.step, values: [], message: `${error.code}: ${error.message}` });
    const failed = { outcome: "FAILED", failure: { code: error.code, message: error.message }, metrics: [], inferenceEnergyPerThousand: null, latency: [], network: null, files: [] } as const;
    return { report: { ...common, ...progress(), ...energyFigures(energyRecord), ...failed, metrics: [], latency: [], files: [] }, model: null, onnxModel: null, leftFiles: [], energyRecord };
  } finally {
    await trainer.close();
    await meter.close();
  }
}

async function openMeter(input: ConversionInput, processor: Processor): Promise<Meter> {
  try {
    return await createMeter({ conversion: conversionOf(input), host: readHost({ processor }) });
  } catch (cause) {
    if (cause instanceof UnknownZone) throw new EngineError("INVALID_INPUT", cause.message, { path: ["zone"], cause });
    if (cause instanceof InvalidInput) throw new EngineError("INVALID_INPUT", cause.message, { path: ["site"], cause });
    throw cause;
  }
}

/** What was not measured has no value to tell. */
const namedFigures = (figures: Record<string, Measurement | null>): { name: string; value: number }[] => Object.entries(figures).flatMap(([name, figure]) => (figure ? [{ name, value: figure.value }] : []));

const energyFigures = ({ cpuSeconds, wallSeconds, energy, carbon, cost, costs }: EnergyRecord) => ({
  trainingCpuSeconds: cpuSeconds, trainingWallSeconds: wallSeconds, trainingEnergy: energy, carbon, cost, costs,
});

function baseNetwork({ specification, seed, base }: Job, task: Task): Network | ForeignModel {
  const { inputShape, inputScale, classes } = task;
  if (specification.base.layers) return freshNetwork({ inputShape, inputScale, layers: layersOf(specification.base.layers, classes) }, seed);
  if (specification.base.pretrained !== undefined) return findPretrained(specification.base.pretrained).load();
  if (!base) throw new EngineError("INVALID_INPUT", "The base version's network is missing.", { path: ["base"] });
  if (isForeign(base)) return base;
  if (base.text && !task.texts) throw new EngineError("INVALID_INPUT", `The base network reads texts, and the task ${task.slug} has none.`, { path: ["base"] });
  const addsOutput = techniqueOf(specification.pipeline[0]!.technique).addsOutput === true;
  if ((!base.text && base.inputShape.join() !== inputShape.join()) || (!addsOutput && outputWidth(base) !== classes))
    throw new EngineError("INVALID_INPUT", `The base network maps [${base.inputShape.join(", ")}] to ${outputWidth(base)} classes; the task ${task.slug} needs [${inputShape.join(", ")}] and ${classes}.`, { path: ["base"] });
  return base;
}

async function applyPipeline(base: Network | ForeignModel, steps: ParsedStep[], trainer: Trainer, task: Task, { seed, models }: Job, leftFiles: LeftFile[]): Promise<Network> {
  let model = base;
  for (const { technique: id, params, training } of steps) {
    const technique = techniqueOf(id);
    const context: TechniqueContext = {
      seed,
      task,
      steps: trainer.updatesOf(training),
      train: (fresh, loss, extras) => trainer.train(fresh, loss, training, extras),
      modelOf(name) {
        const model = models?.get(name);
        if (!model) throw new EngineError("INVALID_INPUT", `The model ${name} is missing.`, { path: ["pipeline"] });
        return model;
      },
      predictTraining: (predicting) => trainer.predictions.ofTraining(predicting, training),
      visitGradients: (at, visit) => Promise.resolve(trainer.visitGradients(at, training, visit)),
      measured: (work) => trainer.work.do(work),
      inTurns: (work) => trainer.work.inTurns(work),
      leave: (file) => void leftFiles.push({ ...file, name: freeName(file.name, leftFiles) }),
      tell: (message, values) => trainer.tell(`${technique.title}: ${message}`, values),
      predictValidation: (predicting, count) => trainer.predictions.ofValidation(predicting, count),
    };
    if (isForeign(model) && !technique.takesPredictor) throw needsLayers(technique);
    model = await technique.apply(model as Network, params, context);
  }
  return model as Network; // every technique gives one, and there is one at the least
}

/** "a.txt", then "2-a.txt". */
function freeName(name: string, taken: LeftFile[]): string {
  const same = taken.filter((file) => file.name === name || /^\d+-/.test(file.name) && file.name.replace(/^\d+-/, "") === name).length;
  return same === 0 ? name : `${same + 1}-${name}`;
}

const needsLayers = ({ id }: Technique): EngineError =>
  new EngineError("UNSUPPORTED", `The base is an ONNX model: it predicts, and has no layers to change. ${id} needs layers; ${techniques.flatMap((technique) => (technique.takesPredictor ? [technique.id] : [])).join(", ")} takes it as it is.`, { path: ["base", "file"] });
