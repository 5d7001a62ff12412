import { asynchronous } from "./async.ts";
import { localSgd } from "./local-sgd.ts";
import type { TrainingStrategy } from "./strategy.ts";
import { single } from "./single.ts";
import { syncDataParallel } from "./sync-data-parallel.ts";

export const strategies: readonly TrainingStrategy[] = [single, syncDataParallel, localSgd, asynchronous];

/** @param id as a parsed specification has it */
export const strategyOf = (id: string): TrainingStrategy => strategies.find((candidate) => candidate.id === id)!;
