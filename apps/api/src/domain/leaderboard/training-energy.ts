import { defineMeasure } from "./measure.ts";

/** Energy of the steps behind the final weights, J, mean per run. */
export const trainingEnergy = defineMeasure({ id: "trainingEnergy", quantity: "TRAINING_ENERGY", pareto: true });
