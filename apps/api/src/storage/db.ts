import { PrismaPg } from "@prisma/adapter-pg";
import { Prisma, PrismaClient } from "./generated/prisma/client.ts";

export { Prisma };
export type * from "./generated/prisma/client.ts";

export type Database = PrismaClient;
/** What a use case writes through: the database, or one transaction on it. */
export type Writer = Prisma.TransactionClient;

/** A statement that takes longer is cut off by the server. */
export const STATEMENT_TIMEOUT_MS = 10_000;

export interface DatabaseOptions {
  /** Connections at most; default 10. */
  poolSize?: number;
  /** Hears every statement; for measuring. */
  onStatement?: (sql: string) => void;
}

/** Opens a pool on the database; nothing is connected before the first statement. `$disconnect()` closes it. */
export function openDatabase(url: string, { poolSize = 10, onStatement }: DatabaseOptions = {}): Database {
  const adapter = new PrismaPg({
    connectionString: url,
    max: poolSize,
    statement_timeout: STATEMENT_TIMEOUT_MS,
    idle_in_transaction_session_timeout: STATEMENT_TIMEOUT_MS,
    connectionTimeoutMillis: 5_000,
    application_name: "joulemark",
  });
  const client = new PrismaClient({ adapter, transactionOptions: { maxWait: 5_000, timeout: STATEMENT_TIMEOUT_MS }, log: onStatement ? [{ emit: "event", level: "query" }] : [] });
  if (onStatement) client.$on("query", ({ query }) => onStatement(query));
  return client;
}

/** Whether the database answers. */
export async function isAlive(db: Database): Promise<boolean> {
  return db.$queryRaw`SELECT 1`.then(() => true, () => false);
}
