import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { dot, inverseOf, times } from "./linear-algebra.ts";

test("a matrix times its inverse is the identity", () => {
  fc.assert(
    fc.property(fc.array(fc.array(fc.double({ min: -1, max: 1, noNaN: true }), { minLength: 4, maxLength: 4 }), { minLength: 4, maxLength: 4 }), (rows) => {
      const matrix = rows.map((a, i) => rows.map((b, j) => dot(a, b) + (i === j ? 0.5 : 0)));
      const inverse = inverseOf(matrix);
      matrix.forEach((_, column) => times(matrix, inverse.map((row) => row[column]!)).forEach((value, row) => expect(value).toBeCloseTo(row === column ? 1 : 0, 8)));
    }),
  );
});
test("a matrix that is not positive definite is refused", () => {
  expect(() => inverseOf([[1, 2], [2, 1]])).toThrow("not positive definite");
});
