/** What a shell gives a program that SIGINT ended. */
const KILLED_BY_SIGINT = 130;

export interface Interruption {
  /** Whether somebody wants the process to end. */
  asked: () => boolean;
  /** Listens no longer. */
  end: () => void;
}

/**
 * Listens for SIGTERM and SIGINT, and for the end of our standard input where the parent holds its other end: a parent that is killed closes it.
 * A second SIGINT ends the process at once; its newest checkpoint is complete all the same.
 */
export function watchInterruption({ watchParent = false }: { watchParent?: boolean } = {}): Interruption {
  let asked = false;
  const interrupt = (): void => {
    asked = true;
  };
  const interruptByHand = (): void => {
    if (asked) process.exit(KILLED_BY_SIGINT);
    interrupt();
  };
  process.on("SIGTERM", interrupt);
  process.on("SIGINT", interruptByHand);
  if (watchParent) {
    process.stdin.resume();
    process.stdin.on("error", interrupt);
    process.stdin.on("close", interrupt);
    process.stdin.unref();
  }
  return {
    asked: () => asked,
    end() {
      process.off("SIGTERM", interrupt);
      process.off("SIGINT", interruptByHand);
      if (watchParent) process.stdin.destroy();
    },
  };
}
