import { shippedRows } from "./shipped-rows.ts";
import { splitOf } from "./split.ts";
import type { Task } from "./task.ts";

const sha256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22";
const pixels = 64;

/**
 * Handwritten digits, 8×8 pixels of 0 … 16, ten classes. The split is fixed: a seeded permutation of all 1,797 rows.
 * Source: E. Alpaydin and C. Kaynak 1998, UCI Machine Learning Repository, doi 10.24432/C50P49 (its test part).
 */
export const digits: Task = {
  slug: "digits",
  name: "Handwritten digits",
  description: "1,797 images of 8×8 pixels, ten classes: UCI Optical Recognition of Handwritten Digits.",
  licence: "CC-BY-4.0",
  metric: { name: "accuracy", direction: "MAXIMIZE" },
  inputShape: [pixels],
  inputScale: 16,
  classes: 10,
  splitSizes: { train: 1197, validation: 240, test: 360 },
  load() {
    const rows = shippedRows("digits.csv.gz", sha256, pixels);
    return splitOf(rows, this, (length) => new Uint8Array(length));
  },
};
