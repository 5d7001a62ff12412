import type { Activation } from "../network/activations.ts";
import type { GraphBuilder, Tensor } from "./builder.ts";

const unary = (op: string) => (graph: GraphBuilder, x: Tensor): Tensor => graph.operation(op, [x]);
/** Tensors of one shape. */
const product = (graph: GraphBuilder, a: Tensor, b: Tensor): Tensor => graph.operation("Mul", [a, b], {}, { sameShapes: true });

/** One line per activation: what computes it. */
const emitters: Record<Activation, (graph: GraphBuilder, x: Tensor) => Tensor> = {
  linear: (_graph, x) => x,
  relu: unary("Relu"),
  // TensorFlow 2.21 with oneDNN fuses convolution, normalization and Tanh to an op that it does not have; it fuses nothing over a Snapshot.
  tanh: (graph, x) => graph.operation("Tanh", [graph.operation("Snapshot", [x])]),
  sigmoid: unary("Sigmoid"),
  relu6: unary("Relu6"),
  leaky_relu: (graph, x) => graph.operation("LeakyRelu", [x], { alpha: { float: 0.2 } }),
  elu: unary("Elu"),
  selu: unary("Selu"),
  // x · Φ(x), Hendrycks and Gimpel 2016, equation 1
  gelu(graph, x) {
    const erf = graph.operation("Erf", [graph.operation("Mul", [x, graph.constant(Math.SQRT1_2)])]);
    return product(graph, graph.operation("Mul", [x, graph.constant(0.5)]), graph.operation("AddV2", [erf, graph.constant(1)]));
  },
  silu: (graph, x) => product(graph, x, graph.operation("Sigmoid", [x])),
  softplus: unary("Softplus"),
};

export const activate = (graph: GraphBuilder, activation: Activation, x: Tensor): Tensor => emitters[activation](graph, x);
