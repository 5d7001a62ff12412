import type { LayerKind } from "../../network/layer-kind.ts";
import type { Network } from "../../network/network.ts";
import type { OnnxGraph } from "./onnx-graph.ts";

/** A value of the graph: its name, and where the channels of each example stand. One axis has them last. */
export interface OnnxValue {
  tensor: string;
  channels: "first" | "last";
}

/** A layer to write. Shapes are those of one example, channels last, as the network has them. */
export interface Writing<Config> {
  graph: OnnxGraph;
  network: Network;
  /** The layer's name, below which its weights are. */
  name: string;
  config: Config;
  inputs: OnnxValue[];
  /** What it reads, as quantization names it. */
  reads: string[];
  inputShapes: number[][];
  outputShape: number[];
}

export interface LayerWriter<Config = unknown> {
  className: string;
  write(writing: Writing<Config>): OnnxValue;
}

export const defineWriter = <Config>({ className }: LayerKind<Config>, write: LayerWriter<Config>["write"]): LayerWriter<Config> => ({ className, write });

/** ONNX's windows slide over [batch, channels, …]; ours over [batch, …, channels]. */
export function channelsFirst(graph: OnnxGraph, { tensor, channels }: OnnxValue, { length: rank }: number[]): string {
  if (channels === "first" || rank < 2) return tensor;
  return graph.node("Transpose", [tensor], { perm: [0, rank, ...Array.from({ length: rank - 1 }, (_, axis) => axis + 1)] });
}

export function channelsLast(graph: OnnxGraph, { tensor, channels }: OnnxValue, { length: rank }: number[]): string {
  if (channels === "last" || rank < 2) return tensor;
  return graph.node("Transpose", [tensor], { perm: [0, ...Array.from({ length: rank - 1 }, (_, axis) => axis + 2), 1] });
}

/** The same values in another shape an example. */
export const reshaped = (graph: OnnxGraph, tensor: string, shape: number[]): string => graph.node("Reshape", [tensor, graph.tensor("shape", "int64", [shape.length + 1], BigInt64Array.from([-1, ...shape], BigInt))]);

export const scalar = (graph: OnnxGraph, name: string, value: number): string => graph.tensor(name, "float32", [], Float32Array.of(value));
