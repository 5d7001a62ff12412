import { EngineError } from "../../errors.ts";
import { collectSeldom } from "./collect-seldom.ts";
import type { Done, Opening, Request } from "./messages.ts";
import { PoolServer } from "./pool-server.ts";
import type { AskOptions } from "./pool-worker.ts";
import { PoolWorker, WorkerDied } from "./pool-worker.ts";

export interface PoolOptions {
  workers: number;
  /** Threads of one operation in each process. */
  threads: number;
  /** The module that each process runs. */
  entry: string;
  /** Where workers connect. Default 127.0.0.1. */
  host?: string;
  /** Default: a free one. */
  port?: number;
  /** How often each process is asked whether it is there, ms. Default 10,000. */
  pingEveryMs?: number;
  /** The address from which the workers speak. Default: the system's choice. */
  from?: string;
  /** Workers are started by somebody else, elsewhere, and show this token; asked now and then whether to wait on. Default: they are started here. */
  elsewhere?: { token: string; interrupted: () => boolean };
  /** Told when a process takes another one's place. */
  tell: (message: string) => void;
}

/** Deaths of one worker over the same request until it is taken for the request's fault. */
const MOST_DEATHS = 3;
const PING_EVERY_MS = 10_000;

/**
 * Processes that compute gradients for one run. A worker keeps nothing that the request and the opening do not say, so when one dies another is started
 * in its place and asked the same again: the answer is the same to the bit.
 */
export class WorkerPool {
  private readonly options: PoolOptions;
  private readonly server: PoolServer;
  private readonly workers: (PoolWorker | null)[];
  private openingOf: ((worker: number) => Opening) | null = null;
  private readonly starting = new Set<Promise<PoolWorker>>();
  private isClosed = false;

  private constructor(options: PoolOptions, server: PoolServer) {
    this.options = options;
    this.server = server;
    this.workers = Array.from({ length: options.workers }, () => null);
  }

  /** Starts all processes, or waits for them. @throws EngineError NATIVE where one does not start; CANCELLED where the wait ended; INVALID_INPUT for an address that this machine does not have */
  static async open(options: PoolOptions): Promise<WorkerPool> {
    collectSeldom();
    const pool = new WorkerPool(options, await PoolServer.listen(options.host ?? "127.0.0.1", options.port, options.elsewhere?.token));
    try {
      await Promise.all(pool.workers.map((_, worker) => pool.start(worker)));
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  get size(): number {
    return this.workers.length;
  }

  /** Process ids, by worker. */
  get pids(): (number | undefined)[] {
    return this.workers.map((worker) => worker?.pid);
  }

  get address(): { host: string; port: number } {
    return this.server.address;
  }

  /** Begins a training in every process. @param openingOf asked again for a worker that is started anew */
  async begin(openingOf: (worker: number) => Opening): Promise<void> {
    this.openingOf = null;
    await Promise.all(this.workers.map((_, worker) => this.ask(worker, { kind: "open", opening: openingOf(worker) })));
    this.openingOf = openingOf;
  }

  /**
   * @throws EngineError as the worker tells; NATIVE where it died three times over this request
   */
  async ask(worker: number, request: Request, options?: AskOptions): Promise<Done> {
    for (let deaths = 0; ; ) {
      try {
        return await (this.workers[worker] ?? (await this.start(worker))).ask(request, options);
      } catch (error) {
        if (!(error instanceof WorkerDied)) throw error;
        if (this.isClosed) throw notNeeded(worker);
        this.workers[worker] = null;
        if (++deaths === MOST_DEATHS) throw new EngineError("NATIVE", `Training process ${worker} ended ${deaths} times over the same work, the last time by ${error.message}.`);
        this.options.tell(`Training process ${worker} ended (${error.message}): another one takes its place.`);
      }
    }
  }

  private start(worker: number): Promise<PoolWorker> {
    const started = this.startNow(worker);
    this.starting.add(started);
    return started.finally(() => this.starting.delete(started));
  }

  private async startNow(worker: number): Promise<PoolWorker> {
    if (this.isClosed) throw notNeeded(worker);
    const { threads, entry, from = null, elsewhere, pingEveryMs = PING_EVERY_MS } = this.options;
    const started = elsewhere ? await PoolWorker.join(this.server, worker, () => this.isClosed || elsewhere.interrupted(), pingEveryMs) : await PoolWorker.start({ server: this.server, worker, threads, entry, from, pingEveryMs });
    if (this.isClosed) {
      await started.end();
      throw notNeeded(worker);
    }
    this.workers[worker] = started;
    if (this.openingOf) await started.ask({ kind: "open", opening: this.openingOf(worker) });
    return started;
  }

  /** Ends all processes, also those that are being started, and waits for their end. */
  async close(): Promise<void> {
    this.isClosed = true;
    await Promise.all(this.workers.map((worker) => worker?.end()));
    this.server.close();
    await Promise.allSettled(this.starting);
  }
}

const notNeeded = (worker: number): EngineError => new EngineError("CANCELLED", `Training process ${worker} is needed no more.`);
