import type { Client } from "pg";

const everyMs = 1000;

export interface LeaseWatch {
  /** Longest time since the last sign of life of a run that was said to be running, s; Infinity: it had no lease at all. */
  readonly longestSilenceSeconds: number;
  /** Workers that hold a run in its fourth attempt or later: its next losses could be its last. */
  readonly holdersOfLateAttempts: string[];
  /** Throws what went wrong while watching. */
  stop(): Promise<void>;
}

/** A claim or a heartbeat sets the lease to 60 s from then: what is left of it tells when it was. */
const silence = `
  SELECT COALESCE(max(CASE WHEN lease_until IS NULL THEN 'Infinity' ELSE extract(epoch FROM now() - lease_until) + 60 END), 0)::float8 AS seconds,
    COALESCE(array_agg(DISTINCT attempt.worker_name) FILTER (WHERE run.attempt >= 4), '{}') AS holders
  FROM run JOIN attempt ON attempt.run_id = run.id AND attempt.number = run.attempt WHERE run.state = 'RUNNING'`;

/** Looks every second. */
export function watchLeases(database: Client): LeaseWatch {
  let longest = 0;
  let holders: string[] = [];
  let stopped = false;
  let wake: () => void = () => undefined;
  const watching = (async () => {
    while (!stopped) {
      const { rows } = await database.query<{ seconds: number; holders: string[] }>(silence);
      longest = Math.max(longest, rows[0]!.seconds);
      holders = rows[0]!.holders;
      await new Promise<void>((resolve) => {
        wake = resolve;
        setTimeout(resolve, everyMs);
      });
    }
  })();
  watching.catch(() => undefined); // told by stop
  return {
    get longestSilenceSeconds() {
      return longest;
    },
    get holdersOfLateAttempts() {
      return holders;
    },
    stop() {
      stopped = true;
      wake();
      return watching;
    },
  };
}
