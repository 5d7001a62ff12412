import type { Executor } from "./executor.ts";
import { processExecutor } from "./process.ts";

export const executors: readonly Executor[] = [processExecutor];
