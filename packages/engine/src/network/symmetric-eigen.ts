import type { InTurns } from "./in-turns.ts";

/** A = Σ values[i] · vectors[i] · vectors[i]ᵀ, the vectors orthonormal, in no order. */
export interface Eigen {
  values: Float64Array;
  vectors: Float64Array[];
}

/**
 * To tridiagonal form by Householder's reflections; `columns` holds the symmetric matrix by columns and ends as the product of the reflections.
 * @returns diagonal and, from 1, what stands beside it
 */
function* tridiagonalize(columns: Float64Array[]): InTurns<{ d: Float64Array; e: Float64Array }> {
  const n = columns.length;
  const [d, e] = [Float64Array.from(columns, (column) => column[n - 1]!), new Float64Array(n)];
  for (let i = n - 1; i > 0; i--) {
    yield;
    let [scale, h] = [0, 0];
    for (let k = 0; k < i; k++) scale += Math.abs(d[k]!);
    if (scale === 0) {
      e[i] = d[i - 1]!;
      for (let j = 0; j < i; j++) {
        d[j] = columns[j]![i - 1]!;
        columns[j]![i] = 0;
        columns[i]![j] = 0;
      }
    } else {
      for (let k = 0; k < i; k++) {
        d[k]! /= scale;
        h += d[k]! ** 2;
      }
      const f = d[i - 1]!;
      const g = f > 0 ? -Math.sqrt(h) : Math.sqrt(h);
      e[i] = scale * g;
      h -= f * g;
      d[i - 1] = f - g;
      reflect(columns, d, e, i, h);
    }
    d[i] = h;
  }
  yield* accumulate(columns, d);
  e[0] = 0;
  return { d, e };
}

/** One similarity by the reflection that stands in d[0 … i − 1]. */
function reflect(columns: Float64Array[], d: Float64Array, e: Float64Array, i: number, h: number): void {
  e.fill(0, 0, i);
  for (let j = 0; j < i; j++) {
    const [column, f] = [columns[j]!, d[j]!];
    columns[i]![j] = f;
    let g = e[j]! + column[j]! * f;
    for (let k = j + 1; k < i; k++) {
      g += column[k]! * d[k]!;
      e[k]! += column[k]! * f;
    }
    e[j] = g;
  }
  let sum = 0;
  for (let j = 0; j < i; j++) {
    e[j]! /= h;
    sum += e[j]! * d[j]!;
  }
  const half = sum / (h + h);
  for (let j = 0; j < i; j++) e[j]! -= half * d[j]!;
  for (let j = 0; j < i; j++) {
    const [column, f, g] = [columns[j]!, d[j]!, e[j]!];
    for (let k = j; k < i; k++) column[k]! -= f * e[k]! + g * d[k]!;
    d[j] = column[i - 1]!;
    column[i] = 0;
  }
}

/** The product of the reflections; the diagonal, kept in the last row meanwhile, goes to d. */
function* accumulate(columns: Float64Array[], d: Float64Array): InTurns<void> {
  const n = columns.length;
  for (let i = 0; i < n - 1; i++) {
    yield;
    const [column, next] = [columns[i]!, columns[i + 1]!];
    column[n - 1] = column[i]!;
    column[i] = 1;
    const h = d[i + 1]!;
    if (h !== 0) {
      for (let k = 0; k <= i; k++) d[k] = next[k]! / h;
      for (let j = 0; j <= i; j++) {
        const other = columns[j]!;
        let g = 0;
        for (let k = 0; k <= i; k++) g += next[k]! * other[k]!;
        for (let k = 0; k <= i; k++) other[k]! -= g * d[k]!;
      }
    }
    next.fill(0, 0, i + 1);
  }
  columns.forEach((column, j) => {
    d[j] = column[n - 1]!;
    column[n - 1] = 0;
  });
  columns[n - 1]![n - 1] = 1;
}

/** One implicit QL sweep over rows l … m; gives the shift that was taken off. */
function sweep(columns: Float64Array[], d: Float64Array, e: Float64Array, l: number, m: number): number {
  const n = columns.length;
  const g = d[l]!;
  const ratio = (d[l + 1]! - g) / (2 * e[l]!);
  const root = ratio < 0 ? -Math.hypot(ratio, 1) : Math.hypot(ratio, 1);
  d[l] = e[l]! / (ratio + root);
  d[l + 1] = e[l]! * (ratio + root);
  const [second, besideSecond, shift] = [d[l + 1]!, e[l + 1]!, g - d[l]!];
  for (let i = l + 2; i < n; i++) d[i]! -= shift;
  let p = d[m]!;
  let [c, c2, c3, s, s2] = [1, 1, 1, 0, 0];
  for (let i = m - 1; i >= l; i--) {
    [c3, c2, s2] = [c2, c, s];
    const [along, across] = [c * e[i]!, c * p];
    const r = Math.hypot(p, e[i]!);
    e[i + 1] = s * r;
    s = e[i]! / r;
    c = p / r;
    p = c * d[i]! - s * along;
    d[i + 1] = across + s * (c * along + s * d[i]!);
    const [column, next] = [columns[i]!, columns[i + 1]!];
    for (let k = 0; k < n; k++) {
      const [a, b] = [column[k]!, next[k]!];
      next[k] = s * a + c * b;
      column[k] = c * a - s * b;
    }
  }
  p = (-s * s2 * c3 * besideSecond * e[l]!) / second;
  e[l] = s * p;
  d[l] = c * p;
  return shift;
}

/**
 * Eigenvalues and orthonormal eigenvectors of a symmetric matrix, by Householder's tridiagonal form and implicit QL.
 * Source: Bowdler, Martin, Reinsch and Wilkinson 1968 (tred2, tql2), in the arrangement of EISPACK and JAMA.
 * @param rows are changed
 */
export function* symmetricEigen(rows: Float64Array[]): InTurns<Eigen> {
  const n = rows.length;
  const { d, e } = yield* tridiagonalize(rows);
  e.copyWithin(0, 1);
  e[n - 1] = 0;
  let [total, largest] = [0, 0];
  for (let l = 0; l < n; l++) {
    largest = Math.max(largest, Math.abs(d[l]!) + Math.abs(e[l]!));
    let m = l;
    while (m < n - 1 && Math.abs(e[m]!) > Number.EPSILON * largest) m += 1;
    while (m > l && Math.abs(e[l]!) > Number.EPSILON * largest) {
      yield;
      total += sweep(rows, d, e, l, m);
    }
    d[l]! += total;
    e[l] = 0;
  }
  return { values: d, vectors: rows };
}
