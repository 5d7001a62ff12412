import type { LossSpec } from "../network/objective.ts";
import type { GraphBuilder, Tensor } from "./builder.ts";

export interface LossInputs {
  /** [batch, classes] */
  logits: Tensor;
  /** [batch], class numbers */
  labels: Tensor;
  /** [batch, classes], of the teacher; only to distill. */
  teacherLogits: Tensor | null;
  /** 1 / batch size, scalar */
  inverseBatchSize: Tensor;
}

export interface Loss {
  /** Sum over the examples of the batch, scalar. */
  sum: Tensor;
  /** Where the gradient enters: it is that of the mean over the batch. */
  seeds: [Tensor, Tensor][];
}

const sumOf = (graph: GraphBuilder, perExample: Tensor): Tensor => graph.operation("Sum", [perExample, graph.constant([0], "int32")], { keep_dims: false });

/**
 * Cross-entropy, or hardLossWeight · CE(labels) + softLossWeight · T² · KL(softmax(teacher / T) ‖ softmax(student / T)).
 * Source: Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural Network", section 2.
 */
export function buildLoss(graph: GraphBuilder, spec: LossSpec, { logits, labels, teacherLogits, inverseBatchSize }: LossInputs): Loss {
  const hard = graph.operation("SparseSoftmaxCrossEntropyWithLogits", [logits, labels]);
  if (spec.type === "cross-entropy" || !teacherLogits) return { sum: sumOf(graph, hard), seeds: [[hard, inverseBatchSize]] };
  const inverseTemperature = graph.constant(1 / spec.temperature);
  const [hardWeight, softWeight] = [graph.constant(spec.hardLossWeight), graph.constant(spec.softLossWeight * spec.temperature ** 2)];
  const softTeacher = graph.operation("Mul", [teacherLogits, inverseTemperature]);
  const target = graph.operation("Softmax", [softTeacher]);
  const soft = graph.operation("SoftmaxCrossEntropyWithLogits", [graph.operation("Mul", [logits, inverseTemperature]), target]);
  const entropy = graph.operation("SoftmaxCrossEntropyWithLogits", [softTeacher, target]);
  const divergence = graph.operation("Sub", [soft, entropy]); // cross-entropy less the teacher's own entropy
  return {
    sum: graph.operation("AddV2", [graph.operation("Mul", [sumOf(graph, hard), hardWeight]), graph.operation("Mul", [sumOf(graph, divergence), softWeight])]),
    seeds: [[hard, graph.operation("Mul", [inverseBatchSize, hardWeight])], [soft, graph.operation("Mul", [inverseBatchSize, softWeight])]],
  };
}
