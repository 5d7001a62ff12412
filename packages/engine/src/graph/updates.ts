import type { UpdateSpec } from "../network/objective.ts";
import type { GraphBuilder, GraphNode, Tensor, Variable } from "./builder.ts";
import { buildUpdate, weightDecayOf } from "./optimizers.ts";
import { maskKey } from "./prune-state.ts";
import { codesKey, sharedGradient } from "./shared-gradient.ts";
import type { StateVariables } from "./state-variables.ts";

export interface UpdateStep {
  /** Reads of the weights that are trained, by key. */
  weights: Map<string, Tensor>;
  /** In the order of the weights. */
  gradients: Tensor[];
  /** Steps done, this one included: int32, scalar. */
  step: Tensor;
  /** The learning rate of this step. */
  rate: Tensor;
  /** Keys of the weights that have a mask in the state, under `mask/<key>`. */
  masked: ReadonlySet<string>;
  /** How many codes those weights have whose values share; the codes are in the state, under `codes/<key>`. */
  shared: Readonly<Record<string, number>>;
}

/** All gradients scaled by one factor, so that the norm of the free ones together is `most` where it was larger. */
function clipped(graph: GraphBuilder, gradients: Tensor[], free: Tensor[], most: number): Tensor[] {
  const halves = free.map((gradient) => graph.operation("L2Loss", [gradient])); // Σ g² / 2
  const norm = graph.operation("Sqrt", [graph.operation("Mul", [graph.operation("AddN", halves, { N: halves.length }), graph.constant(2)])]);
  const factor = graph.operation("RealDiv", [graph.constant(most), graph.operation("Maximum", [norm, graph.constant(most)])]);
  return gradients.map((gradient) => graph.operation("Mul", [gradient, factor]));
}

/** Nodes that change every weight by one step: masks, shared values, clipping, decay, and the optimizer, in this order. */
export function buildUpdates(graph: GraphBuilder, { optimizer, weightDecay, clipNorm }: UpdateSpec, state: StateVariables, { weights, gradients, step, rate, masked, shared }: UpdateStep): GraphNode[] {
  const keys = [...weights.keys()];
  // A weight that is 0 and has no gradient stays 0 under every optimizer and decay.
  const unmasked = gradients.map((gradient, k) => (masked.has(keys[k]!) ? graph.operation("Mul", [gradient, graph.read(state.get(maskKey(keys[k]!)))]) : gradient));
  const kept = unmasked.map((gradient, k) => {
    const count = shared[keys[k]!];
    return count === undefined ? { values: gradient, sums: gradient } : sharedGradient(graph, gradient, graph.read(state.get(codesKey(keys[k]!))), count);
  });
  const all = kept.map(({ values }) => values);
  // Values that move as one are one value: its gradient counts once in the norm, however many there are.
  const flowing = clipNorm === undefined ? all : graph.within("update/", () => clipped(graph, all, kept.map(({ sums }) => sums), clipNorm));
  const live = graph.reach(flowing.map(({ node }) => node));
  const exactStep = graph.operation("Cast", [step], { DstT: { type: "float64" }, Truncate: false }, { dtype: "float64" });
  const powers = new Map<number, Tensor>();
  const power = (beta: number): Tensor => {
    const made = powers.get(beta) ?? graph.operation("Cast", [graph.operation("Pow", [graph.constant(beta, "float64"), exactStep])], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" });
    powers.set(beta, made);
    return made;
  };
  const update = buildUpdate(optimizer);
  const decay = weightDecayOf(optimizer, weightDecay);
  return [...weights].map(([key, read], k) => {
    const variable = state.get(key);
    const readers = graph.nodes.filter((node) => live.has(node) && node.inputs.some((tensor) => tensor.node === read.node));
    const slot = (name: string): Variable => state.add(`optimizer/${key}/${name}`, variable.shape as number[]);
    return graph.within(`update/${key}/`, () => {
      const shrink = decay > 0 ? [graph.operation("AssignSubVariableOp", [variable.handle, graph.operation("Mul", [read, graph.operation("Mul", [rate, graph.constant(decay)])])], {}, { control: readers }).node] : [];
      return update(graph, { variable, gradient: flowing[k]!, rate, power, slot, readers: shrink.length > 0 ? shrink : readers }).node;
    });
  });
}
