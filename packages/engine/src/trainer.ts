import { fileURLToPath } from "node:url";
import type { Stop } from "@joulemark/energy";
import type { Limits } from "./budget.ts";
import { checkBudget } from "./budget.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { encodeCheckpoint } from "./checkpoint.ts";
import { EngineError } from "./errors.ts";
import { correctCount } from "./evaluation/accuracy.ts";
import { BatchGradients } from "./graph/batch-gradients.ts";
import { inputDTypeOf } from "./graph/predictor.ts";
import { TrainingProgram } from "./graph/program.ts";
import type { Backend } from "./graph/session.ts";
import type { TrainingState } from "./graph/state-variables.ts";
import type { TrainingOptions } from "./graph/training-graph.ts";
import type { LogitCache } from "./logit-cache.ts";
import { MeasuredWork, nextTurn } from "./measured-work.ts";
import { keptZeros } from "./network/kept-zeros.ts";
import type { Network } from "./network/network.ts";
import type { LossSpec } from "./network/objective.ts";
import { Predictions } from "./predictions.ts";
import type { TrainingExtras } from "./techniques/technique.ts";
import type { EngineEvent } from "./report.ts";
import type { TrainingSpec } from "./spec/schema.ts";
import { gradientExamples, trainingSteps, trainingUpdates } from "./spec/schema.ts";
import { firstExamples } from "./tasks/first-examples.ts";
import type { Examples, TaskData, TaskDescription } from "./tasks/task.ts";
import { dataFor } from "./tasks/text-rows.ts";
import { strategyOf } from "./training/registry.ts";
import { WorkerPool } from "./training/pool/worker-pool.ts";
import { StopRules } from "./training/stop-rules.ts";
import type { Chunk, Crew, Position, TrainingPlan } from "./training/strategy.ts";

/** Checkpoints a run has at the least, if it has as many steps. */
const CHECKPOINTS = 20;
const CHECKPOINT_EVERY_MS = 5_000;
const PROGRESS_EVERY_MS = 200;

export interface TrainerOptions {
  backend: Backend;
  data: TaskData;
  task: TaskDescription;
  seed: number;
  job: string;
  totalSteps: number;
  window: Stop;
  limits: Limits;
  resume: Checkpoint | null;
  emit: (event: Omit<EngineEvent, "at">) => void;
  /** Stores a checkpoint safely and gives its name. */
  saveCheckpoint: (bytes: Uint8Array, step: number) => string;
  /** Logits of teachers that runs share; null: each computes its own. */
  logitCache: LogitCache | null;
  /** Where training processes that are started elsewhere join; null: they are started here. */
  crew?: Crew | null;
  /** Whether somebody wants the process to end. */
  interrupted: () => boolean;
}

const added = (a: number[], b: number[]): number[] => Array.from({ length: Math.max(a.length, b.length) }, (_, i) => (a[i] ?? 0) + (b[i] ?? 0));

const programOptions = ({ optimizer, schedule, weightDecay, clipNorm, labelSmoothing, classWeights, gradientAccumulationSteps = 1, strategy }: TrainingSpec, loss: LossSpec, seed: string, totalSteps: number): TrainingOptions => ({
  optimizer, schedule, weightDecay, clipNorm, loss: { ...loss, labelSmoothing, classWeights }, seed, totalSteps, accumulates: gradientAccumulationSteps > 1 || strategyOf(strategy).sumsGradients === true,
});

/** Names in a checkpoint's state that are the strategy's, not the program's. */
const OWN = "strategy/";
const ownOf = (state: TrainingState): TrainingState => Object.fromEntries(Object.entries(state).flatMap(([key, array]) => (key.startsWith(OWN) ? [[key.slice(OWN.length), array]] : [])));
const poolEntry = fileURLToPath(new URL("./training-worker.ts", import.meta.url));

/** Runs the training calls of a pipeline one after another: progress, checkpoints, budget; what a checkpoint has done already is not done again. */
export class Trainer {
  private readonly options: TrainerOptions;
  private readonly finished: Network[] = [];
  private readonly finishedSteps: number[] = [];
  private readonly startedAt = performance.now();
  private readonly startedStep: number;
  private pool: WorkerPool | null = null;
  /** Gradients of finished trainings by their staleness; empty: none was trained asynchronously. */
  staleness: number[];
  private lastProgressAt = -Infinity;
  private lastCheckpointAt = performance.now();
  private lastCheckpointStep: number;
  /** Where the present training is watched. */
  private validation: Examples;
  /** Work beside the steps, and predictions, whose joules are the training's. */
  readonly work: MeasuredWork;
  readonly predictions: Predictions;
  /** Steps of this run, lost ones not counted. */
  step = 0;
  epoch = 0;

  constructor(options: TrainerOptions) {
    this.options = options;
    this.validation = options.data.validation;
    this.startedStep = options.resume?.step ?? 0;
    this.lastCheckpointStep = this.startedStep;
    this.staleness = options.resume?.staleness ?? [];
    const { window, interrupted, backend, data, task, logitCache } = options;
    this.work = new MeasuredWork({ window, interrupted, step: () => this.step });
    this.predictions = new Predictions({ backend, data, task, logitCache, work: this.work, tell: (message) => this.tell(message) });
  }

  /** Steps of one training by these words. */
  stepsOf(training: TrainingSpec): number {
    return trainingSteps(training, this.options.data.train.inputs.count);
  }

  /** How often one training by these words moves its weights. */
  updatesOf(training: TrainingSpec): number {
    return trainingUpdates(training, this.options.data.train.inputs.count);
  }

  /** A line in the run's log. */
  tell(message: string, values: { name: string; value: number }[] = []): void {
    this.options.emit({ kind: "LOG", step: this.step, values, message });
  }

  async train(network: Network, loss: LossSpec, training: TrainingSpec, { teacherLogits, hints, body, ...extras }: TrainingExtras = {}): Promise<Network> {
    const { backend, seed, resume, window, totalSteps } = this.options;
    if (network.quantization) throw new EngineError("INVALID_INPUT", "The network is quantized, so it is not trained: training would change what was rounded. Take the version before it was quantized.", { path: ["base"] });
    const call = this.finished.length;
    const stepsOfCall = this.stepsOf(training);
    const known = resume?.finished[call];
    if (known) {
      this.step += resume.doneSteps?.[call] ?? stepsOfCall;
      this.finishedSteps.push(resume.doneSteps?.[call] ?? stepsOfCall);
      this.finished.push(known);
      return known;
    }
    const data = body ? await this.predictions.inPlaceOfInputs(body, training) : dataFor(network, this.options.data);
    const examples = firstExamples(data.train, training.examples ?? data.train.inputs.count);
    const options = { ...programOptions(training, loss, `${seed} ${call}`, this.updatesOf(training)), inputDType: inputDTypeOf(data.train.inputs), ...extras, masks: { ...keptZeros(network), ...extras.masks }, hints };
    const trainingData = { ...examples, ...(teacherLogits ? { teacherLogits } : {}), ...(hints ? { hints: hints.map(({ targets }) => targets) } : {}) };
    const program = new TrainingProgram(backend, network, options);
    try {
      program.setData(trainingData);
      const goesOn = resume?.call === call ? resume : null;
      if (goesOn) program.restore(goesOn.state);
      const before = this.step;
      const stepsPerEpoch = Math.ceil(examples.inputs.count / training.batchSize);
      this.step = before + (goesOn ? goesOn.position.epoch * stepsPerEpoch + Math.ceil(goesOn.position.row / training.batchSize) : 0);
      const strategy = strategyOf(training.strategy);
      const plan: TrainingPlan = {
        program, source: { network, options, data: trainingData }, examples: examples.inputs.count, epochs: training.epochs, batchSize: training.batchSize, settings: training, seed, call,
        start: goesOn?.position ?? { epoch: 0, row: 0 }, own: goesOn ? ownOf(goesOn.state) : {}, maxSteps: Math.max(1, Math.floor(totalSteps / CHECKPOINTS)),
        openPool: (workers) => this.openPool(workers), interrupted: this.options.interrupted, tell: (message) => this.tell(message),
      };
      const rules = new StopRules(training, goesOn ?? {});
      this.validation = data.validation;
      window.resume();
      const figures = rules.stopped ? strategy.figuresOf?.(plan.own) : await strategy.run(plan, (chunk) => this.afterChunk(program, call, chunk, rules));
      window.pause();
      const trained = rules.bestWeights ? { ...program.network(), weights: rules.bestWeights } : program.network();
      this.finished.push(trained);
      this.finishedSteps.push(this.step - before);
      this.staleness = added(this.staleness, figures?.staleness ?? []);
      return trained;
    } finally {
      window.pause();
      program.dispose();
    }
  }

  /** Processes stay from one training of the run to the next. */
  private async openPool(workers: number): Promise<WorkerPool> {
    if (this.pool?.size === workers) return this.pool;
    await this.close();
    const { threads } = this.options.backend;
    const tell = (message: string): void => this.tell(message);
    const { crew, interrupted } = this.options;
    if (crew) tell(`Waiting at ${crew.host}:${crew.port} for ${workers} training processes: joulemark-engine join ${crew.host}:${crew.port} --token-file FILE --threads ${threads}.`);
    this.pool = await WorkerPool.open({ workers, threads, entry: poolEntry, tell, ...(crew ? { host: crew.host, port: crew.port, elsewhere: { token: crew.token, interrupted } } : {}) });
    this.tell(`${workers} training processes of ${threads} thread(s) each are at work.`);
    return this.pool;
  }

  /** Ends the processes that trained. */
  async close(): Promise<void> {
    const { pool } = this;
    this.pool = null;
    await pool?.close();
  }

  /** Gradients of the cross-entropy, batch by batch; their joules belong to the training. */
  visitGradients(network: Network, training: TrainingSpec, visit: (gradient: (key: string) => Float32Array) => void): void {
    const { backend, seed } = this.options;
    const data = dataFor(network, this.options.data);
    const { batchSize, labelSmoothing, classWeights } = training;
    const examples = firstExamples(data.train, Math.min(training.examples ?? data.train.inputs.count, gradientExamples));
    const gradients = new BatchGradients(backend, network, { loss: { type: "cross-entropy", labelSmoothing, classWeights }, seed: `${seed} gradients` }, examples);
    try {
      this.work.do(() => gradients.forEach(batchSize, visit));
    } finally {
      gradients.dispose();
    }
  }

  private async afterChunk(program: TrainingProgram, call: number, { position, steps, loss, accuracy, own }: Chunk, rules: StopRules): Promise<"stop" | void> {
    const { window, limits, totalSteps, emit, interrupted } = this.options;
    this.step += steps;
    this.epoch = position.epoch;
    // An epoch before the last masks has a network that nobody asked for, however good it is.
    if (rules.watch && position.row === 0 && program.masksAreFinal) this.watch(program, position.epoch - 1, rules);
    const stop = rules.stopped;
    const soFar = window.soFar();
    const now = performance.now();
    const last = stop || this.step >= totalSteps;
    const due = last || now - this.lastCheckpointAt >= CHECKPOINT_EVERY_MS || this.step - this.lastCheckpointStep >= Math.max(1, Math.floor(totalSteps / CHECKPOINTS));
    if (due || now - this.lastProgressAt >= PROGRESS_EVERY_MS) {
      this.lastProgressAt = now;
      const perStepMs = (now - this.startedAt) / Math.max(1, this.step - this.startedStep);
      const values = [{ name: "loss", value: loss }, { name: "accuracy", value: accuracy }, { name: "energyJoules", value: soFar.joules }];
      emit({ kind: "PROGRESS", step: this.step, totalSteps, epoch: position.epoch, etaSeconds: ((totalSteps - this.step) * perStepMs) / 1000, values });
    }
    if (due || interrupted()) this.checkpoint(program, call, position, rules, own ? await own() : {});
    if (interrupted()) throw new EngineError("CANCELLED", `The run was interrupted after step ${this.step}; its checkpoint is complete.`);
    checkBudget(limits, soFar);
    await nextTurn();
    if (stop) return "stop";
  }

  /** The validation split after an epoch; it is work of the training, and its joules are. */
  private watch(program: TrainingProgram, epoch: number, rules: StopRules): void {
    const { validation: { inputs, labels }, options: { window, emit } } = this;
    const reasons = rules.observe({ epoch, logits: program.predict(inputs), labels, joules: window.soFar().joules, weights: () => program.network().weights });
    for (const reason of reasons) emit({ kind: "LOG", step: this.step, epoch: epoch + 1, values: [], message: `Stopped early after epoch ${epoch + 1}: ${reason}` });
  }

  private checkpoint(program: TrainingProgram, call: number, position: Position, rules: StopRules, own: TrainingState): void {
    const { validation: { inputs, labels }, options: { window, backend, job, emit, saveCheckpoint } } = this;
    window.pause();
    const energy = window.soFar();
    const state = { ...program.state(), ...Object.fromEntries(Object.entries(own).map(([key, array]) => [OWN + key, array])) };
    const broken = Object.entries(state).find(([, { values }]) => !values.every(Number.isFinite));
    // The loss of these steps was finite, the next one's would not be: the checkpoint before stays the last good one.
    if (broken) throw new EngineError("NUMERIC", `${broken[0]} is no longer finite after step ${this.step}: lower the learning rate.`, { path: ["weights", broken[0]] });
    const bytes = encodeCheckpoint({ job, backend: `${backend.version}, ${backend.threads} threads`, call, position, step: this.step, energy, finished: this.finished, doneSteps: this.finishedSteps, ...(this.staleness.length > 0 ? { staleness: this.staleness } : {}), state, ...rules.state });
    const name = saveCheckpoint(bytes, this.step);
    const validationAccuracy = correctCount(program.predict(inputs), labels) / labels.length;
    emit({ kind: "METRIC", step: this.step, epoch: position.epoch, values: [{ name: "validationAccuracy", value: validationAccuracy }] });
    emit({ kind: "CHECKPOINT", step: this.step, epoch: position.epoch, values: [{ name: "energyJoules", value: energy.joules }], message: name });
    this.lastCheckpointAt = performance.now();
    this.lastCheckpointStep = this.step;
    window.resume();
  }
}
