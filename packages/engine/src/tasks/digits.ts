import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { EngineError } from "../errors.ts";
import type { Row } from "./split.ts";
import { splitOf } from "./split.ts";
import type { Task } from "./task.ts";

const file = new URL("../../data/digits.csv.gz", import.meta.url);
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
    const bytes = readFileSync(file);
    const found = createHash("sha256").update(bytes).digest("hex");
    if (found !== sha256) throw new EngineError("CORRUPT", `digits.csv.gz has the sha256 ${found}, not ${sha256}: install Joulemark again.`);
    const rows = gunzipSync(bytes).toString("latin1").trim().split("\n").map((line): Row => {
      const cells = line.split(",").map(Number);
      return { values: cells.slice(0, pixels), label: cells[pixels]! };
    });
    return splitOf(rows, this, (length) => new Uint8Array(length));
  },
};
