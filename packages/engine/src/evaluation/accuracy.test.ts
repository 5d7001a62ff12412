import { expect, test } from "@jest/globals";
import { correctCount, meanCrossEntropy, wilsonInterval } from "./accuracy.ts";

test("a row is right where its largest logit is its label's", () => {
  expect(correctCount(Float32Array.of(1, 2, 0, 5, 4, 3, 0, 0, 1), Int32Array.of(1, 0, 0))).toBe(2);
});
test("the cross-entropy of even chances is the logarithm of the classes, however large the logits", () => {
  expect(meanCrossEntropy(Float32Array.of(1000, 1000, 1000, -7, -7, -7), Int32Array.of(1, 0))).toBeCloseTo(Math.log(3), 6);
});
test("Wilson's interval of 81 of 263 is 0.2553 to 0.3662 (Newcombe 1998, table I)", () => {
  const { low, high } = wilsonInterval(81, 263);
  expect([low.toFixed(4), high.toFixed(4)]).toEqual(["0.2553", "0.3662"]);
});
test("of all right it ends at 1 and begins below", () => {
  const { low, high } = wilsonInterval(50, 50);
  expect(high).toBeCloseTo(1, 12);
  expect(low).toBeLessThan(1);
});
