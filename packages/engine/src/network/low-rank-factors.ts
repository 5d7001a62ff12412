import type { InTurns } from "./in-turns.ts";
import { symmetricEigen } from "./symmetric-eigen.ts";

/** A matrix [rows, columns] as a sum of orthogonal parts of falling weight. */
export interface Decomposition {
  /** Falling. */
  singularValues: Float64Array;
  /** The best factors of a rank: left [rows, rank], right [rank, columns], each with the root of the singular values. */
  factors(rank: number): InTurns<{ left: Float32Array; right: Float32Array }>;
}

/** MᵀM of a matrix [rows, columns], as rows. */
function* gram(values: ArrayLike<number>, rows: number, columns: number): InTurns<Float64Array[]> {
  const result = Array.from({ length: columns }, () => new Float64Array(columns));
  for (let row = 0; row < rows; row++) {
    yield;
    for (let i = 0; i < columns; i++) {
      const [factor, target] = [values[row * columns + i]!, result[i]!];
      if (factor !== 0) for (let j = 0; j <= i; j++) target[j]! += factor * values[row * columns + j]!;
    }
  }
  for (let i = 0; i < columns; i++) for (let j = 0; j < i; j++) result[j]![i] = result[i]![j]!;
  return result;
}

function transposed(values: ArrayLike<number>, rows: number, columns: number): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) for (let column = 0; column < columns; column++) result[column * rows + row] = values[row * columns + column]!;
  return result;
}

/** Of a matrix that has no more columns than rows: the eigenvectors of MᵀM are its right singular vectors, and M · V the left ones times their values. */
function* decomposeTall(values: ArrayLike<number>, rows: number, columns: number): InTurns<Decomposition> {
  const { values: squares, vectors } = yield* symmetricEigen(yield* gram(values, rows, columns));
  const order = Array.from(squares.keys()).toSorted((a, b) => squares[b]! - squares[a]! || a - b);
  const singularValues = Float64Array.from(order, (k) => Math.sqrt(Math.max(0, squares[k]!)));
  return {
    singularValues,
    *factors(rank) {
      const [left, right] = [new Float32Array(rows * rank), new Float32Array(rank * columns)];
      for (let k = 0; k < rank; k++) {
        yield;
        const vector = vectors[order[k]!]!;
        // What is nothing beside the largest is rounding: its root would only magnify it.
        const root = singularValues[k]! > 1e-7 * singularValues[0]! ? Math.sqrt(singularValues[k]!) : 1;
        for (let column = 0; column < columns; column++) right[k * columns + column] = vector[column]! * root;
        for (let row = 0; row < rows; row++) {
          let sum = 0;
          for (let column = 0; column < columns; column++) sum += values[row * columns + column]! * vector[column]!;
          left[row * rank + k] = sum / root;
        }
      }
      return { left, right };
    },
  };
}

/** Singular values and the best low-rank factors (Eckart and Young 1936). Values in row-major order. */
export function* decompose(values: ArrayLike<number>, rows: number, columns: number): InTurns<Decomposition> {
  if (columns <= rows) return yield* decomposeTall(values, rows, columns);
  const turned = yield* decomposeTall(transposed(values, rows, columns), columns, rows);
  return {
    singularValues: turned.singularValues,
    *factors(rank) {
      const { left, right } = yield* turned.factors(rank);
      return { left: transposed(right, rank, rows), right: transposed(left, columns, rank) };
    },
  };
}

/** The least rank whose singular values hold this share of the sum of all squares. */
export function rankOfShare(singularValues: Float64Array, share: number): number {
  const total = singularValues.reduce((sum, value) => sum + value ** 2, 0);
  let kept = 0;
  for (let rank = 1; rank <= singularValues.length; rank++) {
    kept += singularValues[rank - 1]! ** 2;
    if (kept >= share * total * (1 - Number.EPSILON)) return rank;
  }
  return singularValues.length;
}
