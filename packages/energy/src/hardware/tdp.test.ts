import { expect, test } from "@jest/globals";
import { tdpOf, tdpRows } from "./tdp.ts";

test.each([
  ["AMD EPYC 7713 64-Core Processor", 225],
  ["AMD Ryzen Threadripper 1950X 16-Core Processor", 180],
  ["Intel(R) Core(TM) i7-8850H CPU @ 2.60GHz", 45],
  ["Intel(R) Xeon(R) CPU E5-2680 v4 @ 2.40GHz", 120],
  ["Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz", 150],
  ["Intel(R) Xeon(R) Platinum 8480+", 350],
  ["13th Gen Intel(R) Core(TM) i9-13900K", 125],
])("%s: %d W", (model, watts) => expect(tdpOf(model)?.tdpWatts).toBe(watts));
test.each(["AMD EPYC", "AMD EPYC 7713P 64-Core Processor", "Intel(R) Xeon(R) Gold 6248R CPU @ 3.00GHz", "Intel(R) Xeon(R) CPU E5-2680 v3 @ 2.50GHz", "Intel 5800K", ""])("%s is another processor, or none", (model) => expect(tdpOf(model)).toBeNull());
test("no name stands twice, and every value is a processor's", () => {
  expect(new Set(tdpRows.map(({ name }) => name)).size).toBe(tdpRows.length);
  expect(tdpRows.filter(({ tdpWatts }) => !(tdpWatts >= 15 && tdpWatts <= 500))).toEqual([]);
});
