import { EngineError } from "../errors.ts";
import type { TrainedSteps } from "../graph/program.ts";
import type { Chunk, Position, TrainingPlan } from "./strategy.ts";

/** Between two chunks: nobody waits longer for progress, a budget, or an answer to Ctrl-C, where no single step takes longer. */
const CHUNK_MS = 50;

const INTERRUPTION_MS = 100;

/** What comes of some work, or null where somebody wants the process to end before: the work is then left. */
export async function unlessInterrupted<Result>({ interrupted }: Pick<TrainingPlan, "interrupted">, work: Promise<Result>): Promise<Result | null> {
  let timer: NodeJS.Timeout | undefined;
  const asked = new Promise<null>((resolve) => (timer = setInterval(() => interrupted() && resolve(null), INTERRUPTION_MS)));
  work.catch(() => undefined); // where it is left, its end is nobody's
  try {
    return await Promise.race([work, asked]);
  } finally {
    clearInterval(timer);
  }
}

/** Counts what was trained until it is told as a chunk. */
export class Tally {
  private readonly plan: Pick<TrainingPlan, "maxSteps">;
  private readonly own: Chunk["own"];
  private readonly chunkMs: number;
  private startedAt = performance.now();
  private sums = { steps: 0, rows: 0, lossSum: 0, correct: 0 };
  private means = { loss: 0, accuracy: 0 };

  constructor(plan: Pick<TrainingPlan, "maxSteps">, own?: Chunk["own"], chunkMs = CHUNK_MS) {
    this.plan = plan;
    this.own = own;
    this.chunkMs = chunkMs;
  }

  /** @param step the first of these, from 1 @throws EngineError NUMERIC naming the step whose loss is not finite */
  add({ steps, lossSum, correct, firstBroken }: TrainedSteps, rows: number, step: number): void {
    if (firstBroken !== null || !Number.isFinite(lossSum)) throw new EngineError("NUMERIC", `The loss is ${lossSum} in step ${step + (firstBroken ?? steps - 1)}: lower the learning rate.`);
    this.sums = { steps: this.sums.steps + steps, rows: this.sums.rows + rows, lossSum: this.sums.lossSum + lossSum, correct: this.sums.correct + correct };
  }

  get isDue(): boolean {
    return this.sums.steps >= this.plan.maxSteps || performance.now() - this.startedAt >= this.chunkMs;
  }

  /** What was counted, which begins anew. */
  take(position: Position): Chunk {
    const { steps, rows, lossSum, correct } = this.sums;
    this.sums = { steps: 0, rows: 0, lossSum: 0, correct: 0 };
    this.startedAt = performance.now();
    if (rows > 0) this.means = { loss: lossSum / rows, accuracy: correct / rows }; // else nothing was trained since: what is known stays
    return { position, steps, rows, ...this.means, ...(this.own ? { own: this.own } : {}) };
  }
}
