import { EngineError } from "../errors.ts";
import type { Network, Predictor, Rows, Weight } from "../network/network.ts";
import { checkNetwork, outputWidth, parameterCount, sizeOf, weightShapes } from "../network/network.ts";
import type { LossSpec, OptimizerSpec } from "../network/objective.ts";
import type { GraphNode, LoopBody, NumericType, Tensor, Variable } from "./builder.ts";
import { GraphBuilder } from "./builder.ts";
import { gradients } from "./gradients.ts";
import { forward } from "./layers.ts";
import { buildLoss } from "./losses.ts";
import { buildUpdate } from "./optimizers.ts";
import type { Backend, Feed, Session } from "./session.ts";

export interface StateArray {
  shape: number[];
  dtype: "float32" | "int32";
  values: Float32Array | Int32Array;
}

/** Weights under their Network keys, optimizer slots under `optimizer/…`, and the exact number of steps: resuming from it is bit-identical. */
export type TrainingState = Record<string, StateArray>;

export interface TrainingData {
  inputs: Rows;
  /** Class numbers, one per row. */
  labels: Int32Array;
  /** [rows, classes], where the loss distils. */
  teacherLogits?: Float32Array;
}

export interface TrainedSteps {
  steps: number;
  /** Sum of the loss over the rows, each before its step's update. */
  lossSum: number;
  /** Rows whose class was right before their step's update. */
  correct: number;
}

interface StateVariable {
  variable: Variable & { shape: number[]; dtype: NumericType };
  feed: Tensor;
  read: Tensor;
}

const stepName = "optimizer/step";

/** One network's whole training loop as one graph: batches gathered by a permutation, forward, backward, optimizer. */
export class TrainingProgram {
  private readonly graph = new GraphBuilder();
  private readonly source: Network;
  private readonly options: { optimizer: OptimizerSpec; loss: LossSpec };
  private readonly stateVariables = new Map<string, StateVariable>();
  private readonly session: Session;
  private readonly placeholders: { inputs: Tensor; scale: Tensor; order: Tensor; steps: Tensor; batchSize: Tensor };
  private readonly data: { inputs: Assigned; labels: Assigned; teacherLogits: Assigned | null; done: Tensor };
  private readonly results: Tensor[];
  private readonly logits: Tensor;
  private readonly stateDone: Tensor;
  private readonly inputDType: "uint8" | "float32";

  /**
   * @param inputDType of the raw rows: uint8 keeps images as bytes
   * @throws EngineError naming the layer where a network cannot be compiled
   */
  constructor(backend: Pick<Backend, "open">, network: Network, options: { optimizer: OptimizerSpec; loss: LossSpec; inputDType?: "uint8" | "float32" }) {
    checkNetwork(network);
    this.source = network;
    this.options = options;
    this.inputDType = options.inputDType ?? "uint8";
    const { graph } = this;
    this.placeholders = {
      inputs: graph.placeholder("inputs", this.inputDType, [null, ...network.inputShape]),
      scale: graph.placeholder("scale", "float32", []),
      order: graph.placeholder("order", "int32", [null]),
      steps: graph.placeholder("steps", "int32", []),
      batchSize: graph.placeholder("batch_size", "int32", []),
    };
    for (const [key, shape] of weightShapes(network)) this.addState(key, shape, "float32");
    this.logits = graph.operation("Identity", [this.predictLogits(this.placeholders.inputs, "predict/")], {}, { name: "logits" });
    const width = outputWidth(network);
    const [inputs, labels] = [this.assigned("data/inputs", this.inputDType, [null, sizeOf(network.inputShape)]), this.assigned("data/labels", "int32", [null])];
    const teacherLogits = options.loss.type === "distillation" ? this.assigned("data/teacher_logits", "float32", [null, width]) : null;
    this.data = { inputs, labels, teacherLogits, done: this.after([inputs, labels, ...(teacherLogits ? [teacherLogits] : [])].map(({ assign }) => assign), "data_set") };
    this.results = graph.loop(this.placeholders.steps, [graph.constant(0), graph.constant(0)], (i, carried) => this.oneStep(i, carried));
    this.stateDone = this.after([...this.stateVariables.values()].map(({ variable, feed }) => this.assign(variable, feed)), "state_set");
    const reads = [...this.stateVariables.values()].map(({ read }) => read);
    this.session = backend.open(graph, [...this.results, this.logits, this.stateDone, this.data.done, ...reads]);
    this.restore(this.initialState());
  }

  /** The rows to train on. @throws EngineError where rows, labels and teacher logits do not fit together */
  setData({ inputs, labels, teacherLogits }: TrainingData): void {
    const [width, classes] = [sizeOf(this.source.inputShape), outputWidth(this.source)];
    this.checkRows(inputs);
    if (labels.length !== inputs.count) throw new EngineError("INVALID_INPUT", `There are ${inputs.count} rows but ${labels.length} labels.`, { path: ["labels"] });
    if (labels.some((label) => label < 0 || label >= classes)) throw new EngineError("INVALID_INPUT", `A label is outside of 0 … ${classes - 1}.`, { path: ["labels"] });
    const feeds: Feed[] = [
      { tensor: this.data.inputs.feed, values: inputs.values, shape: [inputs.count, width] },
      { tensor: this.data.labels.feed, values: labels, shape: [inputs.count] },
    ];
    if (this.data.teacherLogits) {
      if (teacherLogits?.length !== inputs.count * classes) throw new EngineError("INVALID_INPUT", `Teacher logits must be ${inputs.count} × ${classes} numbers.`, { path: ["teacherLogits"] });
      feeds.push({ tensor: this.data.teacherLogits.feed, values: teacherLogits, shape: [inputs.count, classes] });
    }
    this.session.run(feeds, [this.data.done]);
  }

  /** One native call: ceil(order.length / batchSize) steps over rows order[0], order[1], …; the last batch may be short. */
  train(order: Int32Array, batchSize: number): TrainedSteps {
    const steps = Math.ceil(order.length / batchSize);
    const [loss, correct] = this.session.run(
      [
        { tensor: this.placeholders.order, values: order, shape: [order.length] },
        { tensor: this.placeholders.steps, values: Int32Array.of(steps), shape: [] },
        { tensor: this.placeholders.batchSize, values: Int32Array.of(batchSize), shape: [] },
        this.scaleFeed(),
      ],
      this.results,
    );
    return { steps, lossSum: loss![0]!, correct: correct![0]! };
  }

  /** Logits, [count, classes]. */
  predict(rows: Rows): Float32Array {
    this.checkRows(rows);
    const [logits] = this.session.run([{ tensor: this.placeholders.inputs, values: rows.values, shape: [rows.count, ...this.source.inputShape] }, this.scaleFeed()], [this.logits]);
    return logits as Float32Array;
  }

  state(): TrainingState {
    const variables = [...this.stateVariables];
    const values = this.session.run([], variables.map(([, { read }]) => read));
    return Object.fromEntries(variables.map(([name, { variable }], k) => [name, { shape: variable.shape, dtype: variable.dtype as "float32" | "int32", values: values[k]! }]));
  }

  /** @throws EngineError CORRUPT where an array is missing or has another shape */
  restore(state: TrainingState): void {
    const feeds = [...this.stateVariables].map(([name, { variable, feed }]): Feed => {
      const array = state[name];
      if (!array || array.shape.join() !== variable.shape.join() || array.values.length !== sizeOf(variable.shape)) throw new EngineError("CORRUPT", `The training state has no ${name} of shape [${variable.shape.join(", ")}].`, { path: [name] });
      return { tensor: feed, values: array.values, shape: variable.shape };
    });
    this.session.run(feeds, [this.stateDone]);
  }

  /** The network with the weights as they are now. */
  network(): Network {
    const state = this.state();
    const weights = Object.keys(this.source.weights).map((key): [string, Weight] => [key, { shape: state[key]!.shape, values: Float32Array.from(state[key]!.values) }]);
    return { ...this.source, weights: Object.fromEntries(weights) };
  }

  /** Releases the native session; the program is then unusable. */
  dispose(): void {
    this.session.dispose();
  }

  private oneStep(i: Tensor, carried: Tensor[]): LoopBody {
    const { graph, placeholders, data } = this;
    const int = (value: number | number[]): Tensor => graph.constant(value, "int32");
    const total = graph.operation("GatherV2", [graph.operation("Shape", [placeholders.order], { out_type: { type: "int32" } }), int(0), int(0)], { batch_dims: 0 });
    const begin = graph.operation("Mul", [i, placeholders.batchSize]);
    const count = graph.operation("Minimum", [placeholders.batchSize, graph.operation("Sub", [total, begin])]);
    const asList = (scalar: Tensor): Tensor => graph.operation("Reshape", [scalar, int([1])]);
    const rows = graph.operation("Slice", [placeholders.order, asList(begin), asList(count)]);
    const gathered = ({ variable }: Assigned): Tensor => graph.operation("GatherV2", [graph.read(variable), rows, int(0)], { batch_dims: 0 });

    const counter = this.stateVariables.get(stepName)?.variable ?? this.addState(stepName, [], "int32");
    const counted = graph.operation("AssignAddVariableOp", [counter.handle, int(1)]);
    const step = graph.read(counter, [counted]);
    const weights = new Map<string, Tensor>();
    const labels = gathered(data.labels);
    const logits = this.predictLogits(gathered(data.inputs), "train/", weights);
    const inverseBatchSize = graph.operation("Reciprocal", [this.toFloat(count)]);
    const loss = buildLoss(graph, this.options.loss, { logits, labels, teacherLogits: data.teacherLogits ? gathered(data.teacherLogits) : null, inverseBatchSize });

    const flowing = gradients(graph, loss.seeds, [...weights.values()]);
    const live = graph.reach(flowing.map(({ node }) => node));
    const powers = new Map<number, Tensor>();
    const exactStep = graph.operation("Cast", [step], { DstT: { type: "float64" }, Truncate: false }, { dtype: "float64" });
    const power = (beta: number): Tensor => {
      const made = powers.get(beta) ?? this.toFloat(graph.operation("Pow", [graph.constant(beta, "float64"), exactStep]));
      powers.set(beta, made);
      return made;
    };
    const updates: GraphNode[] = [counted.node];
    [...weights].forEach(([key, read], k) => {
      const { variable } = this.stateVariables.get(key)!;
      const readers = graph.nodes.filter((node) => live.has(node) && node.inputs.some((tensor) => tensor.node === read.node));
      const slot = (name: string): Variable => this.addState(`optimizer/${key}/${name}`, variable.shape, "float32");
      const update = graph.within(`update/${key}/`, () => buildUpdate(this.options.optimizer)(graph, { variable, gradient: flowing[k]!, power, slot, readers }));
      updates.push(update.node);
    });
    const best = graph.operation("ArgMax", [logits, int(1)], { output_type: { type: "int32" } }, { dtype: "int32" });
    const right = graph.operation("Sum", [this.toFloat(graph.operation("Equal", [best, labels])), int([0])], { keep_dims: false });
    return { carried: [graph.operation("AddV2", [carried[0]!, loss.sum]), graph.operation("AddV2", [carried[1]!, right])], updates };
  }

  private predictLogits(raw: Tensor, scope: string, reads = new Map<string, Tensor>()): Tensor {
    const { graph } = this;
    const weight = (key: string): Tensor => {
      const read = graph.read(this.stateVariables.get(key)!.variable);
      reads.set(key, read);
      return read;
    };
    return graph.within(scope, () => {
      const flat = graph.operation("Reshape", [raw, graph.constant([-1, sizeOf(this.source.inputShape)], "int32")]);
      const inputs = graph.operation("RealDiv", [this.inputDType === "float32" ? flat : this.toFloat(flat), this.placeholders.scale]);
      return forward(graph, this.source, inputs, weight);
    });
  }

  private toFloat(tensor: Tensor): Tensor {
    return this.graph.operation("Cast", [tensor], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" });
  }

  private addState(name: string, shape: number[], dtype: "float32" | "int32"): StateVariable["variable"] {
    const variable = { ...this.graph.variable(name, shape, dtype), shape, dtype };
    const outside = <T>(body: () => T): T => this.graph.within("", body, null, true);
    this.stateVariables.set(name, {
      variable,
      feed: outside(() => this.graph.placeholder(`feed/${name}`, dtype, shape)),
      read: outside(() => this.graph.read(variable)),
    });
    return variable;
  }

  private assigned(name: string, dtype: Assigned["variable"]["dtype"], shape: (number | null)[]): Assigned {
    const variable = this.graph.variable(name, shape, dtype);
    const feed = this.graph.placeholder(`feed/${name}`, dtype, shape);
    return { variable, feed, assign: this.assign(variable, feed) };
  }

  // DeepCopy: a fed tensor may alias the caller's array, which must be neither updated in place nor released by a TensorFlow thread.
  private assign(variable: Variable, feed: Tensor): GraphNode {
    return this.graph.operation("AssignVariableOp", [variable.handle, this.graph.operation("DeepCopy", [feed])]).node;
  }

  private after(control: GraphNode[], name: string): Tensor {
    return this.graph.operation("Identity", [this.graph.constant(0)], {}, { control, name });
  }

  private scaleFeed(): Feed {
    return { tensor: this.placeholders.scale, values: Float32Array.of(this.source.inputScale), shape: [] };
  }

  private checkRows({ values, count }: Rows): void {
    const width = sizeOf(this.source.inputShape);
    if (values.length !== count * width) throw new EngineError("INVALID_INPUT", `${count} rows of ${width} values need ${count * width} values, not ${values.length}.`, { path: ["inputs"] });
    const dtype = values instanceof Uint8Array ? "uint8" : "float32";
    if (dtype !== this.inputDType) throw new EngineError("INVALID_INPUT", `This program was compiled for ${this.inputDType} inputs, not ${dtype}.`, { path: ["inputs"] });
  }

  private initialState(): TrainingState {
    return Object.fromEntries(
      [...this.stateVariables].map(([name, { variable: { shape, dtype } }]): [string, StateArray] => {
        if (dtype === "int32") return [name, { shape, dtype, values: new Int32Array(sizeOf(shape)) }];
        return [name, { shape, dtype: "float32", values: this.source.weights[name]?.values ?? new Float32Array(sizeOf(shape)) }];
      }),
    );
  }
}

interface Assigned {
  variable: Variable;
  feed: Tensor;
  assign: GraphNode;
}

/** A network that predicts on a backend. `sizeBytes` is that of its weights as float32. */
export function openPredictor(backend: Pick<Backend, "open">, network: Network, inputDType: "uint8" | "float32" = "uint8"): Predictor & { dispose(): void } {
  const program = new TrainingProgram(backend, network, { optimizer: { type: "sgd", learningRate: 0 }, loss: { type: "cross-entropy" }, inputDType });
  const parameters = parameterCount(network);
  return { predict: (rows) => program.predict(rows), parameterCount: parameters, sizeBytes: parameters * Float32Array.BYTES_PER_ELEMENT, dispose: () => program.dispose() };
}
