import { expect, test } from "@jest/globals";
import { attributeMessage, savedModel } from "./proto.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test.each([
  ["a float32", { float: 1 }, "250000803f"],
  ["a type", { type: "resource" }, "3014"],
  ["a flag", true, "2801"],
  ["a whole number", 3, "1803"],
  ["an unknown shape", { shape: null }, "3a021801"],
  ["a shape with an unknown length", { shape: [null, 2] }, "3a11120b08ffffffffffffffffff0112020802"],
] as const)("%s stands in its field of attr_value.proto", (_, value, expected) => {
  expect(hex(attributeMessage(value as Parameters<typeof attributeMessage>[0]))).toBe(expected);
});
test("a saved model names its nodes, ops and inputs in plain sight", () => {
  const text = savedModel([{ name: "train/dense_1/MatMul", op: "MatMul", inputs: ["a", "b:1", "^c"], attributes: { transpose_a: false } }]).toString("latin1");
  for (const part of ["serve", "train/dense_1/MatMul", "b:1", "^c", "transpose_a"]) expect(text).toContain(part);
});
