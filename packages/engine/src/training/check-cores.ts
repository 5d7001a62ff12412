import { availableParallelism } from "node:os";
import { EngineError } from "../errors.ts";

/**
 * More threads than cores take turns: every figure would be slower and dearer than the machine is.
 * @param threads of each process
 * @throws EngineError INVALID_INPUT naming both
 */
export function checkCores(workers: number, threads: number, cores = availableParallelism()): void {
  if (workers * threads <= cores) return;
  const most = Math.floor(cores / threads);
  const instead = most < 1 ? `at most ${cores} thread(s)` : `at most ${most} worker(s), or fewer threads`;
  throw new EngineError("INVALID_INPUT", `${workers} workers of ${threads} thread(s) each need ${workers * threads} cores, and this machine gives ${cores}: take ${instead}.`, { path: ["training", "workers"] });
}
