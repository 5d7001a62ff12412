import type { Logger } from "./logger.ts";

export interface Repeated {
  /** Ends it; resolves when the last call is over. */
  stop(): Promise<void>;
}

/** Calls `work` every `periodMs`, never twice at once. A call that fails is logged, and the next one comes all the same. */
export function repeat(name: string, periodMs: number, work: () => Promise<unknown>, logger: Logger): Repeated {
  let timer: NodeJS.Timeout | null = null;
  let running: Promise<void> = Promise.resolve();
  let stopped = false;
  const next = (): void => {
    if (stopped) return;
    timer = setTimeout(() => {
      running = work().then(
        () => undefined,
        (error: unknown) => logger.error({ err: error, work: name }, "repeated work failed"),
      );
      void running.then(next);
    }, periodMs);
  };
  next();
  return {
    async stop() {
      stopped = true;
      if (timer) clearTimeout(timer);
      await running;
    },
  };
}
