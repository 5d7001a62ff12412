import type { Network } from "../network/network.ts";
import { denseConfig, sizeOf } from "../network/network.ts";
import type { GraphBuilder, Tensor } from "./builder.ts";

const activationOps = { relu: "Relu", tanh: "Tanh", sigmoid: "Sigmoid" } as const;

/**
 * The forward pass: inputs [batch, in] (already scaled) → logits [batch, classes].
 * Nodes are named after our layers, so that TensorFlow's own errors name them too.
 * @param weight a read of the weight with this key
 */
export function forward(graph: GraphBuilder, network: Pick<Network, "layers">, inputs: Tensor, weight: (key: string) => Tensor): Tensor {
  let value = inputs;
  for (const layer of network.layers) {
    const { activation, useBias } = denseConfig(layer);
    value = graph.within(`${layer.name}/`, () => {
      const product = graph.operation("MatMul", [value, weight(`${layer.name}/kernel`)], { transpose_a: false, transpose_b: false });
      const sum = useBias ? graph.operation("BiasAdd", [product, weight(`${layer.name}/bias`)]) : product;
      return activation === "linear" ? sum : graph.operation(activationOps[activation], [sum]);
    });
  }
  return value;
}

/** Logits of raw rows of any input shape and type: flattened, as float32, divided by the input scale. */
export function rawLogits(graph: GraphBuilder, network: Pick<Network, "inputShape" | "layers">, raw: Tensor, scale: Tensor, weight: (key: string) => Tensor): Tensor {
  const flat = graph.operation("Reshape", [raw, graph.constant([-1, sizeOf(network.inputShape)], "int32")]);
  const floats = flat.dtype === "float32" ? flat : graph.operation("Cast", [flat], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" });
  return forward(graph, network, graph.operation("RealDiv", [floats, scale]), weight);
}
