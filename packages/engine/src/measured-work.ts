import type { Stop } from "@joulemark/energy";
import { EngineError } from "./errors.ts";
import type { InTurns } from "./network/in-turns.ts";

export interface MeasuredWorkOptions {
  /** What is measured while it is not paused. */
  window: Pick<Stop, "resume" | "pause">;
  /** Whether somebody wants the process to end. */
  interrupted: () => boolean;
  /** Steps of the run so far, for what is said when it ends. */
  step: () => number;
}

/** Work is done in parts of about this length. */
const TURN_MS = 50;

export const nextTurn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

/** Work beside the steps of a training, whose joules belong to it. */
export class MeasuredWork {
  private readonly options: MeasuredWorkOptions;

  constructor(options: MeasuredWorkOptions) {
    this.options = options;
  }

  do<Result>(work: () => Result): Result {
    const { window } = this.options;
    try {
      window.resume();
      return work();
    } finally {
      window.pause();
    }
  }

  /** Long work, in parts between which somebody may interrupt. @throws EngineError CANCELLED where somebody did */
  async inTurns<Result>(work: InTurns<Result>): Promise<Result> {
    for (;;) {
      const part = this.do(() => {
        const until = performance.now() + TURN_MS;
        let step = work.next();
        while (!step.done && performance.now() < until) step = work.next();
        return step;
      });
      if (part.done) return part.value;
      await this.turn("while a technique computed");
    }
  }

  /** Lets the process answer. @throws EngineError CANCELLED where somebody wants it to end */
  async turn(during: string): Promise<void> {
    await nextTurn();
    if (this.options.interrupted()) throw new EngineError("CANCELLED", `The run was interrupted after step ${this.options.step()}, ${during}; it goes on from its last checkpoint.`);
  }
}
