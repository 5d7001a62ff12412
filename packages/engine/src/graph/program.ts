import { EngineError } from "../errors.ts";
import type { Network, Rows, Weight } from "../network/network.ts";
import { checkNetwork, outputWidth, sizeOf, weightSpecs } from "../network/network.ts";
import type { Masks } from "../network/magnitude-masks.ts";
import { maskedValues } from "../network/magnitude-masks.ts";
import { learningRateAt } from "../network/objective.ts";
import { sparsityBefore, stepsUntilChoice } from "../network/sparsity-schedule.ts";
import { checkRows, predictRows } from "./predictor.ts";
import { observedRanges } from "./fake-quantizer.ts";
import { hintKernel } from "./hint-losses.ts";
import { maskKey, prunedState } from "./prune-state.ts";
import type { Backend, Feed, Session } from "./session.ts";
import { codesKey } from "./shared-gradient.ts";
import type { TrainingState } from "./state-variables.ts";
import type { TrainingOptions } from "./training-graph.ts";
import { ITEMS, TrainingGraph, maskedKeys } from "./training-graph.ts";

export interface TrainingData {
  inputs: Rows;
  /** Class numbers, one per row. */
  labels: Int32Array;
  /** [rows, classes], where the loss distils. */
  teacherLogits?: Float32Array;
  /** [rows, size] of each hint, in order. */
  hints?: Float32Array[];
}

export interface TrainedSteps {
  steps: number;
  /** Sum of the loss over the rows, each before its step's update. NaN or ±Infinity once training has broken down. */
  lossSum: number;
  /** Rows whose class was right before their step's update. */
  correct: number;
  /** The first step, from 0, whose loss was not finite; null: all were. */
  firstBroken: number | null;
}

/** The rows of the batches that have one size, and those of a shorter last one: a native call has batches of one size. */
function batchesOfOneSize(order: Int32Array, batchSize: number): [whole: Int32Array, rest: Int32Array] {
  const length = order.length - (order.length % batchSize) || order.length;
  return [order.subarray(0, length), order.subarray(length)];
}

const together = (first: TrainedSteps, then: TrainedSteps): TrainedSteps => ({
  steps: first.steps + then.steps,
  lossSum: first.lossSum + then.lossSum,
  correct: first.correct + then.correct,
  firstBroken: first.firstBroken ?? (then.firstBroken === null ? null : first.steps + then.firstBroken),
});

/** @throws EngineError naming the weight that a mask does not fit */
function checkMasks(network: Network, masks: Masks): void {
  for (const [key, mask] of Object.entries(masks)) {
    if (!weightSpecs(network).get(key)?.trainable) throw new EngineError("INVALID_INPUT", `There is a mask of ${key}, which is no weight that is trained.`, { path: ["masks", key] });
    const { length } = network.weights[key]!.values;
    if (mask.length !== length || !mask.every((value) => value === 0 || value === 1)) throw new EngineError("INVALID_INPUT", `The mask of ${key} must have ${length} values, each 0 or 1.`, { path: ["masks", key] });
  }
}

/** The masks that training begins with: all ones where they are chosen later. */
const firstMasks = ({ weights }: Network, options: TrainingOptions): Masks => Object.fromEntries(maskedKeys(options).map((key) => [key, options.masks?.[key] ?? new Uint8Array(weights[key]?.values.length ?? 0).fill(1)]));

/** Weights with 0 where their mask is, and the masks themselves, by their names in the state. */
function withMasks({ weights }: Network, masks: Masks): Record<string, { values: Float32Array }> {
  const masked = Object.entries(masks).flatMap(([key, mask]): [string, { values: Float32Array }][] => [
    [key, { values: maskedValues(weights[key]!.values, mask) }],
    [maskKey(key), { values: Float32Array.from(mask) }],
  ]);
  return { ...weights, ...Object.fromEntries(masked) };
}

/** A network in training on a backend. Every method is synchronous: the caller bounds the steps of one call. */
export class TrainingProgram {
  private readonly source: Network;
  private readonly inputDType: "uint8" | "float32";
  private readonly compiled: TrainingGraph;
  private readonly session: Session;
  private readonly options: TrainingOptions;
  private rowCount = 0;
  /** Arrays whose memory the session may share for as long as it lives. */
  private readonly held = new Set<Feed["values"]>();
  private sumsAreEmpty = true;
  /** Steps done, as the state has it. */
  private step = 0;

  /** @throws EngineError naming the layer where a network cannot be compiled */
  constructor(backend: Pick<Backend, "open">, network: Network, options: TrainingOptions) {
    checkNetwork(network);
    this.source = network;
    this.options = options;
    const masks = firstMasks(network, options);
    checkMasks(network, masks);
    this.inputDType = options.inputDType ?? "uint8";
    this.compiled = new TrainingGraph(network, options);
    this.session = backend.open(this.compiled.graph, this.compiled.fetches);
    const codes = Object.entries(options.sharing ?? {}).map(([key, values]) => [codesKey(key), { values: Float32Array.from(values) }] as const);
    const regressors = (options.hints ?? []).flatMap(({ regressor }, k) => (regressor ? [[hintKernel(k), { values: regressor.kernel }] as const] : []));
    this.restore(this.compiled.state.initial({ ...withMasks(network, masks), ...Object.fromEntries([...codes, ...regressors]) }));
  }

  /** The rows to train on; their arrays must not change while it trains. @throws EngineError where rows, labels and teacher logits do not fit together */
  setData({ inputs, labels, teacherLogits, hints }: TrainingData): void {
    const { data } = this.compiled;
    const [width, classes] = [sizeOf(this.source.inputShape), outputWidth(this.source)];
    checkRows(inputs, this.source, this.inputDType);
    if (labels.length !== inputs.count) throw new EngineError("INVALID_INPUT", `There are ${inputs.count} rows but ${labels.length} labels.`, { path: ["labels"] });
    if (labels.some((label) => label < 0 || label >= classes)) throw new EngineError("INVALID_INPUT", `A label is outside of 0 … ${classes - 1}.`, { path: ["labels"] });
    const feeds: Feed[] = [
      { tensor: data.inputs.feed, values: inputs.values, shape: [inputs.count, width] },
      { tensor: data.labels.feed, values: labels, shape: [inputs.count] },
    ];
    if (data.teacherLogits) {
      if (teacherLogits?.length !== inputs.count * classes) throw new EngineError("INVALID_INPUT", `Teacher logits must be ${inputs.count} × ${classes} numbers.`, { path: ["teacherLogits"] });
      feeds.push({ tensor: data.teacherLogits.feed, values: teacherLogits, shape: [inputs.count, classes] });
    }
    for (const [k, { size }] of (this.options.hints ?? []).entries()) {
      const values = hints?.[k];
      if (values?.length !== inputs.count * size) throw new EngineError("INVALID_INPUT", `Hint ${k} must have ${inputs.count} × ${size} numbers.`, { path: ["hints", String(k)] });
      feeds.push({ tensor: data.hints[k]!.feed, values, shape: [inputs.count, size] });
    }
    this.session.run(feeds, [data.set]);
    this.held.clear();
    for (const { values } of feeds) this.held.add(values);
    this.rowCount = inputs.count;
  }

  /**
   * ceil(order.length / batchSize) steps over rows order[0], order[1], …; the last batch may be short. One native call for all batches of one size, or one for each choice of masks.
   * @throws EngineError INVALID_INPUT for a row that there is not
   */
  train(order: Int32Array, batchSize: number): TrainedSteps {
    this.checkOrder(order, batchSize);
    let all: TrainedSteps = { steps: 0, lossSum: 0, correct: 0, firstBroken: null };
    for (let row = 0; row < order.length; row = all.steps * batchSize) {
      this.chooseMasks();
      const some = this.options.pruning ? stepsUntilChoice(this.step, this.options.pruning.schedule) * batchSize : order.length;
      const [whole] = batchesOfOneSize(order.subarray(row, row + some), batchSize);
      all = together(all, this.call(whole, Math.min(batchSize, whole.length)));
    }
    return all;
  }

  private checkOrder(order: Int32Array, batchSize: number): void {
    if (!Number.isInteger(batchSize) || batchSize < 1) throw new EngineError("INVALID_INPUT", `batchSize must be a whole number from 1, not ${batchSize}.`, { path: ["batchSize"] });
    const wrong = order.find((row) => row < 0 || row >= this.rowCount);
    if (wrong !== undefined) throw new EngineError("INVALID_INPUT", `There is no row ${wrong} among ${this.rowCount}.`, { path: ["order"] });
  }

  /** Whether no more masks will be chosen. */
  get masksAreFinal(): boolean {
    return this.options.pruning === undefined || this.step > this.options.pruning.schedule.endStep;
  }

  /**
   * Adds the gradients of these rows to the sums, batch by batch, and moves the weights by their mean where that was asked for.
   * For a program that `accumulates`. One native call, or a second one for a short last batch.
   * @throws EngineError INVALID_INPUT for a row that there is not
   */
  accumulate(order: Int32Array, batchSize: number, { update }: { update: boolean }): TrainedSteps {
    this.checkOrder(order, batchSize);
    if (this.sumsAreEmpty) this.chooseMasks();
    const [whole, rest] = batchesOfOneSize(order, batchSize);
    const done = this.call(whole, Math.max(1, Math.min(batchSize, whole.length)), update && rest.length === 0);
    const last = rest.length > 0 ? this.call(rest, rest.length, update) : null;
    this.sumsAreEmpty = update;
    return last ? together(done, last) : done;
  }

  /** Moves the weights by the mean of the sums that were written. For a program that `accumulates`. */
  update(): void {
    this.call(new Int32Array(0), 1, true);
    this.sumsAreEmpty = true;
  }

  /** Chooses the masks that are due at this step, or have been since another one; `train` and `accumulate` do it by themselves. */
  chooseMasks(since = this.step): void {
    const { pruning } = this.options;
    let sparsity: number | null = null;
    for (let step = since; pruning && step <= this.step; step++) sparsity = sparsityBefore(step, pruning.schedule) ?? sparsity;
    if (pruning && typeof sparsity === "number") this.restore(prunedState(this.state(), pruning, sparsity));
  }

  private call(order: Int32Array, batchSize: number, update: boolean | null = null): TrainedSteps {
    const { loop, update: updated } = this.compiled;
    const steps = order.length / batchSize;
    const feeds: Feed[] = [
      { tensor: loop.order, values: order, shape: [steps, batchSize] },
      { tensor: loop.steps, values: Int32Array.of(steps), shape: [] },
      { tensor: loop.inverseBatchSize, values: Float32Array.of(1 / batchSize), shape: [] },
    ];
    const updates = update === null ? steps : Number(update);
    if (loop.rates) feeds.push({ tensor: loop.rates, values: this.rates(Math.max(1, updates)), shape: [Math.max(1, updates)] });
    const [lossSum, correct, broken] = this.session.run(feeds, [loop.lossSum, loop.correct, loop.firstBroken, ...(update ? [updated!] : [])]);
    this.step += updates;
    return { steps, lossSum: lossSum![0]!, correct: correct![0]!, firstBroken: broken![0]! < steps ? broken![0]! : null };
  }

  /** Logits, [count, classes]. */
  predict(rows: Rows): Float32Array {
    checkRows(rows, this.source, this.inputDType);
    return predictRows(this.session, this.compiled.prediction, this.source, rows);
  }

  /** A copy of everything a resumed training needs to go on with the same bits. */
  state(): TrainingState {
    return this.read(this.compiled.state.names);
  }

  /** A copy of a part of it. */
  read(names: string[]): TrainingState {
    if (names.length === 0) return {};
    return this.compiled.state.stateOf(this.session.run([], this.compiled.state.reads(names)), names);
  }

  /**
   * Sets a part of the state; the step is none. @throws EngineError CORRUPT where an array has another shape or type
   * @param sumsBeginAnew for a program that `accumulates`: its sums, of which the part says nothing, are emptied by the same native call
   */
  write(part: TrainingState, { sumsBeginAnew = false }: { sumsBeginAnew?: boolean } = {}): void {
    const names = Object.keys(part);
    this.session.run(this.compiled.state.feedsOf(part, names), [...this.compiled.state.sets(names), ...(sumsBeginAnew ? [this.compiled.emptied!] : [])]);
    if (sumsBeginAnew) this.sumsAreEmpty = true;
    if (ITEMS in part) this.sumsAreEmpty = part[ITEMS]!.values[0] === 0;
  }

  /** @throws EngineError CORRUPT where an array is missing or has another shape or type */
  restore(state: TrainingState): void {
    this.session.run(this.compiled.state.feedsOf(state), [this.compiled.stateSet]);
    this.step = state["optimizer/step"]!.values[0]!;
    this.sumsAreEmpty = (state[ITEMS]?.values[0] ?? 0) === 0;
  }

  /** Learning rates of the next steps. */
  private rates(steps: number): Float32Array {
    const { optimizer, schedule = { type: "constant" }, totalSteps = 0 } = this.options;
    return Float32Array.from({ length: steps }, (_, i) => learningRateAt(optimizer.learningRate, schedule, this.step + i, totalSteps));
  }

  /** The network with the weights as they are now; with fake quantization also the ranges that were observed, by layer, and no integers yet. @throws EngineError NUMERIC where one is not finite */
  network(): Network {
    const state = this.state();
    const weights = Object.keys(this.source.weights).map((key): [string, Weight] => {
      const { shape, values } = state[key]!;
      if (!values.every(Number.isFinite)) throw new EngineError("NUMERIC", `Weight ${key} is no longer finite: lower the learning rate.`, { path: ["weights", key] });
      return [key, { shape, values: Float32Array.from(values) }];
    });
    const { fakeQuantization } = this.options;
    const observed = fakeQuantization && { quantization: { mode: "static" as const, weights: {}, activationType: fakeQuantization.activationType, activations: observedRanges(fakeQuantization, state) } };
    return { ...this.source, weights: Object.fromEntries(weights), ...observed };
  }

  /** Releases the native session; the program is then unusable. */
  dispose(): void {
    this.session.dispose();
    this.held.clear();
  }
}
