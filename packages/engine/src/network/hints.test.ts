import { expect, test } from "@jest/globals";
import type { LayerShort } from "../test-networks.ts";
import { denseNetwork, networkOf } from "../test-networks.ts";
import { placeHints } from "./hints.ts";

const convolutions = (filters: number, padding: string): LayerShort[] => [["Conv2D", "c", { filters, kernel_size: 3, padding }], ["Flatten", "f"], ["Dense", "logits", { units: 4 }]];
const wide = networkOf([6, 6, 1], convolutions(8, "same"));
const one = (teacher: Parameters<typeof placeHints>[0], student: Parameters<typeof placeHints>[1], teacherLayer: string, studentLayer: string) => placeHints(teacher, student, [{ teacherLayer, studentLayer, weight: 2 }])[0]!;

test("equal shapes are compared as they are; channels that differ go through one map at every place; else a whole example does", () => {
  expect(one(wide, wide, "c", "c")).toEqual({ teacherLayer: "c", studentLayer: "c", weight: 2, size: 288, regressor: null });
  expect(one(wide, networkOf([6, 6, 1], convolutions(3, "same")), "c", "c")).toMatchObject({ size: 288, regressor: { inputs: 3, outputs: 8 } });
  expect(one(wide, networkOf([6, 6, 1], convolutions(3, "valid")), "c", "c")).toMatchObject({ size: 288, regressor: { inputs: 48, outputs: 288 } });
  expect(one(denseNetwork([6, 9, 4]), denseNetwork([6, 5, 4]), "dense_1", "dense_1")).toMatchObject({ size: 9, regressor: { inputs: 5, outputs: 9 } });
});
test.each([
  ["a layer that the teacher lacks", "x", "dense_1", ["hints", "0", "teacherLayer"], /teacher has no layer x\. It has dense_1, dense_2/],
  ["a layer that the student lacks", "dense_1", "x", ["hints", "0", "studentLayer"], /student has no layer x/],
])("%s is refused by its path", (_, teacherLayer, studentLayer, path, message) => {
  expect(() => one(denseNetwork([6, 9, 4]), denseNetwork([6, 5, 4]), teacherLayer, studentLayer)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", path, message: expect.stringMatching(message) as unknown }) as unknown as Error);
});
test("a map larger than four million weights is refused, saying what would be right", () => {
  expect(() => one(denseNetwork([6, 4000, 4]), denseNetwork([6, 2000, 4]), "dense_1", "dense_1")).toThrow(/8000000 weights.*smaller/);
});
