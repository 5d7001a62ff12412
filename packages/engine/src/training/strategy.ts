import type { TrainingProgram } from "../graph/program.ts";

export interface Position {
  /** Finished epochs. */
  epoch: number;
  /** Rows of the present epoch that are done. */
  row: number;
}

export interface TrainingPlan {
  program: TrainingProgram;
  examples: number;
  epochs: number;
  batchSize: number;
  /** Batches whose gradients are summed before the weights move; 1: each batch moves them. */
  accumulated: number;
  /** Names the permutation of each epoch. */
  seed: number;
  /** Which training call of the run, from 0; it too names the permutations. */
  call: number;
  /** Where to begin: the start, or a checkpoint's position. */
  start: Position;
  /** Steps of one native call at the most. */
  maxSteps: number;
}

/** What happened in one native call. */
export interface Chunk {
  position: Position;
  steps: number;
  rows: number;
  /** Mean loss of the rows. */
  loss: number;
  /** Share of the rows that were right before their step. */
  accuracy: number;
}

/** How the steps of training are spread over processes. */
export interface TrainingStrategy {
  id: string;
  /**
   * Trains; `onChunk` is awaited after each native call; it may throw, or say "stop": enough was trained.
   * @throws EngineError NUMERIC with the step where the loss is not finite
   */
  run(plan: TrainingPlan, onChunk: (chunk: Chunk) => Promise<"stop" | void>): Promise<void>;
}
