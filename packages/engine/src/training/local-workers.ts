import type { TrainedSteps } from "../graph/program.ts";
import type { StateArray, TrainingState } from "../graph/state-variables.ts";
import { maskKey } from "../graph/prune-state.ts";
import { STEP, maskedKeys } from "../graph/training-graph.ts";
import { weightSpecs } from "../network/network.ts";
import type { Done, Opening } from "./pool/messages.ts";
import type { WorkerPool } from "./pool/worker-pool.ts";
import type { TrainingPlan } from "./strategy.ts";

type Values = Record<string, Float32Array>;
const innerKey = (worker: number, key: string): string => `inner/${worker}/${key}`;

export interface Round {
  done: TrainedSteps;
  /** Weights that gradients move, before. */
  from: Values;
  /** All weights, the mean over the workers by the examples that each saw. */
  average: Values;
  /** Steps of the worker that did the most. */
  localSteps: number;
  /** What their optimizers keep then. */
  inner: TrainingState[];
}

/** Processes that train by themselves for a while. What their optimizers keep comes back with every answer, so that it is here when a process dies. */
export class LocalWorkers {
  readonly trainable: string[];
  private readonly plan: TrainingPlan;
  private readonly pool: WorkerPool;
  private readonly masked: string[];
  private readonly weightKeys: string[];
  /** Of each worker's own: its optimizer and how many steps it did. */
  private inner: TrainingState[];

  private constructor(plan: TrainingPlan, pool: WorkerPool) {
    this.plan = plan;
    this.pool = pool;
    this.masked = maskedKeys(plan.source.options);
    const specs = [...weightSpecs(plan.source.network)];
    this.weightKeys = specs.map(([key]) => key);
    this.trainable = specs.flatMap(([key, { trainable }]) => (trainable ? [key] : []));
    const names = Object.keys(plan.program.state()).filter((name) => name.startsWith("optimizer/"));
    const fresh = plan.program.read(names);
    this.inner = Array.from({ length: pool.size }, (_, worker) => Object.fromEntries(names.map((name) => [name, plan.own[innerKey(worker, name)] ?? fresh[name]!])));
  }

  static async open(plan: TrainingPlan, workers: number): Promise<LocalWorkers> {
    const local = new LocalWorkers(plan, await plan.openPool(workers));
    await local.pool.begin((worker) => local.openingOf(worker));
    return local;
  }

  get size(): number {
    return this.pool.size;
  }

  /** Masks are chosen here, between two rounds; the workers keep to them. */
  private openingOf(worker: number): Opening {
    const { network, options, data } = this.plan.source;
    const { seed = 0 } = options;
    const masks = Object.fromEntries(this.masked.map((key) => [key, new Uint8Array(network.weights[key]!.values.length).fill(1)]));
    return { network, options: { ...options, pruning: undefined, masks, seed: worker === 0 ? seed : `${seed} worker ${worker}` }, data, compression: null, bucketBytes: Infinity, residual: null };
  }

  /** @param rows of each worker */
  async train(rows: Int32Array[], batchSize: number): Promise<Round> {
    const { program } = this.plan;
    const shared = program.read([...this.weightKeys, ...this.masked.map(maskKey)]);
    const busy = rows.flatMap((own, worker) => (own.length > 0 ? [worker] : []));
    const answers = await Promise.all(busy.map((worker) => this.pool.ask(worker, { kind: "train", state: { ...this.inner[worker]!, ...shared }, rows: rows[worker]!, batchSize })));
    const inner = [...this.inner];
    busy.forEach((worker, k) => (inner[worker] = Object.fromEntries(Object.entries(answers[k]!.state).filter(([name]) => name.startsWith("optimizer/")))));
    const total = (of: (one: Done) => number): number => answers.reduce((sum, one) => sum + of(one), 0);
    const items = total((one) => one.items);
    const average = Object.fromEntries(this.weightKeys.map((key): [string, Float32Array] => [key, meanOf(answers.map(({ state }) => state[key]!.values), answers.map((one) => one.items), items)]));
    const broken = answers.flatMap(({ firstBroken }) => (firstBroken === null ? [] : [firstBroken]));
    return {
      done: { steps: total(({ steps }) => steps), lossSum: total(({ lossSum }) => lossSum), correct: total(({ correct }) => correct), firstBroken: broken.length > 0 ? Math.min(...broken) * this.size : null },
      from: Object.fromEntries(this.trainable.map((key) => [key, shared[key]!.values as Float32Array])),
      average,
      localSteps: Math.max(...answers.map(({ steps }) => steps)),
      inner,
    };
  }

  /** Ends a round by setting the shared weights, and chooses the masks that fell due in it: what they take, no optimizer remembers. */
  move(weights: Values, velocity: Values, { inner: kept, localSteps }: Round): void {
    const { program } = this.plan;
    this.inner = kept;
    const state = program.state();
    const step = state[STEP]!.values[0]! + localSteps;
    const moved = Object.entries(weights).map(([key, values]): [string, StateArray] => [key, { ...state[key]!, values }]);
    program.restore({ ...state, ...Object.fromEntries(moved), [STEP]: { ...state[STEP]!, values: Int32Array.of(step) } });
    program.chooseMasks(step - localSteps + 1);
    for (const key of this.masked) {
      const mask = program.read([maskKey(key)])[maskKey(key)]!.values;
      const masked = (values: StateArray["values"]): Float32Array => {
        const kept = new Float32Array(values.length);
        for (let i = 0; i < kept.length; i++) kept[i] = values[i]! * mask[i]!;
        return kept;
      };
      if (velocity[key]) velocity[key] = masked(velocity[key]);
      for (const inner of this.inner) for (const name of Object.keys(inner)) if (name.startsWith(`optimizer/${key}/`)) inner[name] = { ...inner[name]!, values: masked(inner[name]!.values) };
    }
  }

  /** What a checkpoint must hold of the workers. */
  own(): TrainingState {
    return Object.fromEntries(this.inner.flatMap((state, worker) => Object.entries(state).map(([name, array]) => [innerKey(worker, name), array])));
  }
}

/** The mean of each value over vectors of different weight, rounded once. */
function meanOf(vectors: ArrayLike<number>[], weights: number[], totalWeight: number): Float32Array {
  const mean = new Float32Array(vectors[0]!.length);
  for (let i = 0; i < mean.length; i++) {
    let sum = 0;
    for (let k = 0; k < vectors.length; k++) sum += weights[k]! * vectors[k]![i]!;
    mean[i] = sum / totalWeight;
  }
  return mean;
}
