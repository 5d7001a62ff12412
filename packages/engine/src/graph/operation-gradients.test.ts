import { beforeAll, expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { sizeOf } from "../network/layer-kind.ts";
import { relativeDifference } from "../test-networks.ts";
import type { Tensor } from "./builder.ts";
import { GraphBuilder } from "./builder.ts";
import { shapeOf } from "./emission.ts";
import { differentiableOps, gradients } from "./gradients.ts";
import type { AttributeValue } from "./proto.ts";
import type { Backend } from "./session.ts";

let backend: Backend;
beforeAll(async () => {
  backend = await openBackend({ threads: 1 });
});

interface Case {
  op: string;
  /** Of the operands that are differentiated by. */
  shapes: number[][];
  attributes?: Record<string, AttributeValue>;
  /** Operands that are not, after the others. */
  constants?: (graph: GraphBuilder) => Tensor[];
  /** Shape of the gradient that is given, where it is not that of the result. */
  upstream?: number[];
  /** What makes an operand's values from −1.3 … 1.3. */
  from?: (value: number) => number;
}

const window = { strides: [1, 2, 2, 1], padding: "SAME" };
const pool = { ksize: [1, 2, 2, 1], ...window };
const strided = { ...window, dilations: [1, 1, 1, 1] };
const blocks = (graph: GraphBuilder): Tensor[] => [graph.constant([2, 2], "int32"), graph.constant([[1, 0], [0, 1]], "int32")];
const blockTypes = { Tblock_shape: { type: "int32" } } as const;
const elementwise = (op: string, more: Partial<Case> = {}): Case => ({ op, shapes: [[3, 4]], ...more });
const positive = (value: number): number => Math.abs(value) + 0.5;

const cases: [string, Case][] = [
  ["a product of matrices", { op: "MatMul", shapes: [[3, 4], [4, 2]], attributes: { transpose_a: false, transpose_b: false } }],
  ["products of many matrices", { op: "BatchMatMulV2", shapes: [[2, 3, 4], [2, 4, 2]], attributes: { adj_x: false, adj_y: false } }],
  ["products of many matrices, the second turned", { op: "BatchMatMulV2", shapes: [[2, 2, 3, 4], [2, 2, 5, 4]], attributes: { adj_x: false, adj_y: true } }],
  ["axes in another order", { op: "Transpose", shapes: [[2, 3, 4]], constants: (graph) => [graph.constant([2, 0, 1], "int32")] }],
  ["probabilities", { op: "Softmax", shapes: [[2, 3, 4]] }],
  ["a bias", { op: "BiasAdd", shapes: [[3, 2, 4], [4]] }],
  ["a convolution with strides", { op: "Conv2D", shapes: [[2, 5, 4, 3], [3, 3, 3, 2]], attributes: strided }],
  ["a depthwise convolution with strides", { op: "DepthwiseConv2dNative", shapes: [[2, 5, 5, 3], [3, 3, 3, 2]], attributes: strided }],
  ["blocks of an image set apart", { op: "SpaceToBatchND", shapes: [[2, 5, 3, 2]], attributes: { ...blockTypes, Tpaddings: { type: "int32" } }, constants: blocks }],
  ["blocks of an image put together", { op: "BatchToSpaceND", shapes: [[8, 3, 2, 2]], attributes: { ...blockTypes, Tcrops: { type: "int32" } }, constants: blocks }],
  ["max pooling", { op: "MaxPool", shapes: [[2, 5, 4, 2]], attributes: pool }],
  ["average pooling", { op: "AvgPool", shapes: [[2, 5, 4, 2]], attributes: pool }],
  ["a batch normalization", { op: "FusedBatchNormV3", shapes: [[3, 2, 2, 2], [2], [2]], attributes: { epsilon: { float: 1e-3 }, is_training: true }, constants: (graph) => [graph.constant([0, 0]), graph.constant([1, 1])] }],
  ["rows of a table", { op: "GatherV2", shapes: [[4, 3]], attributes: { batch_dims: 0 }, constants: (graph) => [graph.constant([[1, 3], [1, 0]], "int32"), graph.constant(0, "int32")] }],
  ...["Relu", "Elu", "Selu", "Softplus", "Tanh", "Sigmoid", "Square", "Erf", "Identity", "Snapshot"].map((op): [string, Case] => [op, elementwise(op)]),
  ["Relu6", elementwise("Relu6", { from: (value) => 6 * value })],
  ["LeakyRelu", elementwise("LeakyRelu", { attributes: { alpha: { float: 0.2 } } })],
  ["Rsqrt", elementwise("Rsqrt", { from: positive })],
  ["Reshape", elementwise("Reshape", { constants: (graph) => [graph.constant([2, -1], "int32")] })],
  ["a sum of two", { op: "AddV2", shapes: [[3, 5], [3, 5]] }],
  ["a sum of two, one stretched", { op: "AddV2", shapes: [[3, 5], [3, 1]] }],
  ["a sum of three", { op: "AddN", shapes: [[3, 5], [3, 5], [3, 5]], attributes: { N: 3 } }],
  ["a difference, one stretched", { op: "Sub", shapes: [[3, 5], [3, 1]] }],
  ["a difference, the other stretched", { op: "Sub", shapes: [[5], [3, 5]] }],
  ["a product of two", { op: "Mul", shapes: [[3, 5], [3, 5]] }],
  ["a product of two, one stretched", { op: "Mul", shapes: [[3, 5], [5]] }],
  ["a product with a number", elementwise("Mul", { constants: (graph) => [graph.constant(0.7)] })],
  ["a quotient", { op: "RealDiv", shapes: [[3, 5], [3, 5]], from: (value) => (value < 0 ? value - 1 : value + 1) }],
  ["a quotient, one stretched", { op: "RealDiv", shapes: [[3, 5], [5]], from: (value) => (value < 0 ? value - 1 : value + 1) }],
  ["a sum along an axis", elementwise("Sum", { attributes: { keep_dims: true }, constants: (graph) => [graph.constant([1], "int32")] })],
  ["things side by side", { op: "ConcatV2", shapes: [[3, 2], [3, 4], [3, 1]], attributes: { N: 3, Tidx: { type: "int32" } }, constants: (graph) => [graph.constant(1, "int32")] }],
  ["the cross-entropy with classes", { op: "SparseSoftmaxCrossEntropyWithLogits", shapes: [[3, 5]], constants: (graph) => [graph.constant([4, 0, 2], "int32")], upstream: [3, 1] }],
  ["the cross-entropy with probabilities", { op: "SoftmaxCrossEntropyWithLogits", shapes: [[2, 3]], constants: (graph) => [graph.constant([[0.2, 0.5, 0.3], [0, 1, 0]])], upstream: [2, 1] }],
];

test("every op that has a gradient is tested here", () => {
  expect([...new Set(cases.map(([, { op }]) => op))].toSorted()).toEqual(differentiableOps.toSorted());
});

const STEP = 2 ** -7;

test.each(cases)("the gradient of %s is that of finite differences", (_, { op, shapes, attributes = {}, constants, upstream, from = (value) => value }) => {
  const graph = new GraphBuilder();
  const operands = shapes.map((shape, k) => graph.placeholder(`x${k}`, "float32", shape));
  const y = graph.operation("Identity", [graph.operation(op, [...operands, ...(constants?.(graph) ?? [])], attributes)]);
  const above = graph.placeholder("above", "float32");
  // The seed enters at the op itself: two of them read a gradient of another shape than their result's.
  const flowing = gradients(graph, [[y.node.inputs[0]!, above]], operands).map((gradient) => graph.operation("Identity", [gradient]));
  const shapeOfResult = shapeOf(graph, y);
  const session = backend.open(graph, [y, shapeOfResult, ...flowing]);
  // Evenly spread, so that no step crosses a kink: neither 0 nor a neighbour is as near as a step.
  const values = shapes.map((shape, k) => Float32Array.from({ length: sizeOf(shape) }, (_value, i) => from((((37 * i + 11 * k) % sizeOf(shape)) + 0.5) * (2.6 / sizeOf(shape)) - 1.3)));
  const feeds = (all: Float32Array[]) => all.map((array, k) => ({ tensor: operands[k]!, values: array, shape: shapes[k]! }));
  const [first, shape] = session.run(feeds(values), [y, shapeOfResult]) as [Float32Array, Int32Array];
  const weights = first.map((_value, i) => Math.cos(1 + 1.7 * i));
  const result = session.run([...feeds(values), { tensor: above, values: weights, shape: upstream ?? Array.from(shape) }], flowing) as Float32Array[];
  const lossAt = (k: number, i: number, by: number): number => {
    const moved = values.map((array) => array.slice());
    moved[k]![i]! += by;
    return (session.run(feeds(moved), [y])[0] as Float32Array).reduce((sum, value, j) => sum + value * weights[j]!, 0);
  };
  values.forEach((array, k) => {
    const numeric = Array.from(array, (_value, i) => (lossAt(k, i, STEP) - lossAt(k, i, -STEP)) / (2 * STEP));
    expect(result[k]).toHaveLength(array.length);
    expect(relativeDifference(result[k]!, numeric)).toBeLessThan(2e-3);
  });
  session.dispose();
});
