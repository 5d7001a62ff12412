import type { TrainedSteps } from "../graph/program.ts";
import { GradientExchange } from "./gradient-exchange.ts";
import { OrderedSum } from "./ordered-sum.ts";
import type { TrainingStrategy } from "./strategy.ts";
import { Tally } from "./tally.ts";
import { trainRounds } from "./train-rounds.ts";

const WORKERS = 2;

/** Rows of each batch that a worker takes: as even as can be, the first workers one more. A worker's share of a short batch is no larger than of a full one. */
export function shardsOf(rows: Int32Array, batchSize: number, workers: number): { rows: Int32Array; batchSize: number }[] {
  const startOf = (count: number, worker: number): number => worker * Math.floor(count / workers) + Math.min(worker, count % workers);
  return Array.from({ length: workers }, (_, worker) => {
    const own = new Int32Array(rows.length);
    let taken = 0;
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.subarray(start, start + batchSize);
      const share = batch.subarray(startOf(batch.length, worker), startOf(batch.length, worker + 1));
      own.set(share, taken);
      taken += share.length;
    }
    const whole = Math.min(batchSize, rows.length);
    return { rows: own.slice(0, taken), batchSize: Math.max(1, startOf(whole, worker + 1) - startOf(whole, worker)) };
  });
}

/**
 * Every batch is shared out to processes; their gradients are summed in the order of the processes and move the weights in this one.
 * What comes out is what one process would train, but for rounding. Source: Goyal et al. 2017, arXiv 1706.02677, section 3.
 */
export const syncDataParallel: TrainingStrategy = {
  id: "sync-data-parallel",
  sumsGradients: true,
  workersOf: ({ workers = WORKERS }) => workers,
  async run(plan, onChunk) {
    const { batchSize, settings } = plan;
    const exchange = await GradientExchange.open(plan, this.workersOf(settings));
    const tally = new Tally(plan, () => exchange.own());
    const sums = new Float32Array(exchange.length); // of one update after another
    const update = async (rows: Int32Array, step: number): Promise<boolean> => {
      tally.add(await oneUpdate(exchange, rows, batchSize, sums), rows.length, step);
      return true;
    };
    await trainRounds(plan, tally, batchSize * (settings.gradientAccumulationSteps ?? 1), update, onChunk);
  },
};

async function oneUpdate(exchange: GradientExchange, rows: Int32Array, batchSize: number, sums: Float32Array): Promise<TrainedSteps> {
  const shards = shardsOf(rows, batchSize, exchange.pool.size);
  const busy = shards.flatMap((shard, worker) => (shard.rows.length > 0 ? [worker] : []));
  const sum = new OrderedSum(sums, busy);
  const weights = exchange.weights();
  const done = await Promise.all(busy.map((worker) => exchange.gradient(worker, weights, shards[worker]!.rows, shards[worker]!.batchSize, (part) => sum.add(worker, part))));
  const batches = Math.ceil(rows.length / batchSize);
  const total = (of: (one: TrainedSteps) => number): number => done.reduce((all, one) => all + of(one), 0);
  const broken = done.flatMap(({ firstBroken }) => (firstBroken === null ? [] : [firstBroken]));
  const result = { steps: batches, lossSum: total(({ lossSum }) => lossSum), correct: total(({ correct }) => correct), firstBroken: broken.length > 0 ? Math.min(...broken) : null };
  if (result.firstBroken === null) exchange.apply(sum.vector, done.map((one) => ({ done: one, from: weights })), batches);
  return result;
}
