import type { Quantity } from "../../storage/db.ts";

/** A measured figure of a board's rows. */
export interface Measure {
  /** Name in a row, and in SQL: letters only. */
  id: string;
  quantity: Quantity;
  /** Whether a row must be beaten in it to be dominated: less is better. */
  pareto: boolean;
}

export const defineMeasure = <const Id extends string>(measure: Measure & { id: Id }): Measure & { id: Id } => measure;
