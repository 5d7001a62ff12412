import type { LossSpec } from "../network/objective.ts";
import type { GraphBuilder, Tensor } from "./builder.ts";

export interface LossInputs {
  /** [batch, classes] */
  logits: Tensor;
  /** [batch], class numbers */
  labels: Tensor;
  /** [batch, classes], of the teacher; only to distill. */
  teacherLogits: Tensor | null;
  classes: number;
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

/** Cross-entropy of each example with its label, which may be smoothed. */
function hardLoss(graph: GraphBuilder, { labelSmoothing = 0 }: LossSpec, logits: Tensor, labels: Tensor, classes: number): Tensor {
  if (labelSmoothing === 0) return graph.operation("SparseSoftmaxCrossEntropyWithLogits", [logits, labels]);
  const [right, wrong] = [1 - labelSmoothing + labelSmoothing / classes, labelSmoothing / classes];
  const target = graph.operation("OneHot", [labels, graph.constant(classes, "int32"), graph.constant(right), graph.constant(wrong)], { axis: -1 });
  return graph.operation("SoftmaxCrossEntropyWithLogits", [logits, target]);
}

/** A part of the loss, each example of which counts with the weight of its class. */
function weighted(graph: GraphBuilder, perExample: Tensor, factor: Tensor, classWeights: number[] | undefined, labels: Tensor): { sum: Tensor; seed: Tensor } {
  if (!classWeights) return { sum: sumOf(graph, perExample), seed: factor };
  const weights = graph.operation("GatherV2", [graph.constant(classWeights), labels, graph.constant(0, "int32")], { batch_dims: 0 });
  const seed = graph.operation("Reshape", [graph.operation("Mul", [weights, factor]), graph.constant([-1, 1], "int32")]); // one a row of the logits
  return { sum: sumOf(graph, graph.operation("Mul", [perExample, weights])), seed };
}

/**
 * Cross-entropy, or hardLossWeight · CE(labels) + softLossWeight · T² · KL(softmax(teacher / T) ‖ softmax(student / T)).
 * Source: Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural Network", section 2.
 */
export function buildLoss(graph: GraphBuilder, spec: LossSpec, { logits, labels, teacherLogits, classes, inverseBatchSize }: LossInputs): Loss {
  const hard = hardLoss(graph, spec, logits, labels, classes);
  if (spec.type === "cross-entropy" || !teacherLogits) {
    const { sum, seed } = weighted(graph, hard, inverseBatchSize, spec.classWeights, labels);
    return { sum, seeds: [[hard, seed]] };
  }
  const inverseTemperature = graph.constant(1 / spec.temperature);
  const [hardWeight, softWeight] = [graph.constant(spec.hardLossWeight), graph.constant(spec.softLossWeight * spec.temperature ** 2)];
  const softTeacher = graph.operation("Mul", [teacherLogits, inverseTemperature]);
  const target = graph.operation("Softmax", [softTeacher]);
  const soft = graph.operation("SoftmaxCrossEntropyWithLogits", [graph.operation("Mul", [logits, inverseTemperature]), target]);
  const entropy = graph.operation("SoftmaxCrossEntropyWithLogits", [softTeacher, target]);
  const divergence = graph.operation("Sub", [soft, entropy]); // cross-entropy less the teacher's own entropy
  const onLabels = weighted(graph, hard, graph.operation("Mul", [inverseBatchSize, hardWeight]), spec.classWeights, labels);
  return {
    sum: graph.operation("AddV2", [graph.operation("Mul", [onLabels.sum, hardWeight]), graph.operation("Mul", [sumOf(graph, divergence), softWeight])]),
    seeds: [[hard, onLabels.seed], [soft, graph.operation("Mul", [inverseBatchSize, softWeight])]],
  };
}
