import type { Network } from "../network/network.ts";
import { outputWidth, sizeOf, weightSpecs } from "../network/network.ts";
import type { LossSpec, OptimizerSpec } from "../network/objective.ts";
import { randomOf, wholeNumberOf } from "../random.ts";
import type { GraphNode, LoopBody, Tensor, Variable } from "./builder.ts";
import { GraphBuilder } from "./builder.ts";
import { int } from "./emission.ts";
import type { ForwardTraining } from "./forward.ts";
import { rawLogits } from "./forward.ts";
import { gradients } from "./gradients.ts";
import { buildLoss } from "./losses.ts";
import { buildUpdate } from "./optimizers.ts";
import type { InputDType, Prediction } from "./predictor.ts";
import { buildPrediction } from "./predictor.ts";
import { StateVariables, after, assign } from "./state-variables.ts";

export interface TrainingOptions {
  optimizer: OptimizerSpec;
  loss: LossSpec;
  /** Of the raw rows. Default uint8. */
  inputDType?: InputDType;
  /** Names the random choices of the layers; each also follows from the exact step. Default 0. */
  seed?: number | string;
}

/** Rows that stay in the session between calls. */
interface StoredRows {
  variable: Variable;
  feed: Tensor;
}

const STEP = "optimizer/step";
const toFloat = (graph: GraphBuilder, tensor: Tensor): Tensor => graph.operation("Cast", [tensor], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" });
const rowsOf = (graph: GraphBuilder, table: Tensor, indices: Tensor): Tensor => graph.operation("GatherV2", [table, indices, int(graph, 0)], { batch_dims: 0 });

/** A network's training loop as a graph: a batch gathered by the order of the rows, forward, backward, update; and its forward pass alone. */
export class TrainingGraph {
  readonly graph = new GraphBuilder();
  readonly state: StateVariables;
  readonly prediction: Prediction;
  readonly loop: { order: Tensor; steps: Tensor; batchSize: Tensor; lossSum: Tensor; correct: Tensor };
  readonly data: { inputs: StoredRows; labels: StoredRows; teacherLogits: StoredRows | null; set: Tensor };
  readonly stateSet: Tensor;
  private readonly network: Network;
  private readonly options: TrainingOptions;

  /** @throws EngineError naming the layer where a network cannot be compiled */
  constructor(network: Network, options: TrainingOptions) {
    const { graph } = this;
    this.network = network;
    this.options = options;
    this.state = new StateVariables(graph);
    for (const [key, { shape }] of weightSpecs(network)) this.state.add(key, shape);
    this.state.add(STEP, [], "int32");
    this.prediction = buildPrediction(graph, network, options.inputDType ?? "uint8", this.state);
    this.data = this.storeData();
    const [order, steps, batchSize] = [graph.placeholder("order", "int32", [null]), graph.placeholder("steps", "int32", []), graph.placeholder("batch_size", "int32", [])];
    const [lossSum, correct] = graph.loop(steps, [graph.constant(0), graph.constant(0)], (i, carried) => this.oneStep(i, carried, order, batchSize)) as [Tensor, Tensor];
    this.loop = { order, steps, batchSize, lossSum, correct };
    this.stateSet = this.state.assignAll();
  }

  /** Everything that is ever fetched. */
  get fetches(): Tensor[] {
    return [this.loop.lossSum, this.loop.correct, this.prediction.logits, this.stateSet, this.data.set, ...this.state.reads];
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
    const teacherLogits = options.loss.type === "distillation" ? store("data/teacher_logits", "float32", [null, outputWidth(network)]) : null;
    return { inputs, labels, teacherLogits, set: after(graph, stored, "data_set") };
  }

  private oneStep(i: Tensor, [lossSoFar, correctSoFar]: Tensor[], order: Tensor, batchSize: Tensor): LoopBody {
    const { graph, data, state } = this;
    const { rows, count } = this.batch(i, order, batchSize);
    const gathered = ({ variable }: StoredRows): Tensor => rowsOf(graph, graph.read(variable), rows);
    const counted = graph.operation("AssignAddVariableOp", [state.get(STEP).handle, int(graph, 1)]);
    const step = graph.read(state.get(STEP), [counted]);

    const trainable = new Set([...weightSpecs(this.network)].flatMap(([key, weight]) => (weight.trainable ? [key] : [])));
    const weights = new Map<string, Tensor>();
    const readWeight = (key: string): Tensor => {
      const read = graph.read(state.get(key));
      if (trainable.has(key)) weights.set(key, read);
      return read;
    };
    const moved: GraphNode[] = [];
    const training: ForwardTraining = {
      step,
      streamOf: (name) => wholeNumberOf(randomOf(this.options.seed ?? 0, "layer", name)),
      subtract: (key, difference) => void moved.push(graph.operation("AssignSubVariableOp", [state.get(key).handle, difference]).node),
    };
    const labels = gathered(data.labels);
    const logits = graph.within("train/", () => rawLogits(graph, this.network, gathered(data.inputs), this.prediction.scale, readWeight, training));
    const teacherLogits = data.teacherLogits ? gathered(data.teacherLogits) : null;
    const loss = buildLoss(graph, this.options.loss, { logits, labels, teacherLogits, inverseBatchSize: graph.operation("Reciprocal", [toFloat(graph, count)]) });
    const updates = [...moved, ...this.updates(weights, gradients(graph, loss.seeds, [...weights.values()]), step)];

    const guess = graph.operation("ArgMax", [logits, int(graph, 1)], { output_type: { type: "int32" } }, { dtype: "int32" });
    const correct = graph.operation("Sum", [toFloat(graph, graph.operation("Equal", [guess, labels])), int(graph, [0])], { keep_dims: false });
    return { carried: [graph.operation("AddV2", [lossSoFar!, loss.sum]), graph.operation("AddV2", [correctSoFar!, correct])], updates: [counted.node, ...updates] };
  }

  /** Row numbers of step i, and how many: the last batch may be short. */
  private batch(i: Tensor, order: Tensor, batchSize: Tensor): { rows: Tensor; count: Tensor } {
    const { graph } = this;
    const total = rowsOf(graph, graph.operation("Shape", [order], { out_type: { type: "int32" } }), int(graph, 0));
    const begin = graph.operation("Mul", [i, batchSize]);
    const count = graph.operation("Minimum", [batchSize, graph.operation("Sub", [total, begin])]);
    const asList = (scalar: Tensor): Tensor => graph.operation("Reshape", [scalar, int(graph, [1])]);
    return { rows: graph.operation("Slice", [order, asList(begin), asList(count)]), count };
  }

  private updates(weights: Map<string, Tensor>, flowing: Tensor[], step: Tensor): GraphNode[] {
    const { graph, state, options } = this;
    const live = graph.reach(flowing.map(({ node }) => node));
    const exactStep = graph.operation("Cast", [step], { DstT: { type: "float64" }, Truncate: false }, { dtype: "float64" });
    const powers = new Map<number, Tensor>();
    const power = (beta: number): Tensor => {
      const made = powers.get(beta) ?? toFloat(graph, graph.operation("Pow", [graph.constant(beta, "float64"), exactStep]));
      powers.set(beta, made);
      return made;
    };
    const update = buildUpdate(options.optimizer);
    return [...weights].map(([key, read], k) => {
      const variable = state.get(key);
      const readers = graph.nodes.filter((node) => live.has(node) && node.inputs.some((tensor) => tensor.node === read.node));
      const slot = (name: string): Variable => state.add(`optimizer/${key}/${name}`, variable.shape as number[]);
      return graph.within(`update/${key}/`, () => update(graph, { variable, gradient: flowing[k]!, power, slot, readers }).node);
    });
  }
}
