import type { TrainedSteps } from "../graph/program.ts";
import { GradientExchange } from "./gradient-exchange.ts";
import { OrderedSum } from "./ordered-sum.ts";
import type { TrainingStrategy } from "./strategy.ts";
import { Tally } from "./tally.ts";
import { trainRounds } from "./train-rounds.ts";

const WORKERS = 2;

/** Rows of each batch that a worker takes: as even as can be, the first workers one more. A worker's share of a short batch is no larger than of a full one. */
export function shardsOf(rows: Int32Array, batchSize: number, workers: number): { rows: Int32Array; batchSize: number }[] {
  const shareOf = (count: number, worker: number): number => Math.floor(count / workers) + Number(worker < count % workers);
  return Array.from({ length: workers }, (_, worker) => {
    const parts: number[] = [];
    for (let start = 0; start < rows.length; start += batchSize) {
      const batch = rows.subarray(start, start + batchSize);
      let from = 0;
      for (let other = 0; other < worker; other++) from += shareOf(batch.length, other);
      parts.push(...batch.subarray(from, from + shareOf(batch.length, worker)));
    }
    return { rows: Int32Array.from(parts), batchSize: Math.max(1, shareOf(Math.min(batchSize, rows.length), worker)) };
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
    const update = async (rows: Int32Array, step: number): Promise<boolean> => {
      tally.add(await oneUpdate(exchange, rows, batchSize), rows.length, step);
      return true;
    };
    await trainRounds(plan, tally, batchSize * (settings.gradientAccumulationSteps ?? 1), update, onChunk);
  },
};

async function oneUpdate(exchange: GradientExchange, rows: Int32Array, batchSize: number): Promise<TrainedSteps> {
  const shards = shardsOf(rows, batchSize, exchange.pool.size);
  const busy = shards.flatMap((shard, worker) => (shard.rows.length > 0 ? [worker] : []));
  const sum = new OrderedSum(exchange.length, busy);
  const weights = exchange.weights();
  const done = await Promise.all(busy.map((worker) => exchange.gradient(worker, weights, shards[worker]!.rows, shards[worker]!.batchSize, (part) => sum.add(worker, part))));
  const batches = Math.ceil(rows.length / batchSize);
  const total = (of: (one: TrainedSteps) => number): number => done.reduce((all, one) => all + of(one), 0);
  const broken = done.flatMap(({ firstBroken }) => (firstBroken === null ? [] : [firstBroken]));
  const result = { steps: batches, lossSum: total(({ lossSum }) => lossSum), correct: total(({ correct }) => correct), firstBroken: broken.length > 0 ? Math.min(...broken) : null };
  if (result.firstBroken === null) exchange.apply(sum.vector, done, batches);
  return result;
}
