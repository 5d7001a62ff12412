import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { setTimeout as setTimeoutOf } from "node:timers/promises";
import type { WebSocket } from "ws";
import { EngineError } from "../../errors.ts";
import type { PackedPart } from "../compression.ts";
import type { Done, Reply, Request } from "./messages.ts";
import { listenTo, sendTo } from "./message-socket.ts";
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
  pingEveryMs: number;
}

export interface AskOptions {
  /** Told of each part of a gradient; of some again where the worker died on the way. */
  onPart?: (part: PackedPart) => void;
}

const START_MS = 120_000;
const END_MS = 3_000;
/** A process that leaves so many pings unanswered is taken for gone. They are counted, not timed: a step may take long, and this process may have been stopped meanwhile. */
const MOST_PINGS = 12;
const JOIN_LOOK_MS = 200;

/** A process as far as this one can do something about it. */
interface Peer {
  /** Undefined: it runs elsewhere. */
  pid: number | undefined;
  /** How it ended. */
  ended: Promise<string>;
  kill(): void;
  /** Asks it to end, and waits for that where its joules are counted here. */
  end(): Promise<void>;
}

function childPeer(child: ChildProcess, ended: Promise<string>): Peer {
  return {
    pid: child.pid, ended, kill: () => void child.kill("SIGKILL"),
    async end() {
      child.stdin?.end();
      const killing = setTimeout(() => child.kill("SIGKILL"), END_MS);
      if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
      clearTimeout(killing);
    },
  };
}

/** A process elsewhere has ended when its connection has. */
function farPeer(socket: WebSocket): Peer {
  const ended = new Promise<string>((resolve) => socket.once("close", () => resolve("its connection ended")));
  return { pid: undefined, ended, kill: () => undefined, end: () => Promise.resolve() };
}

/** Ends the connection to a process that answers no more: it hangs, or its machine is gone and nothing says so. */
function watch(socket: WebSocket, pingEveryMs: number): void {
  let unanswered = 0;
  socket.on("pong", () => (unanswered = 0));
  const asking = setInterval(() => {
    if (unanswered++ === MOST_PINGS) socket.terminate();
    else socket.ping();
  }, pingEveryMs);
  asking.unref();
  socket.once("close", () => clearInterval(asking));
}

/** One process of a pool, and the connection to it. */
export class PoolWorker {
  private readonly peer: Peer;
  private readonly socket: WebSocket;
  private waiting: { onPart: (part: PackedPart) => void; resolve: (done: Done) => void; reject: (error: Error) => void } | null = null;
  private died: WorkerDied | null = null;

  private constructor(peer: Peer, socket: WebSocket, pingEveryMs: number) {
    this.peer = peer;
    this.socket = socket;
    watch(socket, pingEveryMs);
    listenTo<Reply>(socket, (reply) => this.hear(reply));
    socket.on("error", () => socket.terminate());
    socket.on("close", () => {
      peer.kill(); // without a connection it is of no use
      void peer.ended.then((how) => this.die(how));
    });
    void peer.ended.then((how) => this.die(how));
  }

  /** Process id; undefined where it runs elsewhere. */
  get pid(): number | undefined {
    return this.peer.pid;
  }

  /** Waits for a process that somebody starts elsewhere. @throws EngineError CANCELLED where this one is to end meanwhile */
  static async join(server: PoolServer, worker: number, interrupted: () => boolean, pingEveryMs: number): Promise<PoolWorker> {
    const connected = server.connection(worker);
    for (;;) {
      const socket = await Promise.race([connected, setTimeoutOf(JOIN_LOOK_MS)]);
      if (socket) return new PoolWorker(farPeer(socket), socket, pingEveryMs);
      if (interrupted()) throw new EngineError("CANCELLED", `The run was interrupted while it waited for training process ${worker} to join.`);
    }
  }

  /** @throws EngineError NATIVE where the process ends before it connects, or does not in time */
  static async start({ server, worker, threads, entry, from, pingEveryMs }: StartOptions): Promise<PoolWorker> {
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
    if (typeof socket !== "string") return new PoolWorker(childPeer(child, exit), socket, pingEveryMs);
    child.kill("SIGKILL");
    throw new EngineError("NATIVE", `Training process ${worker} did not start: ${socket}.`);
  }

  /**
   * One at a time. @throws WorkerDied; EngineError as the worker tells, and UNSUPPORTED where the request is too large
   */
  ask(request: Request, { onPart = () => undefined }: AskOptions = {}): Promise<Done> {
    return new Promise((resolve, reject) => {
      if (this.died) return reject(this.died);
      this.waiting = { onPart, resolve, reject };
      sendTo(this.socket, request);
    });
  }

  private hear(reply: Reply): void {
    const waiting = this.waiting;
    if (reply.kind !== "failed") reply.parts.forEach((part) => waiting?.onPart(part));
    if (reply.kind === "parts") return;
    this.waiting = null;
    if (reply.kind === "done") return waiting?.resolve(reply.done);
    waiting?.reject(reply.code === null ? new Error(`In a training process: ${reply.message}`) : new EngineError(reply.code, reply.message, reply.path ? { path: reply.path } : {}));
  }

  private die(how: string): void {
    this.died ??= new WorkerDied(how);
    this.waiting?.reject(this.died);
    this.waiting = null;
  }

  /** Ends the process and waits for its end, so that its joules are counted. */
  async end(): Promise<void> {
    this.die("it is needed no more");
    this.socket.terminate();
    await this.peer.end();
  }
}
