import { setTimeout as sleep } from "node:timers/promises";

const betweenMs = 100;
const answerWithinMs = 5000;

/** Asks until `holds` does; its last reason is in the error that ends the waiting. */
export async function waitUntil(what: string, holds: () => Promise<true | string>, seconds: number, signal?: AbortSignal): Promise<void> {
  const deadline = performance.now() + seconds * 1000;
  for (;;) {
    signal?.throwIfAborted();
    const answer = await holds();
    if (answer === true) return;
    if (performance.now() > deadline) throw new Error(`${what} was not ready within ${seconds} s: ${answer}`);
    await sleep(betweenMs, undefined, signal ? { signal } : {});
  }
}

/** True where the page answers with a status below 400, else why not. */
export async function answersWell(url: string): Promise<true | string> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(answerWithinMs) });
    await response.body?.cancel();
    return response.status < 400 || `${url} answered with status ${response.status}`;
  } catch (error) {
    const { message, cause } = error as { message: string; cause?: { code?: string } };
    return `${url}: ${cause?.code ?? message}`;
  }
}

const checkEveryMs = 15_000;
const missesBeforeRestart = 4;

/**
 * Looks after a process that lives but may hang: four checks in a row without any answer, a minute in all, and `onHung` is called.
 * @returns a function that ends the watch
 */
export function watchHealth(url: string, onHung: () => void): () => void {
  let misses = 0;
  let asking = false;
  const timer = setInterval(() => {
    if (asking) return;
    asking = true;
    void answersWell(url).then((answer) => {
      asking = false;
      const answered = answer === true || answer.includes("status");
      misses = answered ? 0 : misses + 1;
      if (misses < missesBeforeRestart) return;
      misses = 0;
      onHung();
    });
  }, checkEveryMs);
  return () => clearInterval(timer);
}
