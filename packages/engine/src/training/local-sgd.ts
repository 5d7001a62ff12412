import type { TrainingState } from "../graph/state-variables.ts";
import { LocalWorkers } from "./local-workers.ts";
import { outerStep } from "./outer-step.ts";
import type { TrainingStrategy } from "./strategy.ts";
import { Tally, unlessInterrupted } from "./tally.ts";
import { trainRounds } from "./train-rounds.ts";

const WORKERS = 2;
const SYNC_EVERY = 16;
const AVERAGE = { learningRate: 1 };
const velocityKey = (key: string): string => `velocity/${key}`;

/** Batches that each worker takes of the rows: one after another, as cards are dealt. */
export function dealt(rows: Int32Array, batchSize: number, workers: number): Int32Array[] {
  return Array.from({ length: workers }, (_, worker) => {
    const hand = new Int32Array(rows.length);
    let taken = 0;
    for (let start = worker * batchSize; start < rows.length; start += workers * batchSize) {
      const batch = rows.subarray(start, start + batchSize);
      hand.set(batch, taken);
      taken += batch.length;
    }
    return hand.slice(0, taken);
  });
}

/**
 * Processes train by themselves, each its own batches with its own optimizer; after `syncEvery` batches each, an outer optimizer moves the shared weights
 * towards the average. Sources: Stich 2019, arXiv 1805.09767 (averages); Douillard et al. 2023, arXiv 2311.08105, algorithm 1 (DiLoCo).
 */
export const localSgd: TrainingStrategy = {
  id: "local-sgd",
  workersOf: ({ workers = WORKERS }) => workers,
  async run(plan, onChunk) {
    const { batchSize, settings, program } = plan;
    const { syncEvery = SYNC_EVERY, outerOptimizer = AVERAGE } = settings;
    const workers = await LocalWorkers.open(plan, this.workersOf(settings));
    let velocity: Record<string, Float32Array> = Object.fromEntries(workers.trainable.flatMap((key) => (plan.own[velocityKey(key)] ? [[key, plan.own[velocityKey(key)]!.values as Float32Array]] : [])));
    const own = (): TrainingState => ({ ...workers.own(), ...Object.fromEntries(Object.entries(velocity).map(([key, values]) => [velocityKey(key), { shape: [values.length], dtype: "float32" as const, values }])) });
    const tally = new Tally(plan, () => Promise.resolve(own()));
    program.chooseMasks();
    const oneRound = async (rows: Int32Array, step: number): Promise<boolean> => {
      const round = await unlessInterrupted(plan, workers.train(dealt(rows, batchSize, workers.size), batchSize));
      if (round === null) return false; // back to the last average: half a round is none
      tally.add(round.done, rows.length, step);
      const moved = outerStep({ from: round.from, average: round.average, velocity, optimizer: outerOptimizer });
      velocity = moved.velocity;
      workers.move({ ...round.average, ...moved.weights }, velocity, round);
      return true;
    };
    await trainRounds(plan, tally, syncEvery * workers.size * batchSize, oneRound, onChunk);
  },
};
