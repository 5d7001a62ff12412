import { posix } from "node:path";
import { EngineError } from "../errors.ts";
import type { GraphBuilder, GraphNode, Tensor } from "./builder.ts";

/** Gradients of a node's inputs from those of its outputs; undefined where none flows. */
type GradientRule = (graph: GraphBuilder, node: GraphNode, upstream: (Tensor | undefined)[]) => (Tensor | undefined)[];

const input = (node: GraphNode, index: number): Tensor => node.inputs[index]!;
const own = (node: GraphNode, index = 0): Tensor => ({ node, index, dtype: node.inputs[0]!.dtype });

/** One line per op. @see https://www.tensorflow.org/api_docs/python/tf/raw_ops for the ops' own gradient kernels */
const rules: Record<string, GradientRule> = {
  MatMul: (graph, node, [d]) => [
    graph.operation("MatMul", [d!, input(node, 1)], { transpose_a: false, transpose_b: true }),
    graph.operation("MatMul", [input(node, 0), d!], { transpose_a: true, transpose_b: false }),
  ],
  BiasAdd: (graph, _node, [d]) => [d, graph.operation("BiasAddGrad", [d!])],
  Relu: (graph, node, [d]) => [graph.operation("ReluGrad", [d!, own(node)])],
  Tanh: (graph, node, [d]) => [graph.operation("TanhGrad", [own(node), d!])],
  Sigmoid: (graph, node, [d]) => [graph.operation("SigmoidGrad", [own(node), d!])],
  Identity: (_graph, _node, [d]) => [d],
  /** By a scalar only: what scales logits by 1 / T. */
  Mul: (graph, node, [d]) => [graph.operation("Mul", [d!, input(node, 1)]), undefined],
  // Upstream is a scalar (weight / batch size); output 1 of the op is its gradient already.
  SparseSoftmaxCrossEntropyWithLogits: (graph, node, [d]) => [graph.operation("Mul", [own(node, 1), d!]), undefined],
  SoftmaxCrossEntropyWithLogits: (graph, node, [d]) => [graph.operation("Mul", [own(node, 1), d!]), undefined],
};

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
  for (const node of graph.nodes) if (node.inputs.some((tensor) => tensor.node.id < node.id && needed.has(tensor.node))) needed.add(node);
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
    const rule = rules[node.op];
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
