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
import { TrainingGraph, maskedKeys } from "./training-graph.ts";

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

  /** The rows to train on. @throws EngineError where rows, labels and teacher logits do not fit together */
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
    this.rowCount = inputs.count;
  }

  /**
   * ceil(order.length / batchSize) steps over rows order[0], order[1], …; the last batch may be short. One native call, or one for each choice of masks.
   * @throws EngineError INVALID_INPUT for a row that there is not
   */
  train(order: Int32Array, batchSize: number): TrainedSteps {
    if (!Number.isInteger(batchSize) || batchSize < 1) throw new EngineError("INVALID_INPUT", `batchSize must be a whole number from 1, not ${batchSize}.`, { path: ["batchSize"] });
    const wrong = order.find((row) => row < 0 || row >= this.rowCount);
    if (wrong !== undefined) throw new EngineError("INVALID_INPUT", `There is no row ${wrong} among ${this.rowCount}.`, { path: ["order"] });
    const all: TrainedSteps = { steps: 0, lossSum: 0, correct: 0, firstBroken: null };
    for (let row = 0; row < order.length; row = all.steps * batchSize) {
      this.chooseMasks();
      const some = this.options.pruning ? stepsUntilChoice(this.step, this.options.pruning.schedule) * batchSize : order.length;
      const { steps, lossSum, correct, firstBroken } = this.call(order.subarray(row, row + some), batchSize);
      all.firstBroken ??= firstBroken === null ? null : all.steps + firstBroken;
      all.steps += steps;
      all.lossSum += lossSum;
      all.correct += correct;
    }
    return all;
  }

  /** Whether no more masks will be chosen. */
  get masksAreFinal(): boolean {
    return this.options.pruning === undefined || this.step > this.options.pruning.schedule.endStep;
  }

  private chooseMasks(): void {
    const { pruning } = this.options;
    const sparsity = pruning && sparsityBefore(this.step, pruning.schedule);
    if (pruning && typeof sparsity === "number") this.restore(prunedState(this.state(), pruning, sparsity));
  }

  private call(order: Int32Array, batchSize: number): TrainedSteps {
    const { loop, prediction } = this.compiled;
    const steps = Math.ceil(order.length / batchSize);
    const feeds: Feed[] = [
      { tensor: loop.order, values: order, shape: [order.length] },
      { tensor: loop.steps, values: Int32Array.of(steps), shape: [] },
      { tensor: loop.batchSize, values: Int32Array.of(batchSize), shape: [] },
      { tensor: prediction.scale, values: Float32Array.of(this.source.inputScale), shape: [] },
    ];
    if (loop.rates) feeds.push({ tensor: loop.rates, values: this.rates(steps), shape: [steps] });
    const [lossSum, correct, broken] = this.session.run(feeds, [loop.lossSum, loop.correct, loop.firstBroken]);
    this.step += steps;
    return { steps, lossSum: lossSum![0]!, correct: correct![0]!, firstBroken: broken![0]! < steps ? broken![0]! : null };
  }

  /** Logits, [count, classes]. */
  predict(rows: Rows): Float32Array {
    checkRows(rows, this.source, this.inputDType);
    return predictRows(this.session, this.compiled.prediction, this.source, rows);
  }

  /** A copy of everything a resumed training needs to go on with the same bits. */
  state(): TrainingState {
    return this.compiled.state.stateOf(this.session.run([], this.compiled.state.reads));
  }

  /** @throws EngineError CORRUPT where an array is missing or has another shape or type */
  restore(state: TrainingState): void {
    this.session.run(this.compiled.state.feedsOf(state), [this.compiled.stateSet]);
    this.step = state["optimizer/step"]!.values[0]!;
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
  }
}
