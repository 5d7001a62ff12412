import { defineMeasure } from "./measure.ts";

/** Emissions of the training window, gCO2e; follows from its energy and the worker's zone, so that it beats nobody by itself. */
export const carbon = defineMeasure({ id: "carbon", quantity: "CARBON", pareto: false });
