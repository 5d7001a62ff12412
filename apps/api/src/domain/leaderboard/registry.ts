import { carbon } from "./carbon.ts";
import { cost } from "./cost.ts";
import { inferenceEnergyPerThousand } from "./inference-energy-per-thousand.ts";
import { trainingEnergy } from "./training-energy.ts";

/** What stands in a board's rows beside the task's own metric. */
export const measures = [trainingEnergy, inferenceEnergyPerThousand, carbon, cost] as const;
export type MeasureId = (typeof measures)[number]["id"];
