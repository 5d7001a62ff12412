import { readFileSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import { EngineError } from "../../errors.ts";
import type { Backend } from "../../graph/session.ts";
import { TurnedAway, serveParent } from "./serve-parent.ts";

export interface JoinOptions {
  host: string;
  port: number;
  /** Read anew each time. */
  tokenFile: string;
  tell: (message: string) => void;
  /** How long a run that was never reached is looked for, s. Default 60. */
  patienceSeconds?: number;
}

const LEAST_TOKEN = 32;
/** A run that was reached may be between two trainings. */
const BETWEEN_TRAININGS_SECONDS = 10;
const AGAIN_MS = 500;

/** @throws EngineError INVALID_INPUT where the file holds no token that nobody guesses */
export function readToken(file: string): string {
  const token = readFileSync(file, "utf8").trim();
  if (!/^[\x21-\x7e]+$/.test(token) || token.length < LEAST_TOKEN) throw new EngineError("INVALID_INPUT", `${file} must hold a token of at least ${LEAST_TOKEN} letters and digits, such as \`openssl rand -hex 32\` writes.`);
  return token;
}

/**
 * Computes for a run on another machine, training after training, until it is there no more.
 * @throws EngineError INVALID_INPUT where the run does not know the token, or is of another version; NATIVE where it was never reached
 */
export async function joinRun({ host, port, tokenFile, tell, patienceSeconds = 60 }: JoinOptions, backend: Pick<Backend, "open">): Promise<void> {
  let [served, waits] = [false, false];
  for (let reachedAt = performance.now(); ; ) {
    try {
      await serveParent({ host, port, token: readToken(tokenFile), worker: "next", from: null }, backend);
      served = true;
      tell(`A training of the run at ${host}:${port} has ended.`);
      reachedAt = performance.now();
    } catch (error) {
      if (error instanceof TurnedAway) {
        if (error.status === 426) throw new EngineError("INVALID_INPUT", `The run at ${host}:${port} is of another version of the engine: install the same one on both machines (${error.message}).`, { cause: error });
        if (error.status !== 503) throw new EngineError("INVALID_INPUT", `The run at ${host}:${port} does not know the token of ${tokenFile} (${error.message}).`, { cause: error });
        if (!waits) tell("No training process is missing; waiting for a place.");
        waits = true;
        reachedAt = performance.now();
      } else {
        if (!(error instanceof EngineError) || error.code !== "NATIVE") throw error;
        if (performance.now() - reachedAt > 1000 * (served ? BETWEEN_TRAININGS_SECONDS : patienceSeconds)) {
          if (served) return;
          throw error;
        }
      }
    }
    await setTimeout(AGAIN_MS);
  }
}
