import type { Tensor2D, Tensor as TfTensor } from "@tensorflow/tfjs";
import { EngineError } from "../errors.ts";
import type { GraphBuilder, GraphNode, Tensor } from "./builder.ts";
import type { Feed, Session } from "./session.ts";

/** The part of TensorFlow.js that the interpreter calls. */
export type Kernels = Pick<typeof import("@tensorflow/tfjs"), "add" | "div" | "elu" | "greater" | "leakyRelu" | "onesLike" | "where" | "matMul" | "mul" | "relu" | "reshape" | "sigmoid" | "softmax" | "square" | "step" | "sub" | "sum" | "tanh" | "tensor" | "tidy" | "transpose">;

type Numbers = Float32Array | Float64Array | Int32Array | Uint8Array;
/** Integers, scalars and raw rows are plain arrays; float32 values that kernels work on are tensors. */
interface Plain {
  values: Numbers;
  shape: number[];
}
type Value = TfTensor | Plain;

const isPlain = (value: Value): value is Plain => "values" in value;
const numbersOf = (value: Value): Numbers => (isPlain(value) ? value.values : (value.dataSync() as Float32Array));
const numberOf = (value: Value): number => numbersOf(value)[0]!;
const total = (value: Value): number => Array.from(numbersOf(value)).reduce((a, b) => a + b, 0);
const product = (numbers: Iterable<number>): number => Array.from(numbers).reduce((a, b) => a * b, 1);
const shapeOf = (value: Value): number[] => value.shape;
const scalar = (value: number): Plain => ({ values: Float64Array.of(value), shape: [] });
const list = (values: number[]): Plain => ({ values: Int32Array.from(values), shape: [values.length] });

const floatOf = (attribute: unknown): number => (attribute as { float: number }).float;

type Kernel = (inputs: Value[], node: GraphNode) => Value | Value[];

/** Softmax cross-entropy of each row, and its gradient: softmax(logits) − target. */
function crossEntropy(tf: Kernels, logits: Value, target: (row: number, column: number) => number): Value[] {
  const [rows, columns] = shapeOf(logits) as [number, number];
  const z = numbersOf(logits);
  const loss = new Float32Array(rows);
  const gradient = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    let most = -Infinity;
    for (let c = 0; c < columns; c++) most = Math.max(most, z[row * columns + c]!);
    let sum = 0;
    for (let c = 0; c < columns; c++) sum += Math.exp(z[row * columns + c]! - most);
    const logSum = Math.log(sum) + most;
    for (let c = 0; c < columns; c++) {
      const at = row * columns + c;
      const wanted = target(row, c);
      if (wanted !== 0) loss[row]! += wanted * (logSum - z[at]!);
      gradient[at] = Math.exp(z[at]! - logSum) - wanted;
    }
  }
  return [{ values: loss, shape: [rows] }, tf.tensor(gradient, [rows, columns])];
}

/** One line per op; an op that is missing here is refused when the graph is opened, before anything is trained. */
function kernelsOf(tf: Kernels): Record<string, Kernel> {
  const tensorOf = (value: Value): TfTensor => (isPlain(value) ? tf.tensor(Float32Array.from(value.values), value.shape) : value);
  const operand = (value: Value): TfTensor | number => (isPlain(value) && value.shape.length === 0 ? numberOf(value) : tensorOf(value));
  const elementwise = (plain: (a: number, b: number) => number, kernel: (a: TfTensor | number, b: TfTensor | number) => TfTensor): Kernel => (inputs) => {
    const [a, b] = inputs as [Value, Value];
    if (!isPlain(a) || !isPlain(b)) return kernel(operand(a), operand(b));
    const length = Math.max(a.values.length, b.values.length);
    const [stepA, stepB] = [a.values.length, b.values.length];
    const values = new Float64Array(length);
    for (let i = 0; i < length; i++) values[i] = plain(a.values[i % stepA]!, b.values[i % stepB]!); // a callback to .from takes five times as long
    return { values, shape: a.shape.length >= b.shape.length ? a.shape : b.shape };
  };
  const activation = (kernel: (x: TfTensor) => TfTensor): Kernel => ([x]) => kernel(tensorOf(x!));
  const same: Kernel = ([value]) => value!;
  return {
    AddN: (inputs) => inputs.every((value) => value.shape.length === 0) ? scalar(inputs.map(numberOf).reduce((a, b) => a + b, 0)) : inputs.map(tensorOf).reduce((a, b) => tf.add(a, b)),
    AddV2: elementwise((a, b) => a + b, tf.add),
    ArgMax: ([x]) => {
      const [rows, columns] = shapeOf(x!) as [number, number];
      const z = numbersOf(x!);
      return list(
        Array.from({ length: rows }, (_, row) => {
          let best = 0;
          for (let c = 1; c < columns; c++) if (z[row * columns + c]! > z[row * columns + best]!) best = c;
          return best;
        }),
      );
    },
    BiasAdd: ([x, bias]) => tf.add(tensorOf(x!), tensorOf(bias!)),
    BiasAddGrad: ([d]) => tf.sum(tensorOf(d!), 0),
    Cast: same,
    Const: (_, { attributes }) => {
      const { tensor } = attributes["value"] as { tensor: { dtype: string; shape: number[]; bytes: Uint8Array } };
      const buffer = Uint8Array.from(tensor.bytes).buffer;
      return { values: tensor.dtype === "int32" ? new Int32Array(buffer) : tensor.dtype === "float64" ? new Float64Array(buffer) : new Float32Array(buffer), shape: tensor.shape };
    },
    DeepCopy: ([value]) => (isPlain(value!) ? { values: value.values.slice(), shape: value.shape } : value!),
    Elu: activation((x) => tf.elu(x)),
    EluGrad: ([d, y]) => tf.mul(tensorOf(d!), tf.where(tf.greater(tensorOf(y!), 0), tf.onesLike(tensorOf(y!)), tf.add(tensorOf(y!), 1))),
    Equal: elementwise((a, b) => Number(a === b), (a, b) => tf.sub(a, b)),
    Fill: ([shape, value]) => {
      const wanted = Array.from(numbersOf(shape!));
      return { values: new (numbersOf(value!).constructor as new (length: number) => Numbers)(product(wanted)).fill(numberOf(value!)), shape: wanted };
    },
    GatherV2: ([table, indices]) => {
      const { values, shape } = table as Plain;
      const row = shape.slice(1);
      const width = product(row);
      const rows = numbersOf(indices!);
      const gathered = new (values.constructor as new (length: number) => Numbers)(rows.length * width);
      rows.forEach((from, to) => gathered.set(values.subarray(from * width, (from + 1) * width), to * width));
      return { values: gathered, shape: [...shapeOf(indices!), ...row] };
    },
    Identity: same,
    Snapshot: same,
    IsFinite: ([x]) => scalar(Number(Number.isFinite(numberOf(x!)))),
    L2Loss: ([x]) => scalar(Array.from(numbersOf(x!)).reduce((sum, value) => sum + value ** 2, 0) / 2),
    Less: elementwise((a, b) => Number(a < b), tf.sub),
    LeakyRelu: ([x], { attributes }) => tf.leakyRelu(tensorOf(x!), floatOf(attributes["alpha"])),
    LeakyReluGrad: ([d, x], { attributes }) => tf.mul(tensorOf(d!), tf.step(tensorOf(x!), floatOf(attributes["alpha"]))),
    LoopCond: same,
    // Transposed first: tfjs' WebAssembly kernel multiplies plain matrices by XNNPACK, any transposed one by a slow loop.
    MatMul: ([a, b], { attributes }) => {
      const factor = (value: Value, turned: boolean): Tensor2D => (turned ? tf.transpose(tensorOf(value) as Tensor2D) : (tensorOf(value) as Tensor2D));
      return tf.matMul(factor(a!, attributes["transpose_a"] === true), factor(b!, attributes["transpose_b"] === true));
    },
    Maximum: elementwise(Math.max, tf.sub),
    Minimum: elementwise(Math.min, tf.sub),
    Mul: (inputs, node) => {
      const [a, b] = inputs as [Value, Value];
      if (!isPlain(a) && isPlain(b) && b.shape.length === 1) return tf.mul(a, tf.reshape(tensorOf(b), [b.values.length, 1])); // one factor per row
      return elementwise((x, y) => x * y, tf.mul)(inputs, node);
    },
    OneHot: ([labels, depth, right, wrong]) => {
      const [classes, rows] = [numberOf(depth!), numbersOf(labels!)];
      const values = new Float32Array(rows.length * classes).fill(numberOf(wrong!));
      rows.forEach((label, row) => (values[row * classes + label] = numberOf(right!)));
      return { values, shape: [rows.length, classes] };
    },
    Pow: elementwise(Math.pow, tf.sub),
    RealDiv: elementwise((a, b) => a / b, tf.div),
    Reciprocal: ([x]) => scalar(1 / numberOf(x!)),
    Relu: activation((x) => tf.relu(x)),
    ReluGrad: ([d, y]) => tf.mul(tensorOf(d!), tf.step(tensorOf(y!))),
    Reshape: ([x, wanted]) => {
      const size = product(numbersOf(wanted!));
      const length = product(shapeOf(x!));
      const shape = Array.from(numbersOf(wanted!), (item) => (item < 0 ? length / -size : item));
      return isPlain(x!) ? { values: x.values, shape } : tf.reshape(x!, shape);
    },
    SelectV2: ([condition, yes, no]) => (numberOf(condition!) === 0 ? no! : yes!),
    Shape: ([x]) => list(shapeOf(x!)),
    Sigmoid: activation((x) => tf.sigmoid(x)),
    SigmoidGrad: ([y, d]) => tf.mul(tensorOf(d!), tf.mul(tensorOf(y!), tf.sub(1, tensorOf(y!)))),
    Slice: ([x, begin, count]) => {
      const from = numberOf(begin!);
      const length = numberOf(count!);
      return { values: (x as Plain).values.slice(from, from + length), shape: [length] };
    },
    Softmax: activation((x) => tf.softmax(x)),
    SoftmaxCrossEntropyWithLogits: ([logits, target]) => {
      const wanted = numbersOf(target!);
      const columns = shapeOf(logits!)[1]!;
      return crossEntropy(tf, logits!, (row, c) => wanted[row * columns + c]!);
    },
    SparseSoftmaxCrossEntropyWithLogits: ([logits, labels]) => {
      const classes = numbersOf(labels!);
      return crossEntropy(tf, logits!, (row, c) => Number(classes[row] === c));
    },
    Sqrt: ([x]) => scalar(Math.sqrt(numberOf(x!))),
    Sub: elementwise((a, b) => a - b, tf.sub),
    Sum: ([x]) => scalar(total(x!)),
    Tanh: activation((x) => tf.tanh(x)),
    TanhGrad: ([y, d]) => tf.mul(tensorOf(d!), tf.sub(1, tf.square(tensorOf(y!)))),
    /** Of numbers in a row. */
    UnsortedSegmentSum: ([values, segments, count]) => {
      const sums = new Float32Array(numberOf(count!));
      const [numbers, of] = [numbersOf(values!), numbersOf(segments!)];
      of.forEach((segment, i) => (sums[segment]! += numbers[i]!));
      return { values: sums, shape: [sums.length] };
    },
  };
}

const structural = /^(Placeholder|VarHandleOp|ReadVariableOp|Assign\w*VariableOp|ResourceApply\w+|Enter|Merge|Switch|Exit|NextIteration)$/;

/** Updates of resource variables, in place, as TensorFlow's kernels do. */
const updates: Record<string, (variables: Map<string, Plain>, inputs: (Value | string)[], node: GraphNode) => void> = {
  AssignVariableOp: (variables, [name, value]) => {
    const plain = value as Value;
    variables.set(name as string, isPlain(plain) ? plain : { values: numbersOf(plain).slice(), shape: plain.shape });
  },
  AssignAddVariableOp: (variables, [name, value]) => {
    const { values, shape } = variables.get(name as string)!;
    const more = numbersOf(value as Value);
    variables.set(name as string, { values: values.map((item, i) => item + more[i]!) as Numbers, shape }); // anew: a read of before keeps its value
  },
  AssignSubVariableOp: (variables, [name, value]) => {
    const { values } = variables.get(name as string)!;
    const less = numbersOf(value as Value);
    for (let i = 0; i < values.length; i++) values[i]! -= less[i]!;
  },
  ResourceApplyKerasMomentum: (variables, [name, slot, rate, gradient, momentum], { attributes }) => {
    const [weights, v] = [name, slot].map((key) => variables.get(key as string)!.values) as [Numbers, Numbers];
    const [alpha, beta, d] = [numberOf(rate as Value), numberOf(momentum as Value), numbersOf(gradient as Value)];
    for (let i = 0; i < weights.length; i++) {
      v[i] = beta * v[i]! - alpha * d[i]!;
      weights[i]! += attributes["use_nesterov"] === true ? beta * v[i]! - alpha * d[i]! : v[i]!;
    }
  },
  ResourceApplyRMSProp: (variables, inputs) => {
    const [weights, s, v] = inputs.slice(0, 3).map((name) => variables.get(name as string)!.values) as [Numbers, Numbers, Numbers];
    const [rate, rho, momentum, epsilon] = inputs.slice(3, 7).map((value) => numberOf(value as Value)) as [number, number, number, number];
    const d = numbersOf(inputs[7] as Value);
    for (let i = 0; i < weights.length; i++) {
      s[i]! += (d[i]! ** 2 - s[i]!) * (1 - rho);
      v[i] = momentum * v[i]! + (rate * d[i]!) / Math.sqrt(s[i]! + epsilon);
      weights[i]! -= v[i]!;
    }
  },
  ResourceApplyGradientDescent: (variables, [name, rate, gradient]) => {
    const { values } = variables.get(name as string)!;
    const [alpha, d] = [numberOf(rate as Value), numbersOf(gradient as Value)];
    for (let i = 0; i < values.length; i++) values[i]! -= alpha * d[i]!;
  },
  ResourceApplyAdam: (variables, inputs) => {
    const [weights, m, v] = inputs.slice(0, 3).map((name) => variables.get(name as string)!.values) as [Numbers, Numbers, Numbers];
    const [power1, power2, rate, beta1, beta2, epsilon] = inputs.slice(3, 9).map((value) => numberOf(value as Value)) as [number, number, number, number, number, number];
    const d = numbersOf(inputs[9] as Value);
    const alpha = (rate * Math.sqrt(1 - power2)) / (1 - power1);
    for (let i = 0; i < weights.length; i++) {
      m[i]! += (d[i]! - m[i]!) * (1 - beta1);
      v[i]! += (d[i]! ** 2 - v[i]!) * (1 - beta2);
      weights[i]! -= (alpha * m[i]!) / (Math.sqrt(v[i]!) + epsilon);
    }
  },
};

/** Names each op that is missing by the first of our layers that needs it. */
function refusal(missing: GraphNode[]): EngineError {
  const first = new Map<string, string | undefined>();
  for (const { op, name } of missing) if (!first.has(op)) first.set(op, /^(?:train|predict)\/([^/]+)\//.exec(name)?.[1]);
  const needs = [...first].map(([op, layer]) => (layer === undefined ? op : `${op} (layer ${layer})`)).join(", ");
  return new EngineError("UNSUPPORTED", `Without the native library there is no ${needs}. \`npm run doctor\` says how to get it.`);
}

/**
 * Runs the same graph node by node, in the order of creation (always a valid schedule), on tfjs' kernels or plain JavaScript:
 * the way without libtensorflow.
 * @throws EngineError UNSUPPORTED naming every op that has no kernel here
 */
export function openInterpreter(tf: Kernels, graph: GraphBuilder, fetches: Tensor[]): Session {
  const kernels = kernelsOf(tf);
  const live = graph.reach(fetches.map(({ node }) => node));
  const missing = [...live].filter(({ op }) => !kernels[op] && !structural.test(op) && !updates[op]);
  if (missing.length > 0) throw refusal(missing);
  const variables = new Map<string, Plain>();

  const run = (feeds: Feed[], wanted: Tensor[]): (Float32Array | Int32Array)[] => {
    const needed = graph.reach(wanted.map(({ node }) => node));
    const todo = graph.nodes.filter((node) => needed.has(node));
    const fed = new Map(feeds.map(({ tensor, values, shape }) => [tensor.node.name, { values, shape }]));
    const results = new Map<GraphNode, Value | Value[] | string>();
    const get = ({ node, index }: Tensor): Value | string => {
      const result = results.get(node)!;
      return Array.isArray(result) ? result[index]! : result;
    };
    const execute = (node: GraphNode): void => {
      const inputs = node.inputs.map(get);
      const update = updates[node.op];
      if (update) return update(variables, inputs, node);
      if (node.op === "Placeholder") results.set(node, fed.get(node.name)!);
      else if (node.op === "VarHandleOp") results.set(node, node.attributes["shared_name"] as string);
      else if (node.op === "Enter") results.set(node, inputs[0]!);
      else if (node.op === "Switch") results.set(node, [inputs[0] as Value, inputs[0] as Value]);
      else if (node.op === "ReadVariableOp") {
        const variable = variables.get(inputs[0] as string);
        if (!variable) throw new EngineError("NATIVE", `Variable ${inputs[0] as string} has no value yet.`);
        results.set(node, variable);
      } else results.set(node, kernels[node.op]!(inputs as Value[], node));
    };

    const inLoop = todo.filter(({ frame }) => frame !== null);
    const condition = inLoop.find(({ op }) => op === "LoopCond");
    const exits = todo.filter(({ op }) => op === "Exit");
    let fetched: (Float32Array | Int32Array)[] = [];
    tf.tidy(() => {
      const outside = todo.filter((node) => !node.frame && !exits.includes(node));
      const looped = Math.min(...exits.map(({ id }) => id)); // what was made after the loop may read what it left
      for (const node of outside) if (node.id < looped) execute(node);
      if (condition) runLoop(inLoop, condition, execute, get, results);
      for (const exit of exits) results.set(exit, get(exit.inputs[0]!.node.inputs[0]!));
      for (const node of outside) if (node.id > looped) execute(node);
      fetched = wanted.map((tensor) => {
        const numbers = numbersOf(get(tensor) as Value);
        return numbers instanceof Int32Array ? numbers.slice() : Float32Array.from(numbers);
      });
    });
    return fetched;
  };

  const runLoop = (nodes: GraphNode[], condition: GraphNode, execute: (node: GraphNode) => void, get: (tensor: Tensor) => Value | string, results: Map<GraphNode, Value | Value[] | string>): void => {
    const merges = nodes.filter(({ op }) => op === "Merge");
    const body = nodes.filter(({ op }) => !["Merge", "Enter", "Exit", "NextIteration"].includes(op));
    const atCondition = body.indexOf(condition);
    for (const node of nodes) if (node.op === "Enter") execute(node);
    for (const merge of merges) results.set(merge, get(merge.inputs[0]!));
    for (;;) {
      for (const node of body.slice(0, atCondition + 1)) execute(node);
      if (numberOf(get({ node: condition, index: 0, dtype: "bool" }) as Value) === 0) return;
      const next: Plain[] = [];
      tf.tidy(() => {
        for (const node of body.slice(atCondition + 1)) execute(node);
        for (const merge of merges) {
          const value = get(merge.inputs[1]!.node.inputs[0]!) as Value;
          next.push({ values: numbersOf(value).slice(), shape: shapeOf(value) }); // plain: it outlives the tidy
        }
      });
      merges.forEach((merge, k) => results.set(merge, next[k]!));
    }
  };

  return { run, dispose: () => variables.clear() };
}
