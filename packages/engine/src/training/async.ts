import { permutation, randomOf } from "../random.ts";
import type { Computed } from "./gradient-exchange.ts";
import { GradientExchange } from "./gradient-exchange.ts";
import { StalenessGate } from "./staleness-gate.ts";
import { OrderedSum } from "./ordered-sum.ts";
import type { Done } from "./pool/messages.ts";
import type { TrainingState } from "../graph/state-variables.ts";
import type { TrainingStrategy } from "./strategy.ts";
import { Tally } from "./tally.ts";

const WORKERS = 2;
/** To tell where it stands, every gradient that is on its way must have come: seldom, so that nobody waits much. */
const CHUNK_MS = 1000;
const STALENESS = "staleness";

interface Arrived extends Computed {
  vector: Float32Array;
  done: Done;
  /** The batch of the epoch, from 0. */
  batch: number;
}

/**
 * Each process takes the next batch as soon as it has the newest weights, and its gradient moves them when it comes, however many others came between;
 * `maxStaleness` bounds how many. Sources: Recht et al. 2011, arXiv 1106.5730 (no bound); Ho et al. 2013, "More Effective Distributed ML via a Stale Synchronous Parallel Parameter Server".
 */
export const asynchronous: TrainingStrategy = {
  id: "async",
  sumsGradients: true,
  workersOf: ({ workers = WORKERS }) => workers,
  figuresOf: (own) => ({ staleness: Array.from(own[STALENESS]?.values ?? []) }),
  async run(plan, onChunk) {
    const { examples, epochs, batchSize, settings, seed, call, start } = plan;
    const exchange = await GradientExchange.open(plan, this.workersOf(settings));
    const gate = new StalenessGate<Arrived>(settings.maxStaleness ?? null, plan.own[STALENESS]?.values);
    const own = async (): Promise<TrainingState> => ({ ...(await exchange.own()), [STALENESS]: { shape: [gate.counts.length], dtype: "int32", values: Int32Array.from(gate.counts) } });
    const tally = new Tally(plan, own, CHUNK_MS);
    const stepsPerEpoch = Math.ceil(examples / batchSize);
    const computing = new Map<number, Promise<{ worker: number; arrived: Arrived }>>();
    const spare: Float32Array[] = []; // vectors whose gradients have moved the weights
    let { epoch, row } = start;

    const compute = async (worker: number, weights: TrainingState, rows: Int32Array, batch: number): Promise<{ worker: number; arrived: Arrived }> => {
      const sum = new OrderedSum(spare.pop() ?? new Float32Array(exchange.length), [worker]);
      const done = await exchange.gradient(worker, weights, rows, batchSize, (part) => sum.add(worker, part));
      return { worker, arrived: { vector: sum.vector, done, from: weights, batch } };
    };
    /** Batches from `row` on until it is time to tell and every gradient has come; gives the next row. */
    const chunk = async (order: Int32Array): Promise<number> => {
      let next = row;
      for (;;) {
        const goesOn = next < examples && !tally.isDue && !plan.interrupted(); // asked once for all that are idle: with no staleness it must not part them
        let weights: TrainingState | null = null;
        for (let worker = 0; goesOn && worker < exchange.pool.size && next < examples; worker++) {
          if (gate.isBusy(worker)) continue;
          gate.begin(worker);
          computing.set(worker, compute(worker, (weights ??= exchange.weights()), order.subarray(next, next + batchSize), next / batchSize));
          next += batchSize;
        }
        if (computing.size === 0) return Math.min(next, examples);
        const first = await Promise.race(computing.values());
        computing.delete(first.worker);
        gate.arrive(first.worker, first.arrived);
        for (let due = gate.take(); due.length > 0; due = gate.take()) {
          for (const { done, batch } of due) tally.add(done, done.items, epoch * stepsPerEpoch + batch + 1);
          const vectors = due.map(({ vector }) => vector);
          exchange.apply(addedUp(vectors), due, due.length);
          spare.push(...vectors);
        }
      }
    };
    while (epoch < epochs) {
      const order = permutation(randomOf(seed, "order", call, epoch), examples);
      while (row < examples) {
        row = await chunk(order);
        const verdict = await onChunk(tally.take(row < examples ? { epoch, row } : { epoch: epoch + 1, row: 0 }));
        if (verdict === "stop") return { staleness: gate.counts };
      }
      epoch += 1;
      row = 0;
    }
    return { staleness: gate.counts };
  },
};

/** Their sum, in the first one. */
function addedUp([sum, ...others]: Float32Array[]): Float32Array {
  for (const other of others) for (let i = 0; i < sum!.length; i++) sum![i]! += other[i]!;
  return sum!;
}
