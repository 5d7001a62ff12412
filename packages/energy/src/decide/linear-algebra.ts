export type Matrix = number[][];

/** The inverse of a symmetric positive definite matrix, by Cholesky's decomposition. @throws RangeError where it is not one */
export function inverseOf(matrix: Matrix): Matrix {
  const size = matrix.length;
  const lower = matrix.map(() => new Array<number>(size).fill(0));
  for (let i = 0; i < size; i++) {
    for (let j = 0; j <= i; j++) {
      let rest = matrix[i]![j]!;
      for (let k = 0; k < j; k++) rest -= lower[i]![k]! * lower[j]![k]!;
      if (i === j && !(rest > 0)) throw new RangeError("The matrix is not positive definite.");
      lower[i]![j] = i === j ? Math.sqrt(rest) : rest / lower[j]![j]!;
    }
  }
  const columns = matrix.map((_, column) => solve(lower, column));
  return columns.map((_, i) => columns.map((column) => column[i]!));
}

/** x of L·Lᵀ·x = the unit vector. */
function solve(lower: Matrix, unit: number): number[] {
  const size = lower.length;
  const x = new Array<number>(size).fill(0);
  for (let i = 0; i < size; i++) {
    let rest = i === unit ? 1 : 0;
    for (let k = 0; k < i; k++) rest -= lower[i]![k]! * x[k]!;
    x[i] = rest / lower[i]![i]!;
  }
  for (let i = size - 1; i >= 0; i--) {
    let rest = x[i]!;
    for (let k = i + 1; k < size; k++) rest -= lower[k]![i]! * x[k]!;
    x[i] = rest / lower[i]![i]!;
  }
  return x;
}

export const times = (matrix: Matrix, vector: number[]): number[] => matrix.map((row) => dot(row, vector));

export function dot(a: readonly number[], b: readonly number[]): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k]! * b[k]!;
  return sum;
}
