import { batchNormalization as kind } from "../../network/layers/batch-normalization.ts";
import { defineEmitter, reshaped } from "../emission.ts";

/** FusedBatchNormV3: y, mean of the batch, its variance as a population's estimate, mean again, its own variance (on processors), and one thing more for the gradient. */
const [MEAN, VARIANCE] = [1, 4];

export const batchNormalization = defineEmitter(kind, (graph, { config: { epsilon, momentum }, inputs: [x], inputShapes: [shape], weight, training }) => {
  const image = shape!.length === 3 ? x! : reshaped(graph, x!, shape!.length === 2 ? [1, ...shape!] : [1, 1, ...shape!]);
  const moving = ["moving_mean", "moving_variance"].map((name) => ({ name, value: weight(name) }));
  const y = graph.operation("FusedBatchNormV3", [image, weight("gamma"), weight("beta"), ...moving.map(({ value }) => value)], { epsilon: { float: epsilon }, is_training: training !== null });
  moving.forEach(({ name, value }, k) => {
    const difference = training && graph.operation("Sub", [value, graph.output(y, [MEAN, VARIANCE][k]!)]);
    if (training && difference) training.subtract(name, graph.operation("Mul", [difference, graph.constant(1 - momentum)]));
  });
  return shape!.length === 3 ? y : reshaped(graph, y, shape!);
});
