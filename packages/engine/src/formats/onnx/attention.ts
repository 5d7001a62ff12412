import type { Network } from "../../network/network.ts";
import type { OnnxGraph } from "./onnx-graph.ts";
import { onnxTypes } from "./onnx-graph.ts";
import { floatOf, storedTensor } from "./stored.ts";
import type { OnnxValue, Writing } from "./writing.ts";
import { channelsLast, reshaped, scalar } from "./writing.ts";

/** A weight as float32, however it is stored. */
export function ownTensor(graph: OnnxGraph, network: Network, key: string, shape: number[]): string {
  const axis = shape.length - 1;
  const stored = storedTensor(graph, network, key, { order: shape.map((_, k) => k), shape, axis });
  return floatOf(graph, stored, axis, stored.tensor);
}

/** 1 where a token is padding, else 0, in another shape an example. */
function paddingMask(graph: OnnxGraph, tokens: OnnxValue, paddingValue: number, shape: number[]): string {
  const padding = graph.node("Equal", [tokens.tensor, scalar(graph, "padding", paddingValue)]);
  return reshaped(graph, graph.node("Cast", [padding], { to: onnxTypes.float32 }), shape);
}

/** The same nodes as graph/layers/multi-head-attention.ts. */
export function attention({ graph, network, name, config: { numHeads, keyDim, paddingValue }, inputs: [x, tokens], inputShapes: [shape] }: Writing<{ numHeads: number; keyDim: number; paddingValue: number }>): OnnxValue {
  const [steps = 0, channels = 0] = shape!;
  const inner = numHeads * keyDim;
  const projected = (y: string, own: string, [from, to]: [number, number]): string =>
    graph.node("Add", [graph.node("MatMul", [y, ownTensor(graph, network, `${name}/${own}_kernel`, [from, to])]), ownTensor(graph, network, `${name}/${own}_bias`, [to])]);
  const rows = channelsLast(graph, x!, shape!);
  const headed = (own: string, perm: number[]): string => graph.node("Transpose", [reshaped(graph, projected(rows, own, [channels, inner]), [steps, numHeads, keyDim])], { perm });
  const [query, key, value] = [headed("query", [0, 2, 1, 3]), headed("key", [0, 2, 3, 1]), headed("value", [0, 2, 1, 3])];
  const scores = graph.node("MatMul", [graph.node("Mul", [query, scalar(graph, "scale", 1 / Math.sqrt(keyDim))]), key]);
  const forbidden = graph.node("Mul", [paddingMask(graph, tokens!, paddingValue, [1, 1, steps]), scalar(graph, "forbidden", -1e9)]);
  const seen = graph.node("MatMul", [graph.node("Softmax", [graph.node("Add", [scores, forbidden])], { axis: -1 }), value]);
  const together = reshaped(graph, graph.node("Transpose", [seen], { perm: [0, 2, 1, 3] }), [steps, inner]);
  return { tensor: projected(together, "output", [inner, channels]), channels: "last" };
}

/** The same nodes as graph/layers/masked-average-pooling1d.ts. */
export function maskedMean({ graph, config: { paddingValue }, inputs: [x, tokens], inputShapes: [shape], outputShape }: Writing<{ paddingValue: number }>): OnnxValue {
  const one = scalar(graph, "one", 1);
  const kept = graph.node("Sub", [one, paddingMask(graph, tokens!, paddingValue, [shape![0]!, 1])]);
  const overSteps = (y: string): string => graph.node("ReduceSum", [y, graph.tensor("axes", "int64", [1], BigInt64Array.of(1n))]);
  const mean = graph.node("Div", [overSteps(graph.node("Mul", [channelsLast(graph, x!, shape!), kept])), graph.node("Max", [overSteps(kept), one])]);
  return { tensor: reshaped(graph, mean, outputShape), channels: "last" };
}
