import { BATCHES, ITEMS, sumKey } from "../graph/training-graph.ts";
import type { TrainingState } from "../graph/state-variables.ts";
import { weightSpecs } from "../network/network.ts";
import type { PackedPart } from "./compression.ts";
import type { Done, Opening } from "./pool/messages.ts";
import type { WorkerPool } from "./pool/worker-pool.ts";
import type { TrainingPlan } from "./strategy.ts";

const BUCKET_BYTES = 4 * 2 ** 20;
const residualKey = (worker: number): string => `residual/${worker}`;

/** What a worker computed, and the weights that it did so at. */
export interface Computed {
  done: Pick<Done, "items" | "state">;
  from: TrainingState;
}

/** Weights out to the workers of a pool, sums of gradients back: what the strategies share whose weights are moved in one place. */
export class GradientExchange {
  readonly pool: WorkerPool;
  /** Numbers in a vector of gradients. */
  readonly length: number;
  private readonly plan: TrainingPlan;
  private readonly trainable: string[];
  private readonly moving: string[];
  /** The state as it was last given; null: weights have moved since. */
  private given: TrainingState | null = null;
  /** Of what moves without gradients, as it is. */
  private present: TrainingState = {};
  /** Batches of the single-process order so far. */
  private batches: number;
  /** What each worker's compression had left over when it was last asked. */
  private readonly residuals: (Float32Array | null)[];

  private constructor(plan: TrainingPlan, pool: WorkerPool) {
    this.plan = plan;
    this.pool = pool;
    this.batches = plan.program.read([BATCHES])[BATCHES]!.values[0]!;
    const specs = [...weightSpecs(plan.source.network)];
    this.trainable = specs.flatMap(([key, { trainable }]) => (trainable ? [key] : []));
    this.moving = specs.flatMap(([key, { trainable }]) => (trainable ? [] : [key]));
    this.length = this.trainable.reduce((sum, key) => sum + plan.source.network.weights[key]!.values.length, 0);
    this.residuals = Array.from({ length: pool.size }, (_, worker) => (plan.own[residualKey(worker)]?.values as Float32Array | undefined) ?? null);
  }

  static async open(plan: TrainingPlan, workers: number): Promise<GradientExchange> {
    const exchange = new GradientExchange(plan, await plan.openPool(workers));
    await exchange.pool.begin((worker) => exchange.openingOf(worker));
    return exchange;
  }

  /** The first worker draws the dropout of a single process; the others draw their own. */
  private openingOf(worker: number): Opening {
    const { source: { network, options, data }, settings: { compression = null, bucketBytes = BUCKET_BYTES } } = this.plan;
    const { loss, seed = 0, inputDType } = options;
    const gradientsOnly = { loss, seed: worker === 0 ? seed : `${seed} worker ${worker}`, ...(inputDType ? { inputDType } : {}), optimizer: { type: "sgd", learningRate: 1 }, accumulates: true } as const;
    return { network, options: gradientsOnly, data, compression, bucketBytes, residual: this.residuals[worker]! };
  }

  /** What workers must be told of the present state to compute gradients; masks that are due have been chosen. */
  weights(): TrainingState {
    if (this.given) return this.given;
    const { program } = this.plan;
    program.chooseMasks();
    this.given = { ...program.read([...this.trainable, ...this.moving]), ...this.counted() };
    this.present = Object.fromEntries(this.moving.map((key) => [key, this.given![key]!]));
    return this.given;
  }

  private counted(): TrainingState {
    return { [BATCHES]: { shape: [], dtype: "int32", values: Int32Array.of(this.batches) } };
  }

  /** The sum of the gradients of these rows at these weights, of which `onPart` is told. */
  gradient(worker: number, weights: TrainingState, rows: Int32Array, batchSize: number, onPart: (part: PackedPart) => void): Promise<Done> {
    return this.pool.ask(worker, { kind: "gradient", state: weights, rows, batchSize }, { onPart });
  }

  /**
   * Moves the weights by the mean gradient. What moves without gradients becomes its mean over the examples that each worker saw; where it has moved since
   * they set out, it goes on by the mean of their ways, so that what others did is not lost.
   * @param sum of the gradients of all examples @param batches of the single-process order, which count where something is drawn at random
   */
  apply(sum: Float32Array, computed: Computed[], batches: number): void {
    const { program } = this.plan;
    const { network } = this.plan.source;
    const items = computed.reduce((total, { done }) => total + done.items, 0);
    this.batches += batches;
    let at = 0;
    const sums = this.trainable.map((key): [string, TrainingState[string]] => {
      const { shape, values } = network.weights[key]!;
      at += values.length;
      return [sumKey(key), { shape, dtype: "float32", values: sum.subarray(at - values.length, at) }];
    });
    const isLate = computed.some(({ from }) => from !== this.given);
    this.present = Object.fromEntries(this.moving.map((key) => {
      const { shape, values } = this.present[key]!;
      const meanOf = (of: (one: Computed) => number): number => computed.reduce((total, one) => total + one.done.items * of(one), 0) / items;
      const moved = Float32Array.from(values, (value, i) => (isLate ? value + meanOf(({ done, from }) => done.state[key]!.values[i]! - from[key]!.values[i]!) : meanOf(({ done }) => done.state[key]!.values[i]!)));
      return [key, { shape, dtype: "float32" as const, values: moved }];
    }));
    this.given = null;
    program.write({ ...Object.fromEntries(sums), ...this.present, [ITEMS]: { shape: [], dtype: "int32", values: Int32Array.of(items) }, ...this.counted() });
    program.update();
  }

  /** What a checkpoint must hold of the workers. */
  async own(): Promise<TrainingState> {
    if (!this.plan.settings.compression) return {};
    const answers = await Promise.all(this.residuals.map((_, worker) => this.pool.ask(worker, { kind: "residual" })));
    answers.forEach(({ residual }, worker) => (this.residuals[worker] = residual));
    return Object.fromEntries(answers.flatMap(({ residual }, worker) => (residual ? [[residualKey(worker), { shape: [residual.length], dtype: "float32" as const, values: residual }]] : [])));
  }
}
