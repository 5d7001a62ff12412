import { shippedRows } from "./shipped-rows.ts";
import { splitOf } from "./split.ts";
import type { Examples, Task } from "./task.ts";

const sha256 = "f77cd02db86b8f736d4aab442e9de4d817fa0d8ec52d185ea23518a223571e97";
const features = 30;

/**
 * Is a tumour malignant (0) or benign (1), by 30 figures of cell nuclei. Each figure is standardized by mean and standard deviation of the training split.
 * Source: W. Wolberg, O. Mangasarian, N. Street and W. Street 1995, UCI Machine Learning Repository, doi 10.24432/C5DW2B.
 */
export const breastCancer: Task = {
  slug: "breast-cancer",
  name: "Breast cancer",
  description: "569 tumours by 30 figures of their cell nuclei, malignant or benign: UCI Breast Cancer Wisconsin (Diagnostic).",
  licence: "CC-BY-4.0",
  metric: { name: "accuracy", direction: "MAXIMIZE" },
  inputShape: [features],
  inputScale: 1,
  classes: 2,
  splitSizes: { train: 369, validation: 60, test: 140 },
  load() {
    const rows = shippedRows("breast-cancer.csv.gz", sha256, features, 1);
    const data = splitOf(rows, this, (length) => new Float32Array(length));
    const scales = scalesOf(data.train);
    for (const { inputs } of [data.train, data.validation, data.test]) inputs.values.forEach((value, k) => (inputs.values[k] = (value - scales[k % features]!.mean) / scales[k % features]!.deviation));
    return data;
  },
};

function scalesOf({ inputs: { values, count } }: Examples): { mean: number; deviation: number }[] {
  return Array.from({ length: features }, (_, feature) => {
    const column = Array.from({ length: count }, (_, row) => values[row * features + feature]!);
    const mean = column.reduce((sum, value) => sum + value, 0) / count;
    return { mean, deviation: Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count) };
  });
}
