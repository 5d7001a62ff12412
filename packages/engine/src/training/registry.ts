import type { TrainingStrategy } from "./strategy.ts";
import { single } from "./single.ts";

export const strategies: readonly TrainingStrategy[] = [single];
