import { spawn } from "node:child_process";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Answer, RunEvent } from "./graphql.ts";
import { ask, followEvents, send } from "./graphql.ts";
import { isAlive, treeOf } from "./processes.ts";
import { mayMount, withDisks } from "./small-disk.ts";

const root = fileURLToPath(new URL("../..", import.meta.url));
const readyLine = /^Joulemark is ready: (http\S+)$/m;
const readyWithinMs = 240_000;
const stopWithinMs = 60_000;

export interface SystemOptions {
  /** Without the first experiments. */
  empty: boolean;
  /** Data folder; without one, a temporary one that goes away at the end. */
  data?: string;
  /** Default: any free one. */
  port?: number;
  /** Default: true. */
  worker?: boolean;
  /** Folders of the data folder that get a small disk of their own (small-disk.ts), where this machine lets tests mount one. */
  disks?: string[];
  environment?: Record<string, string>;
}

export interface System {
  url: string;
  data: string;
  /** Of the command that was started. */
  pid: number;
  /** All it has written so far. */
  readonly output: string;
  adminToken(): Promise<string>;
  /** Process ids by name: supervisor, postgres, api, web, worker; those alive now. */
  processes(): Promise<Record<string, number>>;
  isAlive(pid: number): Promise<boolean>;
  ask<Data>(query: string, variables?: Record<string, unknown>, token?: string): Promise<Data>;
  send<Data>(query: string, variables?: Record<string, unknown>, token?: string): Promise<Answer<Data>>;
  /** All events of a run that has ended. */
  events(run: string, token?: string): Promise<RunEvent[]>;
  /** Stops it and waits; its exit code. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
}

/** Starts the whole system as a person does, with `node scripts/start.mjs`, and waits until it serves. */
export async function startSystem({ empty, data, port = 0, worker = true, disks = [], environment = {} }: SystemOptions): Promise<System> {
  const folder = data ?? (await mkdtemp(join(tmpdir(), "joulemark-test-")));
  const command = [process.execPath, "scripts/start.mjs", "--data", folder, "--port", String(port), ...(empty ? ["--empty"] : []), ...(worker ? [] : ["--no-worker"])];
  // DATABASE_URL and JOULEMARK_* of whoever runs the tests must not reach the system under test.
  const inherited = Object.entries(process.env).filter(([name]) => !/^(JOULEMARK_.*|DATABASE_URL|HOST|PORT|PUBLIC_URL|NODE_OPTIONS|NODE_ENV|JEST_WORKER_ID)$/.test(name));
  const [program, ...parameters] = disks.length > 0 && mayMount ? withDisks(disks.map((name) => join(folder, name)), command) : command;
  const child = spawn(program!, parameters, { cwd: root, env: { ...Object.fromEntries(inherited), ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  const ended = new Promise<number | null>((resolve) => child.on("exit", resolve));
  const url = await new Promise<string>((resolve, reject) => {
    const fail = (reason: string) => reject(new Error(`The system did not start: ${reason}\n${output}`));
    const timer = setTimeout(() => fail("it took too long"), readyWithinMs);
    const read = (chunk: Buffer) => {
      output += chunk.toString("utf8");
      const ready = readyLine.exec(output);
      if (!ready) return;
      clearTimeout(timer);
      resolve(ready[1]!);
    };
    child.stdout.on("data", read);
    child.stderr.on("data", read);
    void ended.then((code) => {
      clearTimeout(timer);
      fail(`it ended with ${code}`);
    });
  }).catch(async (error: Error) => {
    child.kill("SIGTERM");
    await ended;
    throw error;
  });
  return {
    url,
    data: folder,
    pid: child.pid!,
    get output() {
      return output;
    },
    adminToken: async () => (await readFile(join(folder, "admin-token"), "utf8")).trim(),
    processes: async () => JSON.parse(await readFile(join(folder, "processes.json"), "utf8")) as Record<string, number>,
    isAlive,
    ask: (query, variables, token) => ask(url, query, variables, token),
    send: (query, variables, token) => send(url, query, variables, token),
    events: (run, token) => followEvents(url, run, token ? { token } : {}),
    async stop(signal = "SIGINT") {
      const started = await treeOf(child.pid!);
      child.kill(signal);
      const late = setTimeout(() => started.forEach((pid) => kill(pid)), stopWithinMs);
      const code = await ended;
      clearTimeout(late);
      if (!data) await rm(folder, { recursive: true, force: true });
      return code;
    },
  };
}

function kill(pid: number): void {
  try {
    process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}
