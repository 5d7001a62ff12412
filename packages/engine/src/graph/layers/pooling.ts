import type { GraphBuilder, Tensor } from "../builder.ts";
import type { Emission } from "../emission.ts";
import { overImage, paddingOf, reshaped } from "../emission.ts";

export type PoolOp = "MaxPool" | "AvgPool";

interface Pool<Length> {
  poolSize: Length;
  strides: Length;
  padding: "same" | "valid";
}

const pool = (graph: GraphBuilder, op: PoolOp, image: Tensor, { poolSize, strides, padding }: Pool<[number, number]>): Tensor =>
  graph.operation(op, [image], { ksize: overImage(poolSize), strides: overImage(strides), padding: paddingOf(padding) });

export const overImages = (op: PoolOp) => (graph: GraphBuilder, { config, inputs: [x] }: Emission<Pool<[number, number]>>): Tensor => pool(graph, op, x!, config);

/** Steps are images of height 1. */
export const overSteps = (op: PoolOp) => (graph: GraphBuilder, { config: { poolSize, strides, padding }, inputs: [x], inputShapes: [shape], outputShape }: Emission<Pool<number>>): Tensor =>
  reshaped(graph, pool(graph, op, reshaped(graph, x!, [1, ...shape!]), { poolSize: [1, poolSize], strides: [1, strides], padding }), outputShape);

/** One window over everything. */
export const overAll = (op: PoolOp) => (graph: GraphBuilder, { inputs: [x], inputShapes: [shape], outputShape }: Emission<unknown>): Tensor => {
  const [height, width] = shape!.length === 2 ? [1, shape![0]!] : [shape![0]!, shape![1]!];
  const image = shape!.length === 2 ? reshaped(graph, x!, [1, ...shape!]) : x!;
  return reshaped(graph, pool(graph, op, image, { poolSize: [height, width], strides: [1, 1], padding: "valid" }), outputShape);
};
