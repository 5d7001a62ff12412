import type { Activation } from "../../network/activations.ts";
import type { OnnxGraph } from "./onnx-graph.ts";
import { scalar } from "./writing.ts";

const unary = (op: string) => (graph: OnnxGraph, x: string): string => graph.node(op, [x]);

/** One line per activation: the operators of opset 17 that compute it. */
const writers: Record<Activation, (graph: OnnxGraph, x: string) => string> = {
  linear: (_graph, x) => x,
  relu: unary("Relu"),
  tanh: unary("Tanh"),
  sigmoid: unary("Sigmoid"),
  relu6: (graph, x) => graph.node("Clip", [x, scalar(graph, "least", 0), scalar(graph, "most", 6)]),
  leaky_relu: (graph, x) => graph.node("LeakyRelu", [x], { alpha: { float: 0.2 } }),
  elu: unary("Elu"),
  selu: unary("Selu"),
  // Gelu is an operator since opset 20 only.
  gelu(graph, x) {
    const erf = graph.node("Erf", [graph.node("Mul", [x, scalar(graph, "root", Math.SQRT1_2)])]);
    return graph.node("Mul", [graph.node("Mul", [x, scalar(graph, "half", 0.5)]), graph.node("Add", [erf, scalar(graph, "one", 1)])]);
  },
  silu: (graph, x) => graph.node("Mul", [x, graph.node("Sigmoid", [x])]),
  softplus: unary("Softplus"),
};

export const activated = (graph: OnnxGraph, activation: Activation, x: string): string => writers[activation](graph, x);
