import { posix } from "node:path";
import { EngineError } from "../errors.ts";
import type { GraphBuilder, GraphNode, Tensor } from "./builder.ts";
import { int, shapeOf } from "./emission.ts";

/** Gradients of a node's inputs from those of its outputs; undefined where none flows. */
type GradientRule = (graph: GraphBuilder, node: GraphNode, upstream: (Tensor | undefined)[]) => (Tensor | undefined)[];

const input = (node: GraphNode, index: number): Tensor => node.inputs[index]!;
const own = (node: GraphNode, index = 0): Tensor => ({ node, index, dtype: node.inputs[0]!.dtype });

const outputs = ({ node, dtype }: Tensor, count: number): Tensor[] => Array.from({ length: count }, (_, index) => ({ node, index, dtype }));
const attributesOf = ({ attributes }: GraphNode, ...keys: string[]): GraphNode["attributes"] => Object.fromEntries(keys.map((key) => [key, attributes[key]!]));

/** By `op(gradient, output)`, by `op(gradient, input)`, or by `op(output, gradient)`: TensorFlow's gradient kernels differ in what they read. */
const fromOutput = (op: string): GradientRule => (graph, node, [d]) => [graph.operation(op, [d!, own(node)])];
const fromInput = (op: string, ...keys: string[]): GradientRule => (graph, node, [d]) => [graph.operation(op, [d!, input(node, 0)], attributesOf(node, ...keys))];
const outputFirst = (op: string): GradientRule => (graph, node, [d]) => [graph.operation(op, [own(node), d!])];
const times = (graph: GraphBuilder, a: Tensor, b: Tensor): Tensor => graph.operation("Mul", [a, b], {}, { sameShapes: true });

/** A gradient in the shape of a result, in that of one operand: summed over the axes along which it was stretched to fit the other. */
function unstretched(graph: GraphBuilder, node: GraphNode, gradient: Tensor, index: 0 | 1): Tensor {
  const [operand, other] = [input(node, index), input(node, 1 - index)];
  if (node.sameShapes || other.scalar) return gradient;
  const axes = graph.operation("BroadcastGradientArgs", [shapeOf(graph, operand), shapeOf(graph, other)]);
  return graph.operation("Reshape", [graph.operation("Sum", [gradient, axes], { keep_dims: false }), shapeOf(graph, operand)]);
}

const convolution = (op: string): GradientRule => (graph, node, [d]) => {
  const attributes = attributesOf(node, "strides", "padding");
  return [
    graph.operation(`${op}BackpropInput`, [shapeOf(graph, input(node, 0)), input(node, 1), d!], attributes),
    graph.operation(`${op}BackpropFilter`, [input(node, 0), shapeOf(graph, input(node, 1)), d!], attributes),
  ];
};

/** One line per op. @see https://www.tensorflow.org/api_docs/python/tf/raw_ops for the ops' own gradient kernels */
const rules: Record<string, GradientRule> = {
  MatMul: (graph, node, [d]) => [
    graph.operation("MatMul", [d!, input(node, 1)], { transpose_a: false, transpose_b: true }),
    graph.operation("MatMul", [input(node, 0), d!], { transpose_a: true, transpose_b: false }),
  ],
  /** The first operand as it is; the second as it is, or turned. */
  BatchMatMulV2: (graph, node, [d]) => {
    const [a, b, turned] = [input(node, 0), input(node, 1), node.attributes["adj_y"] === true];
    return [
      graph.operation("BatchMatMulV2", [d!, b], { adj_x: false, adj_y: !turned }),
      turned ? graph.operation("BatchMatMulV2", [d!, a], { adj_x: true, adj_y: false }) : graph.operation("BatchMatMulV2", [a, d!], { adj_x: true, adj_y: false }),
    ];
  },
  Transpose: (graph, node, [d]) => [graph.operation("Transpose", [d!, graph.operation("InvertPermutation", [input(node, 1)])])],
  /** y · (d − Σ d · y) */
  Softmax: (graph, node, [d]) => {
    const sum = graph.operation("Sum", [times(graph, d!, own(node)), int(graph, [-1])], { keep_dims: true });
    return [times(graph, graph.operation("Sub", [d!, sum]), own(node))];
  },
  BiasAdd: (graph, _node, [d]) => [d, graph.operation("BiasAddGrad", [d!])],
  Conv2D: convolution("Conv2D"),
  DepthwiseConv2dNative: convolution("DepthwiseConv2dNative"),
  SpaceToBatchND: (graph, node, [d]) => [graph.operation("BatchToSpaceND", [d!, input(node, 1), input(node, 2)], { Tblock_shape: { type: "int32" }, Tcrops: { type: "int32" } })],
  BatchToSpaceND: (graph, node, [d]) => [graph.operation("SpaceToBatchND", [d!, input(node, 1), input(node, 2)], { Tblock_shape: { type: "int32" }, Tpaddings: { type: "int32" } })],
  MaxPool: (graph, node, [d]) => [graph.operation("MaxPoolGrad", [input(node, 0), own(node), d!], attributesOf(node, "ksize", "strides", "padding"))],
  AvgPool: (graph, node, [d]) => [graph.operation("AvgPoolGrad", [shapeOf(graph, input(node, 0)), d!], attributesOf(node, "ksize", "strides", "padding"))],
  FusedBatchNormV3: (graph, node, [d]) => {
    const kept = [3, 4, 5].map((index) => own(node, index));
    return outputs(graph.operation("FusedBatchNormGradV3", [d!, input(node, 0), input(node, 1), ...kept], attributesOf(node, "epsilon", "is_training")), 3);
  },
  /** Along axis 0: rows of a table, which may be asked for more than once. */
  GatherV2: (graph, node, [d]) => {
    const [table, indices] = [input(node, 0), input(node, 1)];
    const length = graph.operation("GatherV2", [shapeOf(graph, table), int(graph, 0), int(graph, 0)], { batch_dims: 0 });
    return [graph.operation("UnsortedSegmentSum", [d!, indices, length])];
  },
  Relu: fromOutput("ReluGrad"),
  Relu6: fromOutput("Relu6Grad"),
  LeakyRelu: fromInput("LeakyReluGrad", "alpha"),
  Elu: fromOutput("EluGrad"),
  Selu: fromOutput("SeluGrad"),
  Softplus: fromInput("SoftplusGrad"),
  Tanh: outputFirst("TanhGrad"),
  Sigmoid: outputFirst("SigmoidGrad"),
  Rsqrt: outputFirst("RsqrtGrad"),
  Square: (graph, node, [d]) => [times(graph, d!, graph.operation("Mul", [input(node, 0), graph.constant(2)]))],
  /** 2 / √π · exp(−x²) */
  Erf: (graph, node, [d]) => {
    const slope = graph.operation("Exp", [graph.operation("Neg", [graph.operation("Square", [input(node, 0)])])]);
    return [times(graph, d!, graph.operation("Mul", [slope, graph.constant(2 / Math.sqrt(Math.PI))]))];
  },
  Identity: (_graph, _node, [d]) => [d],
  Snapshot: (_graph, _node, [d]) => [d],
  Reshape: (graph, node, [d]) => [graph.operation("Reshape", [d!, shapeOf(graph, input(node, 0))])],
  AddV2: (graph, node, [d]) => [unstretched(graph, node, d!, 0), unstretched(graph, node, d!, 1)],
  AddN: (_graph, node, [d]) => node.inputs.map(() => d),
  Sub: (graph, node, [d]) => [unstretched(graph, node, d!, 0), unstretched(graph, node, graph.operation("Neg", [d!]), 1)],
  Mul: (graph, node, [d]) => [unstretched(graph, node, graph.operation("Mul", [d!, input(node, 1)]), 0), unstretched(graph, node, graph.operation("Mul", [d!, input(node, 0)]), 1)],
  RealDiv: (graph, node, [d]) => [
    unstretched(graph, node, graph.operation("RealDiv", [d!, input(node, 1)]), 0),
    unstretched(graph, node, graph.operation("Neg", [graph.operation("RealDiv", [graph.operation("Mul", [d!, own(node)]), input(node, 1)])]), 1),
  ],
  /** With keep_dims only. */
  Sum: (graph, node, [d]) => [graph.operation("BroadcastTo", [d!, shapeOf(graph, input(node, 0))])],
  ConcatV2: (graph, node, [d]) => {
    const [parts, axis] = [node.inputs.slice(0, -1), node.inputs.at(-1)!];
    const shapes = parts.map((part) => shapeOf(graph, part));
    const begins = graph.operation("ConcatOffset", [axis, ...shapes], { N: parts.length });
    return parts.map((_, k) => graph.operation("Slice", [d!, graph.output(begins, k), shapes[k]!]));
  },
  // Upstream is weight / batch size, a scalar or one a row, [batch, 1]; output 1 of the op is its gradient already.
  SparseSoftmaxCrossEntropyWithLogits: (graph, node, [d]) => [graph.operation("Mul", [own(node, 1), d!]), undefined],
  SoftmaxCrossEntropyWithLogits: (graph, node, [d]) => [graph.operation("Mul", [own(node, 1), d!]), undefined],
};

/** Rounding has no gradient to speak of; it passes as if nothing had been rounded, where values are inside of the range. Source: Bengio, Léonard and Courville 2013, arXiv 1308.3432. */
const straightThrough: Record<string, GradientRule> = {
  Rint: (_graph, _node, [d]) => [d],
  FakeQuantWithMinMaxVars: (graph, node, [d]) => [graph.operation("FakeQuantWithMinMaxVarsGradient", [d!, input(node, 0), input(node, 1), input(node, 2)], attributesOf(node, "num_bits", "narrow_range"))],
};

/** Ops with a gradient. */
export const differentiableOps: readonly string[] = Object.keys(rules);

/** What a value decides but does not change smoothly. */
const constantOps = new Set(["Shape", "Cast", "GreaterEqual", "Equal", "ArgMax", "StatelessRandomUniformV2", "StopGradient"]);

const key = ({ node, index }: Tensor): string => `${node.id}:${index}`;

/**
 * Reverse mode over our own nodes.
 * @param seeds tensors of the loss with the gradient that flows into each
 * @param targets what to differentiate by, e.g. reads of the weights
 * @throws EngineError naming the node where no rule or no way exists
 */
export function gradients(graph: GraphBuilder, seeds: [tensor: Tensor, gradient: Tensor][], targets: Tensor[]): Tensor[] {
  const stop = new Set(targets.map(({ node }) => node));
  const needed = new Set(stop);
  for (const node of graph.nodes) if (!constantOps.has(node.op) && node.inputs.some((tensor) => tensor.node.id < node.id && needed.has(tensor.node))) needed.add(node);
  const sums = new Map<string, Tensor>();
  const add = (tensor: Tensor, gradient: Tensor | undefined): void => {
    if (!gradient || !needed.has(tensor.node)) return;
    const sum = sums.get(key(tensor));
    sums.set(key(tensor), sum ? graph.operation("AddV2", [sum, gradient]) : gradient);
  };
  for (const [tensor, gradient] of seeds) add(tensor, gradient);
  for (const node of graph.nodes.toReversed()) {
    if (!needed.has(node) || stop.has(node)) continue;
    const upstream = [0, 1].map((index) => sums.get(`${node.id}:${index}`));
    if (upstream.every((gradient) => gradient === undefined)) continue;
    const rule = rules[node.op] ?? straightThrough[node.op];
    if (!rule) throw new EngineError("UNSUPPORTED", `There is no gradient of ${node.op} (${node.name}).`, { path: ["layers", posix.dirname(node.name)] });
    const flowing = graph.within(`${posix.dirname(node.name)}/gradient/`, () => rule(graph, node, upstream), undefined, true);
    node.inputs.forEach((tensor, k) => add(tensor, flowing[k]));
  }
  return targets.map((target) => {
    const gradient = sums.get(key(target));
    if (!gradient) throw new EngineError("INVALID_INPUT", `${target.node.name} does not reach the loss.`);
    return gradient;
  });
}
