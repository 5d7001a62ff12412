import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import { bindMigrationAwareSqlAdapterFactory, ColumnTypeEnum } from "@prisma/driver-adapter-utils";
import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory, SqlQuery, SqlResultSet } from "@prisma/driver-adapter-utils";
import type { SchemaContainer, SchemaEngine } from "@prisma/schema-engine-wasm";
// The package's own entry imports the .wasm file as a module, which Node 22 does not do: the binding file is loaded and given its instance by hand.
import * as bindings from "@prisma/schema-engine-wasm/schema_engine_bg";
import type { Pool, QueryResult } from "pg";

/** Node has it; the types of Node do not. */
declare const WebAssembly: { instantiate(bytes: Uint8Array, imports: object): Promise<{ instance: { exports: { __wbindgen_start(): void } } }> };

interface Engine {
  __wbg_set_wasm(exports: object): void;
  SchemaEngine: typeof SchemaEngine;
}
let loaded: Promise<Engine> | null = null;

async function load(): Promise<Engine> {
  const bytes = await readFile(fileURLToPath(new URL("schema_engine_bg.wasm", import.meta.resolve("@prisma/schema-engine-wasm"))));
  const { instance } = await WebAssembly.instantiate(bytes, { "./schema_engine_bg.js": withIdleTimers(bindings) });
  const engine = bindings as unknown as Engine; // its type file names the raw exports only
  engine.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  return engine;
}

/** The engine leaves timers of 10 s behind; they must not keep a process alive that has nothing else to do. */
function withIdleTimers(functions: object): object {
  const idle = Object.entries(functions).filter(([name]) => name.startsWith("__wbg_setTimeout")).map(([name, start]) => {
    const startIdle = (...parts: unknown[]): NodeJS.Timeout => (start as (...parts: unknown[]) => NodeJS.Timeout)(...parts).unref();
    return [name, startIdle];
  });
  return { ...functions, ...Object.fromEntries(idle) };
}

/**
 * Does something with Prisma's schema engine over our own connection; Prisma's command line would download a native one instead.
 * Its connections are closed afterwards: they hold the engine's advisory lock, for which the next one would wait.
 */
export async function withSchemaEngine<T>(databaseUrl: string, schema: SchemaContainer[], work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { SchemaEngine } = await (loaded ??= load());
  const pg = new PrismaPg({ connectionString: databaseUrl });
  const open: SqlDriverAdapter[] = [];
  const keep = (adapter: SqlDriverAdapter): SqlDriverAdapter => (open.push(adapter), adapter);
  const factory: SqlMigrationAwareDriverAdapterFactory = {
    provider: pg.provider,
    adapterName: pg.adapterName,
    connect: async () => keep(repaired(await pg.connect())),
    connectToShadowDb: () => Promise.reject(new Error("The schema engine is given a shadow database of our own as its database.")),
  };
  const silent = (): void => undefined; // its log; what fails is thrown
  try {
    const engine = await SchemaEngine.new({ datamodels: schema.map(({ path, content }) => [path, content]) }, silent, bindMigrationAwareSqlAdapterFactory(factory));
    try {
      return await work(engine);
    } finally {
      engine.free();
    }
  } finally {
    await Promise.all(open.map((adapter) => adapter.dispose()));
  }
}

const CHAR_OID = 18;
const TEXT_OID = 25;

/**
 * Two faults of adapter-pg 7.10 under the schema engine. It knows no columns of the one-byte type "char", which PostgreSQL's catalogues
 * have: it is shown text, and told the engine afterwards. And it splits a script at every semicolon, those of a function's body too:
 * the script is sent whole, which makes it one transaction as well.
 */
function repaired(adapter: SqlDriverAdapter & { underlyingDriver(): Pool }): SqlDriverAdapter {
  const pool = adapter.underlyingDriver();
  const query = pool.query.bind(pool) as (...parts: unknown[]) => Promise<QueryResult>;
  const queryRaw = adapter.queryRaw.bind(adapter);
  const charColumns = new WeakMap<unknown[], number[]>();
  const showAsText = async (...parts: unknown[]): Promise<QueryResult> => {
    const result = await query(...parts);
    const fields = (result.fields ?? []).map((field, column) => ({ field, column })).filter(({ field }) => field.dataTypeID === CHAR_OID);
    for (const { field } of fields) field.dataTypeID = TEXT_OID;
    charColumns.set(result.rows ?? [], fields.map(({ column }) => column));
    return result;
  };
  const tellChars = async (asked: SqlQuery): Promise<SqlResultSet> => {
    const set = await queryRaw(asked);
    for (const column of charColumns.get(set.rows) ?? []) set.columnTypes[column] = ColumnTypeEnum.Character;
    return set;
  };
  Object.assign(pool, { query: showAsText });
  return Object.assign(adapter, { queryRaw: tellChars, executeScript: async (script: string) => void (await query(script)) });
}
