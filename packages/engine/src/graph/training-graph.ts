import type { Network } from "../network/network.ts";
import { outputWidth, sizeOf, weightSpecs } from "../network/network.ts";
import type { FakeQuantization } from "../network/fake-quantization.ts";
import type { HintOptions } from "../network/hints.ts";
import { layerStream } from "../network/layer-stream.ts";
import type { Masks, PruningPlan } from "../network/magnitude-masks.ts";
import type { LossSpec, UpdateSpec } from "../network/objective.ts";
import type { GraphNode, LoopBody, Tensor, Variable } from "./builder.ts";
import { GraphBuilder } from "./builder.ts";
import { int, shapeOf } from "./emission.ts";
import { FakeQuantizer } from "./fake-quantizer.ts";
import type { ForwardTraining } from "./forward.ts";
import { rawLogits } from "./forward.ts";
import { gradients } from "./gradients.ts";
import { buildHintLoss, hintBias, hintKernel } from "./hint-losses.ts";
import { buildLoss, softTargets } from "./losses.ts";
import type { InputDType, Prediction } from "./predictor.ts";
import { buildPrediction } from "./predictor.ts";
import { maskKey } from "./prune-state.ts";
import { codesKey } from "./shared-gradient.ts";
import { StateVariables, after, assign } from "./state-variables.ts";
import type { UpdateStep } from "./updates.ts";
import { buildUpdates } from "./updates.ts";

export interface TrainingOptions extends UpdateSpec {
  loss: LossSpec;
  /** Of the raw rows. Default uint8. */
  inputDType?: InputDType;
  /** Names the random choices of the layers; each also follows from the exact step. Default 0. */
  seed?: number | string;
  /** Steps of the whole training, from which a schedule may follow. */
  totalSteps?: number;
  /** 0 or 1 for each value of a weight: where it is 0, the weight is 0 and stays so. */
  masks?: Masks | undefined;
  /** Masks that are chosen while it trains. */
  pruning?: PruningPlan | undefined;
  /** Gradients of several batches are summed before the weights move: by `accumulate` and `update`, not by `train`. */
  accumulates?: boolean;
  /** By weight, of each of its values the number of those that it moves with as one. */
  sharing?: Record<string, Uint8Array> | undefined;
  /** Layers that are held to values given with the data. */
  hints?: HintOptions[] | undefined;
  /** What weights and activations go through, forward, while it trains and predicts. */
  fakeQuantization?: FakeQuantization | undefined;
}

/** Keys of the weights that have a mask in the state. */
export const maskedKeys = ({ masks = {}, pruning }: TrainingOptions): string[] => [...new Set([...Object.keys(masks), ...(pruning?.keys ?? [])])];

/** Rows that stay in the session between calls. */
interface StoredRows {
  variable: Variable;
  feed: Tensor;
}

export const STEP = "optimizer/step";
/** Of a training that accumulates: batches seen in all, and the examples whose gradients are in the sums. */
export const BATCHES = "accumulated/batches";
export const ITEMS = "accumulated/items";
export const sumKey = (key: string): string => `accumulated/sum/${key}`;
const NONE = 2 ** 31 - 1;
const toFloat = (graph: GraphBuilder, tensor: Tensor): Tensor => graph.operation("Cast", [tensor], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" });
const rowsOf = (graph: GraphBuilder, table: Tensor, indices: Tensor): Tensor => graph.operation("GatherV2", [table, indices, int(graph, 0)], { batch_dims: 0 });

/** A network's training loop as a graph: a batch gathered by the order of the rows, forward, backward, update; and its forward pass alone. */
export class TrainingGraph {
  readonly graph = new GraphBuilder();
  readonly state: StateVariables;
  readonly prediction: Prediction;
  /** `order`: row numbers, [steps, batch size]; `rates`: of each step of a call, where a schedule changes them; `firstBroken`: the first step of a call whose loss is not finite, else NONE. */
  readonly loop: { order: Tensor; steps: Tensor; inverseBatchSize: Tensor; rates: Tensor | null; lossSum: Tensor; correct: Tensor; firstBroken: Tensor };
  readonly data: { inputs: StoredRows; labels: StoredRows; teacherLogits: { feed: Tensor; soft: Variable[] } | null; hints: StoredRows[]; set: Tensor };
  readonly stateSet: Tensor;
  /** One update by the sums, after the batches of the same call; null: the weights move with each batch. */
  readonly update: Tensor | null;
  /** To fetch where the sums are to begin anew without an update. */
  readonly emptied: Tensor | null;
  private readonly network: Network;
  private readonly quantizer: FakeQuantizer | null;
  private readonly options: TrainingOptions;

  /** @throws EngineError naming the layer where a network cannot be compiled */
  constructor(network: Network, options: TrainingOptions) {
    const { graph } = this;
    this.network = network;
    this.options = options;
    this.state = new StateVariables(graph);
    for (const [key, { shape }] of weightSpecs(network)) this.state.add(key, shape);
    for (const key of maskedKeys(options)) this.state.add(maskKey(key), this.state.get(key).shape as number[]);
    for (const key of Object.keys(options.sharing ?? {})) this.state.add(codesKey(key), this.state.get(key).shape as number[]);
    for (const [k, { regressor }] of (options.hints ?? []).entries()) {
      if (!regressor) continue;
      this.state.add(hintKernel(k), [regressor.inputs, regressor.outputs]);
      this.state.add(hintBias(k), [regressor.outputs]);
    }
    this.state.add(STEP, [], "int32");
    if (options.accumulates) {
      for (const name of [BATCHES, ITEMS]) this.state.add(name, [], "int32");
      for (const key of this.trainable) this.state.add(sumKey(key), this.state.get(key).shape as number[]);
    }
    const quantizer = options.fakeQuantization ? new FakeQuantizer(graph, options.fakeQuantization, this.state) : null;
    this.quantizer = quantizer;
    this.prediction = buildPrediction(graph, network, options.inputDType ?? "uint8", this.state, quantizer ? { weight: (key, read) => quantizer.weight(key, read), through: (name, value) => quantizer.known(name, value) } : undefined);
    this.data = this.storeData();
    const [order, steps, inverseBatchSize] = [graph.placeholder("order", "int32", [null, null]), graph.placeholder("steps", "int32", []), graph.placeholder("inverse_batch_size", "float32", [])];
    const rates = options.schedule && options.schedule.type !== "constant" ? graph.placeholder("rates", "float32", [null]) : null;
    const [lossSum, correct, firstBroken] = graph.loop(steps, [graph.constant(0), graph.constant(0), int(graph, NONE)], (i, carried) => this.oneStep(i, carried, { order, inverseBatchSize, rates })) as [Tensor, Tensor, Tensor];
    this.loop = { order, steps, inverseBatchSize, rates, lossSum, correct, firstBroken };
    this.update = options.accumulates ? this.updateBySums() : null;
    this.emptied = options.accumulates ? after(graph, this.emptySums(), "emptied") : null;
    this.stateSet = this.state.assignAll();
  }

  /** Everything that is ever fetched. */
  get fetches(): Tensor[] {
    return [this.loop.lossSum, this.loop.correct, this.loop.firstBroken, this.prediction.logits, this.stateSet, this.data.set, ...(this.update ? [this.update] : []), ...(this.emptied ? [this.emptied] : []), ...this.state.reads(), ...this.state.sets()];
  }

  /** Keys of the weights that gradients move. */
  get trainable(): string[] {
    const ofHints = (this.options.hints ?? []).flatMap(({ regressor }, k) => (regressor ? [hintKernel(k), hintBias(k)] : []));
    return [...[...weightSpecs(this.network)].flatMap(([key, weight]) => (weight.trainable ? [key] : [])), ...ofHints];
  }

  private storeData(): TrainingGraph["data"] {
    const { graph, network, options } = this;
    const stored: GraphNode[] = [];
    const store = (name: string, dtype: "uint8" | "float32" | "int32", shape: (number | null)[]): StoredRows => {
      const rows = { variable: graph.variable(name, shape, dtype), feed: graph.placeholder(`feed/${name}`, dtype, shape) };
      stored.push(assign(graph, rows.variable, rows.feed));
      return rows;
    };
    const inputs = store("data/inputs", options.inputDType ?? "uint8", [null, sizeOf(network.inputShape)]);
    const labels = store("data/labels", "int32", [null]);
    const keep = (name: string, values: Tensor, shape: (number | null)[]): Variable => {
      const variable = graph.variable(name, shape, "float32");
      stored.push(assign(graph, variable, values));
      return variable;
    };
    const storeTeacher = (loss: LossSpec & { type: "distillation" }): NonNullable<TrainingGraph["data"]["teacherLogits"]> => {
      const feed = graph.placeholder("feed/data/teacher_logits", "float32", [null, outputWidth(network)]);
      const [target, entropy] = softTargets(graph, loss, feed);
      return { feed, soft: [keep("data/soft_target", target!, [null, outputWidth(network)]), ...(entropy ? [keep("data/soft_entropy", entropy, [null])] : [])] };
    };
    const teacherLogits = options.loss.type === "distillation" ? storeTeacher(options.loss) : null;
    const hints = (options.hints ?? []).map(({ size }, k) => store(`data/hint_${k}`, "float32", [null, size]));
    return { inputs, labels, teacherLogits, hints, set: after(graph, stored, "data_set") };
  }

  private oneStep(i: Tensor, [lossSoFar, correctSoFar, brokenSoFar]: Tensor[], { order, inverseBatchSize, rates }: Pick<TrainingGraph["loop"], "order" | "inverseBatchSize" | "rates">): LoopBody {
    const { graph, data, state, quantizer } = this;
    const rows = rowsOf(graph, order, i);
    const gathered = ({ variable }: Pick<StoredRows, "variable">): Tensor => rowsOf(graph, graph.read(variable), rows);
    const { accumulates } = this.options;
    const counter = state.get(accumulates ? BATCHES : STEP);
    const counted = graph.operation("AssignAddVariableOp", [counter.handle, int(graph, 1)]);
    const step = graph.read(counter, [counted]);

    const trainable = new Set(this.trainable);
    const weights = new Map<string, Tensor>();
    const readWeight = (key: string): Tensor => {
      const read = graph.read(state.get(key));
      if (trainable.has(key)) weights.set(key, read);
      return quantizer ? quantizer.weight(key, read) : read;
    };
    const moved: GraphNode[] = [];
    const seen = new Map<string, Tensor>();
    const training: ForwardTraining = {
      step,
      streamOf: (name) => layerStream(this.options.seed ?? 0, name),
      subtract: (key, difference) => void moved.push(graph.operation("AssignSubVariableOp", [state.get(key).handle, difference]).node),
    };
    if (data.hints.length > 0) training.seen = (name, value) => void seen.set(name, value);
    const labels = gathered(data.labels);
    const logits = graph.within("train/", () => rawLogits(graph, this.network, gathered(data.inputs), readWeight, training, quantizer ? (name, value) => quantizer.observed(name, value, step, moved) : undefined));
    const soft = data.teacherLogits?.soft.map((variable) => gathered({ variable })) ?? null;
    const share = accumulates ? graph.constant(1) : inverseBatchSize;
    const onOutputs = buildLoss(graph, this.options.loss, { logits, labels, soft, classes: outputWidth(this.network), inverseBatchSize: share });
    const ofHint = (key: string): Tensor => {
      const read = graph.read(state.get(key));
      weights.set(key, read);
      return read;
    };
    const loss = (this.options.hints ?? []).reduce((all, hint, k) => {
      const { sum, seed } = graph.within(`hint_${k}/`, () => buildHintLoss(graph, hint, k, { values: seen.get(hint.layer)!, target: gathered(data.hints[k]!), weight: ofHint, inverseBatchSize: share }));
      return { sum: graph.operation("AddV2", [all.sum, sum]), seeds: [...all.seeds, seed] };
    }, onOutputs);
    const flowing = gradients(graph, loss.seeds, [...weights.values()]);
    const rate = rates ? rowsOf(graph, rates, i) : graph.constant(this.options.optimizer.learningRate);
    const summed = (): GraphNode[] => [graph.operation("AssignAddVariableOp", [state.get(ITEMS).handle, rowsOf(graph, shapeOf(graph, rows), int(graph, 0))]).node, ...[...weights.keys()].map((key, k) => graph.operation("AssignAddVariableOp", [state.get(sumKey(key)).handle, flowing[k]!]).node)];
    const updates = [...moved, ...(accumulates ? summed() : buildUpdates(graph, this.options, state, { weights, gradients: flowing, step, rate, ...this.bound() }))];

    const guess = graph.operation("ArgMax", [logits, int(graph, 1)], { output_type: { type: "int32" } }, { dtype: "int32" });
    const correct = graph.operation("Sum", [toFloat(graph, graph.operation("Equal", [guess, labels])), int(graph, [0])], { keep_dims: false });
    const broken = graph.operation("SelectV2", [graph.operation("IsFinite", [loss.sum]), brokenSoFar!, graph.operation("Minimum", [brokenSoFar!, i])]);
    return { carried: [graph.operation("AddV2", [lossSoFar!, loss.sum]), graph.operation("AddV2", [correctSoFar!, correct]), broken], updates: [counted.node, ...updates] };
  }

  /** The weights of which not every value is free. */
  private bound(): Pick<UpdateStep, "masked" | "shared"> {
    const shared = Object.entries(this.options.sharing ?? {}).map(([key, codes]) => [key, codes.reduce((most, code) => Math.max(most, code), 0) + 1] as const);
    return { masked: new Set(maskedKeys(this.options)), shared: Object.fromEntries(shared) };
  }

  /** The mean gradient of all examples in the sums moves the weights, whatever the sizes of their batches were; the sums begin anew. */
  private updateBySums(): Tensor {
    const { graph, state, loop: { rates, lossSum }, trainable: keys } = this;
    return graph.within("update/", () => {
      const counted = graph.operation("AssignAddVariableOp", [state.get(STEP).handle, int(graph, 1)], {}, { control: [lossSum] });
      const read = (name: string): Tensor => graph.read(state.get(name), [counted]);
      const share = graph.operation("Reciprocal", [toFloat(graph, graph.operation("Maximum", [read(ITEMS), int(graph, 1)]))]);
      const means = keys.map((key) => graph.operation("Mul", [read(sumKey(key)), share]));
      const rate = rates ? rowsOf(graph, rates, int(graph, 0)) : graph.constant(this.options.optimizer.learningRate);
      const weights = new Map(keys.map((key) => [key, read(key)]));
      const updates = buildUpdates(graph, this.options, state, { weights, gradients: means, step: read(STEP), rate, ...this.bound() });
      return after(graph, this.emptySums(updates), "updated");
    });
  }

  private emptySums(control: GraphNode[] = []): GraphNode[] {
    const { graph, state, trainable } = this;
    return [ITEMS, ...trainable.map(sumKey)].map((name) => {
      const { shape, dtype } = state.get(name);
      const zeros = graph.operation("Fill", [int(graph, shape as number[]), dtype === "int32" ? int(graph, 0) : graph.constant(0)], {}, { dtype });
      return graph.operation("AssignVariableOp", [state.get(name).handle, zeros], {}, { control }).node;
    });
  }
}
