import postgres from "postgres";
import type { Database } from "./db.ts";

/** The one channel; a payload is the id of a run. */
export const CHANNEL = "run_events";
/** Announcements of one process are gathered this long, so that a run is announced at most ten times a second. */
const GATHER_MS = 100;
/** Followers look by themselves this often, should an announcement have been lost. */
const LOOK_MS = 2_000;

export interface Outbox {
  /** Says that a run has new events. Call it after the transaction that wrote them: a NOTIFY within one holds a lock of the whole server at its commit. */
  announce(runId: string): void;
  /** Calls `wake` when the run may have new events; the function given back ends that. Wakes may be needless, never missing for longer than 2 s. */
  follow(runId: string, wake: () => void): () => void;
  close(): Promise<void>;
}

export interface OutboxOptions {
  /** A direct connection: LISTEN does not pass a pooler in transaction mode. */
  databaseUrl: string;
  onError: (error: unknown) => void;
}

/** Announces and hears over PostgreSQL's LISTEN and NOTIFY; after every reconnect all followers look for what they have missed. */
export async function openOutbox(db: Database, { databaseUrl, onError }: OutboxOptions): Promise<Outbox> {
  const followers = new Map<string, Set<() => void>>();
  const waiting = new Set<string>();
  const wakeAll = (): void => followers.forEach((wakes) => wakes.forEach((wake) => wake()));
  const sql = postgres(databaseUrl, { max: 1, onnotice: () => undefined, connection: { application_name: "joulemark-listener" } });
  const { unlisten } = await sql.listen(CHANNEL, (runId) => followers.get(runId)?.forEach((wake) => wake()), wakeAll);
  const looking = setInterval(wakeAll, LOOK_MS);

  let sending: NodeJS.Timeout | null = null;
  let sent: Promise<void> = Promise.resolve();
  const send = (): Promise<void> => {
    sending = null;
    const runIds = [...waiting];
    waiting.clear();
    if (runIds.length === 0) return Promise.resolve();
    return db.$queryRaw`SELECT count(pg_notify(${CHANNEL}, id)) FROM unnest(${runIds}::text[]) AS id`.then(() => undefined, onError);
  };

  return {
    announce(runId) {
      waiting.add(runId);
      sending ??= setTimeout(() => (sent = send()), GATHER_MS);
    },
    follow(runId, wake) {
      const wakes = followers.get(runId) ?? new Set();
      followers.set(runId, wakes.add(wake));
      return () => {
        wakes.delete(wake);
        if (wakes.size === 0 && followers.get(runId) === wakes) followers.delete(runId);
      };
    },
    async close() {
      clearInterval(looking);
      if (sending) clearTimeout(sending);
      await sent;
      await send();
      await unlisten();
      await sql.end({ timeout: 1 });
    },
  };
}
