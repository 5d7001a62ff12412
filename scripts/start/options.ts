import { resolve } from "node:path";
import { parseArgs } from "node:util";
import { root } from "../node22.mjs";

export interface StartOptions {
  /** Absolute path: database, artifacts, tokens, logs. */
  data: string;
  host: string;
  /** 0: any free port. */
  port: number;
  /** Null: the embedded PostgreSQL. */
  databaseUrl: string | null;
  /** Whether the first start on an empty database runs the demo experiments. */
  demo: boolean;
  /** Whether a worker of this machine executes runs. */
  worker: boolean;
}

export const help = `npm start -- [options]

  --empty       do not run the first experiments on an empty database
  --data DIR    data folder (JOULEMARK_DATA; .joulemark)
  --port N      port of the one origin (PORT; 4000); 0: any free one
  --no-worker   start no worker; others may still connect
  --help        this text

Environment: HOST (127.0.0.1), DATABASE_URL (empty: embedded PostgreSQL), JOULEMARK_ZONE (grid zone of the worker, e.g. DE).`;

/**
 * The command line, then the environment, then the defaults.
 * @returns null where only help is asked for
 * @throws Error naming the option that is wrong
 */
export function readOptions(parameters: string[], environment: NodeJS.ProcessEnv): StartOptions | null {
  const { values } = parseArgs({
    args: parameters,
    options: { empty: { type: "boolean" }, data: { type: "string" }, port: { type: "string" }, "no-worker": { type: "boolean" }, help: { type: "boolean" } },
  });
  if (values.help) return null;
  return {
    data: resolve(values.data || environment.JOULEMARK_DATA || resolve(root, ".joulemark")),
    host: environment.HOST || "127.0.0.1",
    port: readPort(values.port ?? environment.PORT ?? "4000"),
    databaseUrl: environment.DATABASE_URL || null,
    demo: !values.empty,
    worker: !values["no-worker"],
  };
}

function readPort(text: string): number {
  const port = Number(text);
  if (!Number.isInteger(port) || port < 0 || port > 65_535 || text.trim() === "") throw new Error(`The port must be a number from 0 to 65535, not "${text}".`);
  return port;
}

/** The address people and programs of this machine use for a server that listens on `host`. */
export function originOf(host: string, port: number): string {
  const reached = host === "0.0.0.0" || host === "::" ? "127.0.0.1" : host;
  return `http://${reached.includes(":") ? `[${reached}]` : reached}:${port}`;
}
