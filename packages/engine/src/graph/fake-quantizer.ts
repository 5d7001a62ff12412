import type { FakeQuantization } from "../network/fake-quantization.ts";
import { integersFor } from "../network/activation-range.ts";
import type { ActivationRange } from "../network/quantization.ts";
import type { GraphBuilder, GraphNode, Tensor } from "./builder.ts";
import { int } from "./emission.ts";
import type { StateVariables, TrainingState } from "./state-variables.ts";

const lowKey = (point: string): string => `observer/${point}/low`;
const highKey = (point: string): string => `observer/${point}/high`;

/**
 * Values through 8 bits and back within a graph that trains: forward they are rounded, backward the gradient passes as if they were not, where they are inside of the range.
 * Ranges of activations are moving means of the batches' least and largest values; they are in the state.
 * Source: Jacob et al. 2018, arXiv 1712.05877, section 3; Bengio, Léonard and Courville 2013, arXiv 1308.3432 (straight-through).
 */
export class FakeQuantizer {
  private readonly graph: GraphBuilder;
  private readonly plan: FakeQuantization;
  private readonly state: StateVariables;

  constructor(graph: GraphBuilder, plan: FakeQuantization, state: StateVariables) {
    this.graph = graph;
    this.plan = plan;
    this.state = state;
    for (const point of plan.points) for (const key of [lowKey(point), highKey(point)]) state.add(key, []);
  }

  /** A weight as its integers will stand for it: round(w / scale) · scale, scale = max |w| / most over the axes that share one; halves to even. */
  weight(key: string, read: Tensor): Tensor {
    const { graph } = this;
    const plan = this.plan.weights[key];
    if (!plan) return read;
    const largest = graph.operation("Max", [graph.operation("Abs", [read]), int(graph, plan.axes)], { keep_dims: true });
    const scale = graph.operation("RealDiv", [largest, graph.constant(plan.most)]);
    // Where all weights are 0 any scale will do, but for 0.
    const used = graph.operation("StopGradient", [graph.operation("AddV2", [scale, graph.operation("Cast", [graph.operation("Equal", [scale, graph.constant(0)])], { DstT: { type: "float32" }, Truncate: false }, { dtype: "float32" })])]);
    return graph.operation("Mul", [graph.operation("Rint", [graph.operation("RealDiv", [read, used])]), used]);
  }

  /** The values that come after a point, by the range as it is now. */
  known(point: string, value: Tensor): Tensor {
    if (!this.plan.points.includes(point)) return value;
    const [low, high] = [lowKey(point), highKey(point)].map((key) => this.graph.read(this.state.get(key))) as [Tensor, Tensor];
    return this.rounded(value, low, high);
  }

  /** The same, once the range has moved by this batch: the first batch's own, then low ← low + c · (batch's − low). @param moved gets the nodes that move it */
  observed(point: string, value: Tensor, step: Tensor, moved: GraphNode[]): Tensor {
    if (!this.plan.points.includes(point)) return value;
    const { graph, state } = this;
    const row = graph.operation("Reshape", [value, int(graph, [-1])]);
    const isFirst = graph.operation("Equal", [step, int(graph, 1)]);
    const [low, high] = ([["Min", lowKey(point)], ["Max", highKey(point)]] as const).map(([op, key]) => {
      const now = graph.operation(op, [row, int(graph, [0])], { keep_dims: false });
      const before = graph.read(state.get(key));
      const mean = graph.operation("AddV2", [before, graph.operation("Mul", [graph.operation("Sub", [now, before]), graph.constant(this.plan.averagingConstant)])]);
      const next = graph.operation("SelectV2", [isFirst, now, mean]);
      moved.push(graph.operation("AssignVariableOp", [state.get(key).handle, next]).node);
      return next;
    }) as [Tensor, Tensor];
    return this.rounded(value, low, high);
  }

  /** 0 is within every range. @see https://www.tensorflow.org/api_docs/python/tf/quantization/fake_quant_with_min_max_vars */
  private rounded(value: Tensor, low: Tensor, high: Tensor): Tensor {
    const { graph } = this;
    const zero = graph.constant(0);
    const bounds = [graph.operation("Minimum", [low, zero]), graph.operation("Maximum", [high, zero])];
    return graph.operation("FakeQuantWithMinMaxVars", [value, ...bounds], { num_bits: 8, narrow_range: false });
  }
}

/** Scales and zero points of the points, by the ranges that a state has. */
export function observedRanges({ points, activationType }: FakeQuantization, state: TrainingState): Record<string, ActivationRange> {
  return Object.fromEntries(points.map((point) => [point, integersFor({ low: state[lowKey(point)]!.values[0]!, high: state[highKey(point)]!.values[0]! }, activationType)]));
}
