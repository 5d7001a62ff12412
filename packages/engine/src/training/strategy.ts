import type { TrainingData, TrainingProgram } from "../graph/program.ts";
import type { TrainingState } from "../graph/state-variables.ts";
import type { TrainingOptions } from "../graph/training-graph.ts";
import type { Network } from "../network/network.ts";
import type { CompressionSpec } from "./compression.ts";
import type { WorkerPool } from "./pool/worker-pool.ts";

export interface Position {
  /** Finished epochs. */
  epoch: number;
  /** Rows of the present epoch that are done. */
  row: number;
}

/** How the average of the workers moves the weights that they set out from. */
export interface OuterOptimizer {
  learningRate: number;
  momentum?: number | undefined;
  nesterov?: boolean | undefined;
}

/** What a training says of its strategy beside the name; each strategy reads its own. */
export interface StrategySettings {
  /** Processes that compute. */
  workers?: number | undefined;
  /** Batches whose gradients are summed before the weights move. */
  gradientAccumulationSteps?: number | undefined;
  bucketBytes?: number | undefined;
  compression?: CompressionSpec | undefined;
  /** Batches that each worker trains by itself between two averages. */
  syncEvery?: number | undefined;
  outerOptimizer?: OuterOptimizer | undefined;
  /** Updates that may come between the weights that a gradient was computed at and its own; null: any number. */
  maxStaleness?: number | null | undefined;
}

export interface TrainingPlan {
  program: TrainingProgram;
  /** What the program was made of, for processes that make the same. */
  source: { network: Network; options: TrainingOptions; data: TrainingData };
  examples: number;
  epochs: number;
  batchSize: number;
  settings: StrategySettings;
  /** Names the permutation of each epoch. */
  seed: number;
  /** Which training call of the run, from 0; it too names the permutations. */
  call: number;
  /** Where to begin: the start, or a checkpoint's position. */
  start: Position;
  /** The strategy's own part of that checkpoint, as `Chunk.own` gave it. */
  own: TrainingState;
  /** Steps between two chunks at the most. */
  maxSteps: number;
  /** The processes of the run, started when they are first asked for. */
  openPool(workers: number): Promise<WorkerPool>;
  /** Whether somebody wants the process to end: then nobody waits for more than a chunk. */
  interrupted(): boolean;
  /** A line in the run's log. */
  tell(message: string): void;
}

/** Where training processes that somebody starts on other machines join a run, and the token that they show. */
export interface Crew {
  host: string;
  port: number;
  token: string;
}

/** What happened since the last one. */
export interface Chunk {
  position: Position;
  steps: number;
  rows: number;
  /** Mean loss of the rows. */
  loss: number;
  /** Share of the rows that were right before their step. */
  accuracy: number;
  /** What a checkpoint must hold beside the program's state, by names of the strategy's own. */
  own?: () => Promise<TrainingState>;
}

/** What a strategy tells of a training beside the network. */
export interface StrategyFigures {
  /** Gradients by the updates that came between the weights that they were computed at and their own, from 0. */
  staleness?: number[];
}

/** How the steps of training are spread over processes. */
export interface TrainingStrategy {
  /** kebab-case; stands in specifications for ever. */
  id: string;
  /** Whether the program moves its weights by sums of gradients that the strategy gives it. */
  sumsGradients?: true;
  /** What it would tell of a training that had ended at a checkpoint with this part of its own. */
  figuresOf?(own: TrainingState): StrategyFigures;
  /** Processes that compute at the same time. */
  workersOf(settings: StrategySettings): number;
  /**
   * Trains; `onChunk` is awaited now and then, at the latest after each epoch; it may throw, or say "stop": enough was trained.
   * @throws EngineError NUMERIC with the step where the loss is not finite
   */
  run(plan: TrainingPlan, onChunk: (chunk: Chunk) => Promise<"stop" | void>): Promise<StrategyFigures | void>;
}
