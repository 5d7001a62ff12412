import type { LossSpec } from "../network/objective.ts";
import type { GraphBuilder, Tensor } from "./builder.ts";

export interface LossInputs {
  /** [batch, classes] */
  logits: Tensor;
  /** [batch], class numbers */
  labels: Tensor;
  /** What `softTargets` gives, of the batch; only to distill. */
  soft: Tensor[] | null;
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

/** A part of the loss that is one number: its weighted sum over the batch, and where the gradient of the weighted mean enters. */
interface SoftLoss {
  sum: Tensor;
  seed: [Tensor, Tensor];
}

/** Mean over the classes of the squared difference of the logits. Source: Ba and Caruana 2014, "Do Deep Nets Really Need to be Deep?", section 2.2. */
function squaredDifference(graph: GraphBuilder, weight: number, { logits, soft, classes, inverseBatchSize }: LossInputs): SoftLoss {
  const difference = graph.operation("Sub", [logits, soft![0]!], {}, { sameShapes: true });
  const factor = graph.constant((2 * weight) / classes);
  const sum = graph.operation("Mul", [graph.operation("L2Loss", [difference]), factor]); // L2Loss: Σ d² / 2
  return { sum, seed: [logits, graph.operation("Mul", [difference, graph.operation("Mul", [inverseBatchSize, factor])])] };
}

/**
 * What is held of a teacher's logits [rows, classes] for as long as a training lasts: themselves for the squared difference, else the softened probabilities
 * [rows, classes] and, for the divergence, the cross-entropy of each row with itself [rows]. No step computes them again.
 */
export function softTargets(graph: GraphBuilder, spec: LossSpec & { type: "distillation" }, teacherLogits: Tensor): Tensor[] {
  if (spec.loss === "mse") return [teacherLogits];
  const softened = graph.operation("Mul", [teacherLogits, graph.constant(1 / spec.temperature)]);
  const target = graph.operation("Softmax", [softened]);
  return spec.loss === "ce" ? [target] : [target, graph.operation("SoftmaxCrossEntropyWithLogits", [softened, target])];
}

/** T² times the cross-entropy of softened probabilities, less the teacher's own entropy where it is a divergence; their gradients are the same. */
function softened(graph: GraphBuilder, weight: number, temperature: number, { logits, soft, inverseBatchSize }: LossInputs): SoftLoss {
  const factor = graph.constant(weight * temperature ** 2);
  const [target, entropy] = soft!;
  const perExample = graph.operation("SoftmaxCrossEntropyWithLogits", [graph.operation("Mul", [logits, graph.constant(1 / temperature)]), target!]);
  const told = entropy ? graph.operation("Sub", [perExample, entropy]) : perExample;
  return { sum: graph.operation("Mul", [sumOf(graph, told), factor]), seed: [perExample, graph.operation("Mul", [inverseBatchSize, factor])] };
}

/**
 * Cross-entropy, or hardLossWeight · CE(labels) + softLossWeight · the soft loss: T² · KL(softmax(teacher / T) ‖ softmax(student / T)), T² · CE of the same, or the
 * squared difference of the logits. Source: Hinton, Vinyals and Dean 2015, "Distilling the Knowledge in a Neural Network", section 2.
 */
export function buildLoss(graph: GraphBuilder, spec: LossSpec, inputs: LossInputs): Loss {
  const { logits, labels, classes, inverseBatchSize } = inputs;
  const hard = hardLoss(graph, spec, logits, labels, classes);
  if (spec.type === "cross-entropy" || !inputs.soft) {
    const { sum, seed } = weighted(graph, hard, inverseBatchSize, spec.classWeights, labels);
    return { sum, seeds: [[hard, seed]] };
  }
  const { loss = "kl", temperature, softLossWeight } = spec;
  const hardWeight = graph.constant(spec.hardLossWeight);
  const soft = loss === "mse" ? squaredDifference(graph, softLossWeight, inputs) : softened(graph, softLossWeight, temperature, inputs);
  const onLabels = weighted(graph, hard, graph.operation("Mul", [inverseBatchSize, hardWeight]), spec.classWeights, labels);
  return { sum: graph.operation("AddV2", [graph.operation("Mul", [onLabels.sum, hardWeight]), soft.sum]), seeds: [[hard, onLabels.seed], soft.seed] };
}
