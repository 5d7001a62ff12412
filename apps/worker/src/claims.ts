import { ApiError, ClaimRunDocument, expectSuccess } from "@joulemark/client";
import type { AssignmentFragment, ClaimRunInput, Client } from "@joulemark/client";
import type { Logger } from "./log.ts";
import { jittered, pause, retrying } from "./retry.ts";

/**
 * Asks for work until the signal fires, and hands over one run after the other.
 * @throws ApiError, Refused where asking again does not help: a wrong token, a key without the scope run:execute
 */
export async function* claims(client: Client, worker: ClaimRunInput, { log, stopping }: { log: Logger; stopping: AbortSignal }): AsyncGenerator<AssignmentFragment> {
  let isAway = false;
  while (!stopping.aborted) {
    const answer = await ask();
    if (!answer) return;
    const { assignment, retryAfterSeconds } = answer;
    if (isAway) log.info("The API is back.");
    isAway = false;
    if (assignment) yield assignment;
    else await pause(jittered(retryAfterSeconds * 1000 * 4 / 3), stopping);
  }

  /** Null: the signal fired while the API was away. */
  async function ask(): Promise<{ assignment: AssignmentFragment | null; retryAfterSeconds: number } | null> {
    const onFailure = (error: ApiError): void => {
      if (!isAway) log.warn({ err: error }, "The API does not answer; it is asked until it does.");
      isAway = true;
    };
    try {
      // Not cancelled by the signal: an answer that is thrown away may hold a run, which would wait for its lease to end.
      const { claimRun } = await retrying(() => client.request(ClaimRunDocument, { input: worker }), { signal: stopping, onFailure });
      return expectSuccess(claimRun);
    } catch (error) {
      if (!stopping.aborted || !(error instanceof ApiError && error.retryable)) throw error;
      return null;
    }
  }
}
