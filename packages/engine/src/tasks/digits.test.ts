import { expect, test } from "@jest/globals";
import { digits } from "./digits.ts";

const data = digits.load();
const all = [data.train, data.validation, data.test];

test("the splits have the sizes that the task states, and together all 1,797 images", () => {
  expect(all.map(({ labels }) => labels.length)).toEqual([digits.splitSizes.train, digits.splitSizes.validation, digits.splitSizes.test]);
  expect(all.reduce((sum, { inputs }) => sum + inputs.count, 0)).toBe(1797);
});
test("values are pixels of 0 … 16, labels digits, and each digit is in each split", () => {
  for (const { inputs, labels } of all) {
    expect(inputs.values.length).toBe(inputs.count * 64);
    expect(Math.max(...inputs.values)).toBe(16);
    expect(new Set(labels).size).toBe(10);
  }
});
test("no image is in two splits more often than it is in the source twice", () => {
  const keys = all.map(({ inputs }) => new Set(Array.from({ length: inputs.count }, (_, row) => inputs.values.slice(row * 64, row * 64 + 64).join())));
  const shared = [...keys[0]!].filter((key) => keys[2]!.has(key));
  expect(shared).toEqual([]);
});
test("the split is the same each time", () => {
  expect(digits.load()).toEqual(data);
});
