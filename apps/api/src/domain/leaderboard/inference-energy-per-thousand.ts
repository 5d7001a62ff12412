import { defineMeasure } from "./measure.ts";

/** Energy of 1,000 inferences at batch 256, J. */
export const inferenceEnergyPerThousand = defineMeasure({ id: "inferenceEnergyPerThousand", quantity: "INFERENCE_ENERGY_PER_THOUSAND", pareto: true });
