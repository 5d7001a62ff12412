import { defineMeasure } from "./measure.ts";

/** Electricity of the training window; follows from its energy and the worker's zone, so that it beats nobody by itself. */
export const cost = defineMeasure({ id: "cost", quantity: "COST", pareto: false });
