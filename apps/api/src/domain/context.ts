import type { BlobStore } from "../storage/blobs/blob-store.ts";
import type { Database } from "../storage/db.ts";
import type { Outbox } from "../storage/outbox.ts";
import type { Actor } from "./access.ts";

/** Where what went on is written; a pino logger is one. */
export interface Log {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
}

/** What every use case is given. */
export interface Context {
  db: Database;
  actor: Actor;
  blobs: BlobStore;
  /** Tells who follows a run that it has new events. */
  outbox: Outbox;
  now: () => Date;
  log: Log;
}
