import type { LayerKind } from "../network/layer-kind.ts";
import type { GraphBuilder, Tensor } from "./builder.ts";

/** What a layer's nodes may use while they train, beside their inputs. */
export interface TrainingStep {
  /** Steps done, this one included: int32, scalar. */
  step: Tensor;
  /** Names the random choices of this layer: a whole number below 2⁵³. */
  streamOf(purpose: string): number;
  /** Moves a weight that no gradient moves, once its old value has been read. */
  subtract(weight: string, difference: Tensor): void;
}

/** A layer to compile. Tensors have the batch first, then the shapes here. */
export interface Emission<Config> {
  config: Config;
  inputs: Tensor[];
  inputShapes: number[][];
  outputShape: number[];
  /** A read of the layer's own weight by its name, e.g. "kernel". */
  weight(name: string): Tensor;
  /** Null: the forward pass of inference. */
  training: TrainingStep | null;
}

/** What compiles the layers of one kind. */
export interface LayerEmitter<Config = unknown> {
  className: string;
  emit(graph: GraphBuilder, emission: Emission<Config>): Tensor;
}

export const defineEmitter = <Config>({ className }: LayerKind<Config>, emit: LayerEmitter<Config>["emit"]): LayerEmitter<Config> => ({ className, emit });

export const int = (graph: GraphBuilder, value: number | number[]): Tensor => graph.constant(value, "int32");

/** The same values in another shape an example; the batch stays. */
export const reshaped = (graph: GraphBuilder, x: Tensor, shape: number[]): Tensor => graph.operation("Reshape", [x, int(graph, [-1, ...shape])]);

/** The dimensions of a tensor that are known only when it runs. */
export const shapeOf = (graph: GraphBuilder, x: Tensor): Tensor => graph.operation("Shape", [x], { out_type: { type: "int32" } });

/** TensorFlow's words for a window over [batch, height, width, channels]. */
export const overImage = ([height, width]: [number, number]): number[] => [1, height, width, 1];
export const paddingOf = (padding: "same" | "valid"): string => padding.toUpperCase();
