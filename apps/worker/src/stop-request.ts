/** That an execution is to end before its time, and why; the first reason counts. */
export class StopRequest {
  #reason: string | null = null;
  #act: () => void = () => undefined;

  /** @param stopping fires when the worker is to end */
  constructor(stopping: AbortSignal) {
    const ask = (): void => this.ask("The worker stops.");
    if (stopping.aborted) ask();
    else stopping.addEventListener("abort", ask, { once: true });
  }

  /** Null: nobody has asked. */
  get reason(): string | null {
    return this.#reason;
  }

  ask(reason: string): void {
    if (this.#reason !== null) return;
    this.#reason = reason;
    this.#act();
  }

  /** What to do when somebody asks, or at once where somebody has. */
  whenAsked(act: () => void): void {
    this.#act = act;
    if (this.#reason !== null) act();
  }
}
