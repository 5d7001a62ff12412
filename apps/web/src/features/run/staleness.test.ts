import { expect, test } from "@jest/globals";
import { stalenessSummary } from "./staleness.ts";

test("a histogram tells how many gradients there were, how many were on time, the median and the latest", () => {
  expect(stalenessSummary([10, 60, 30])).toEqual({ gradients: 100, onTime: 0.1, median: 1, latest: 2, highest: 0.6 });
  expect(stalenessSummary([50, 50])).toMatchObject({ median: 0 });
  expect(stalenessSummary([0, 0, 4, 0])).toMatchObject({ onTime: 0, median: 2, latest: 2, highest: 1 });
});
test.each([[[]], [[0, 0]]])("%j, which counts no gradient, says nothing", (counts) => {
  expect(stalenessSummary(counts)).toBeNull();
});
