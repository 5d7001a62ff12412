import { fileURLToPath } from "node:url";
import { afterAll, beforeAll } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { TrainingProgram } from "../graph/program.ts";
import type { Backend } from "../graph/session.ts";
import type { TrainingState } from "../graph/state-variables.ts";
import type { TrainingOptions } from "../graph/training-graph.ts";
import type { Network } from "../network/network.ts";
import { randomExamples } from "../test-networks.ts";
import { WorkerPool } from "./pool/worker-pool.ts";
import type { Chunk, StrategyFigures, StrategySettings, TrainingPlan, TrainingStrategy } from "./strategy.ts";

export const poolEntry = fileURLToPath(new URL("../training-worker.ts", import.meta.url));

/** Real processes; a test may ask for more than the machine has cores. */
export const openTestPool = (workers: number, more: Partial<Parameters<typeof WorkerPool.open>[0]> = {}): Promise<WorkerPool> => WorkerPool.open({ workers, threads: 1, entry: poolEntry, tell: () => undefined, ...more });

/** A backend, and pools of these sizes, for the tests of a file; they are there once its tests run. */
export function withPools(sizes: number[]): { backend: Backend; pools: WorkerPool[] } {
  const made = {} as ReturnType<typeof withPools>;
  beforeAll(async () => {
    made.backend = await openBackend({ threads: 1 });
    made.pools = await Promise.all(sizes.map((workers) => openTestPool(workers)));
  });
  afterAll(() => Promise.all(made.pools.map((pool) => pool.close())));
  return made;
}

export interface TestTraining {
  backend: Backend;
  network: Network;
  options: TrainingOptions;
  settings: StrategySettings;
  /** null: the strategy starts none. */
  pool: WorkerPool | null;
  count?: number;
  batchSize?: number;
  epochs?: number;
  maxSteps?: number;
  /** To go on from. */
  from?: Snapshot | undefined;
  onChunk?: (chunk: Chunk, program: TrainingProgram) => "stop" | void | Promise<"stop" | void>;
}

/** What a checkpoint keeps of a training. */
export interface Snapshot {
  state: TrainingState;
  own: TrainingState;
  position: Chunk["position"];
}

/** Trains a small network by a strategy, on random rows of its input's width with 5 classes. */
export async function trainBy(strategy: TrainingStrategy, { backend, network, options, settings, pool, count = 70, batchSize = 32, epochs = 3, maxSteps = 1000, from, onChunk }: TestTraining): Promise<{ weights: Float32Array; chunks: Chunk[]; snapshots: Snapshot[]; figures: StrategyFigures }> {
  const accumulates = strategy.sumsGradients === true || (settings.gradientAccumulationSteps ?? 1) > 1;
  const whole = { ...options, accumulates };
  const data = randomExamples(count, network.inputShape.reduce((a, b) => a * b, 1), 5);
  const program = new TrainingProgram(backend, network, whole);
  program.setData(data);
  if (from) program.restore(from.state);
  const chunks: Chunk[] = [];
  const snapshots: Snapshot[] = [];
  const plan: TrainingPlan = {
    program, source: { network, options: whole, data }, examples: count, epochs, batchSize, settings, seed: 7, call: 0, start: from?.position ?? { epoch: 0, row: 0 }, own: from?.own ?? {}, maxSteps,
    openPool: () => (pool ? Promise.resolve(pool) : Promise.reject(new Error("no pool"))), interrupted: () => false, tell: () => undefined,
  };
  const figures = await strategy.run(plan, async (chunk) => {
    chunks.push(chunk);
    snapshots.push({ state: program.state(), own: (await chunk.own?.()) ?? {}, position: chunk.position });
    return onChunk?.(chunk, program);
  });
  const { weights } = program.network();
  program.dispose();
  return { weights: Float32Array.from(Object.values(weights).flatMap(({ values }) => [...values])), chunks, snapshots, figures: figures ?? {} };
}

export const sameBits = (a: Float32Array, b: Float32Array): boolean => Buffer.from(a.buffer, a.byteOffset, a.byteLength).equals(Buffer.from(b.buffer, b.byteOffset, b.byteLength));
