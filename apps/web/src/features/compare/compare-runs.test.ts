import { expect, test } from "@jest/globals";
import { fieldRows } from "./compare-runs.ts";

test("fields are set side by side by their path; those that one run lacks differ", () => {
  const rows = fieldRows([{ seeds: [1, 2], pipeline: [{ technique: "train" }] }, { seeds: [1, 2], pipeline: [{ technique: "distill", temperature: 4 }] }]);
  expect(rows).toEqual([
    { name: "seeds", values: ["1, 2", "1, 2"], differs: false },
    { name: "pipeline.0.technique", values: ["train", "distill"], differs: true },
    { name: "pipeline.0.temperature", values: [null, "4"], differs: true },
  ]);
});
