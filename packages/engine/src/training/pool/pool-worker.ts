import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { RawData, WebSocket } from "ws";
import { EngineError } from "../../errors.ts";
import type { PackedPart } from "../compression.ts";
import type { Done, Reply, Request } from "./messages.ts";
import { decodeMessage, encodeMessage } from "./messages.ts";
import type { PoolServer } from "./pool-server.ts";

/** The process is gone, or what it said last was cut off: another one may take its place. */
export class WorkerDied extends Error {
  override name = "WorkerDied";
}

export interface StartOptions {
  server: PoolServer;
  worker: number;
  threads: number;
  /** The module that the process runs. */
  entry: string;
  /** The address from which it speaks; null: the system's choice. */
  from: string | null;
}

export interface AskOptions {
  /** Told of each part of a gradient; of some again where the worker died on the way. */
  onPart?: (part: PackedPart) => void;
  /** A message that belongs to the request, encoded: it is sent before it, each time. */
  ahead?: Buffer;
}

const START_MS = 120_000;
const END_MS = 3_000;

/** One process of a pool, and the connection to it. */
export class PoolWorker {
  readonly process: ChildProcess;
  private readonly socket: WebSocket;
  private waiting: { onPart: (part: PackedPart) => void; resolve: (done: Done) => void; reject: (error: Error) => void } | null = null;
  private died: WorkerDied | null = null;

  private constructor(child: ChildProcess, socket: WebSocket, exit: Promise<string>) {
    this.process = child;
    this.socket = socket;
    socket.on("message", (data: RawData) => this.hear(decodeMessage<Reply>(data as Buffer)));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      child.kill("SIGKILL"); // without a connection it is of no use
      void exit.then((how) => this.die(how));
    });
    void exit.then((how) => this.die(how));
  }

  /** @throws EngineError NATIVE where the process ends before it connects, or does not in time */
  static async start({ server, worker, threads, entry, from }: StartOptions): Promise<PoolWorker> {
    const { host, port } = server.address;
    const connected = server.connection(worker);
    const child = spawn(process.execPath, [entry], { stdio: ["pipe", "ignore", "inherit"] });
    const exit = new Promise<string>((resolve) => {
      child.once("error", (error) => resolve(error.message));
      child.once("exit", (code, signal) => resolve(signal ?? `exit code ${code}`));
    });
    child.stdin.on("error", () => undefined); // EPIPE where it has ended: told by its exit
    child.stdin.write(`${JSON.stringify({ host, port, token: server.token, worker, threads, from })}\n`); // stays open: its end tells the child that we are gone
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<string>((resolve) => (timer = setTimeout(() => resolve(`no connection within ${START_MS / 1000} s`), START_MS)));
    const socket = await Promise.race([connected, exit, late]);
    clearTimeout(timer);
    if (typeof socket !== "string") return new PoolWorker(child, socket, exit);
    child.kill("SIGKILL");
    throw new EngineError("NATIVE", `Training process ${worker} did not start: ${socket}.`);
  }

  /**
   * One at a time. @param ahead a message that belongs to it, encoded @throws WorkerDied; EngineError as the worker tells
   */
  ask(request: Request, { onPart = () => undefined, ahead }: AskOptions = {}): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.died) return reject(this.died);
      this.waiting = { onPart, resolve, reject };
      if (ahead) this.socket.send(ahead);
      this.socket.send(encodeMessage(request));
    });
  }

  private hear(reply: Reply): void {
    if (reply.kind === "part") return this.waiting?.onPart(reply);
    const waiting = this.waiting;
    this.waiting = null;
    if (reply.kind === "done") return waiting?.resolve(reply);
    waiting?.reject(reply.code === null ? new Error(`In a training process: ${reply.message}`) : new EngineError(reply.code, reply.message, reply.path ? { path: reply.path } : {}));
  }

  private die(how: string): void {
    this.died ??= new WorkerDied(how);
    this.waiting?.reject(this.died);
    this.waiting = null;
  }

  /** Ends the process and waits for its end, so that its joules are counted. */
  async end(): Promise<void> {
    this.waiting = null; // nobody waits for its answer any more
    this.socket.terminate();
    this.process.stdin?.end();
    const killing = setTimeout(() => this.process.kill("SIGKILL"), END_MS);
    if (this.process.exitCode === null && this.process.signalCode === null) await once(this.process, "exit");
    clearTimeout(killing);
  }
}
