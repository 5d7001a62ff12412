import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { closeSync, openSync, readFileSync, statSync, writeSync } from "node:fs";

export interface ProcessPlan {
  name: string;
  command: string;
  parameters: string[];
  environment: NodeJS.ProcessEnv;
  cwd?: string;
  /** Runs as this user; without: as the supervisor. */
  account?: { uid: number; gid: number };
  logPath: string;
  stopSignal: NodeJS.Signals;
  /** Signal that ends it at once without harm to its data. */
  hurrySignal: NodeJS.Signals;
  /** How long it may take to stop before it is killed, ms. */
  graceMs: number;
  /** Done before each start, also before a restart. */
  prepare?: () => Promise<void>;
}

const firstDelayMs = 1000;
const longestDelayMs = 30_000;
const stableAfterMs = 60_000;
const shownLogLines = 20;

/** Wait before the next start of a process that has died, ms: doubles with each death, starts anew after a stable minute. */
export const restartDelayMs = (deaths: number): number => Math.min(firstDelayMs * 2 ** Math.max(0, deaths - 1), longestDelayMs);

/** One process that is kept alive: started again with back-off when it dies, until it is stopped. Its output goes to its log. */
export class SupervisedProcess {
  readonly plan: ProcessPlan;
  readonly #changed: () => void;
  readonly #tell: (message: string) => void;
  #child: ChildProcess | null = null;
  #stopping = false;
  #settled = false;
  #deaths = 0;
  #startedAt = 0;
  #logStart = 0;
  #restart: NodeJS.Timeout | null = null;
  #died = new Promise<never>(() => undefined);

  /** changed: called when the process id has changed; tell: gets what a person should know. */
  constructor(plan: ProcessPlan, changed: () => void, tell: (message: string) => void) {
    this.plan = plan;
    this.#changed = changed;
    this.#tell = tell;
  }

  /** Null while it is not running. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async start(): Promise<void> {
    await this.plan.prepare?.();
    if (this.#stopping) return;
    const { command, parameters, environment, cwd, account, logPath } = this.plan;
    const log = openSync(logPath, "a");
    this.#logStart = statSync(logPath).size;
    writeSync(log, `--- ${new Date().toISOString()} ${this.plan.name} starts\n`);
    // A group of its own: a terminal's Ctrl-C reaches the supervisor only, which then stops its processes in order.
    const child = spawn(command, parameters, { cwd, env: environment, ...account, stdio: ["ignore", log, log], detached: true });
    closeSync(log);
    this.#child = child;
    this.#startedAt = performance.now();
    this.#died = new Promise((_, reject) => {
      child.once("exit", (code, signal) => reject(new Error(`${this.plan.name} ended with ${signal ?? `code ${code}`}.`)));
      child.once("error", (error) => reject(new Error(`${this.plan.name} cannot be started: ${error.message}`)));
    });
    this.#died.catch((error: Error) => this.#onDeath(child, error));
    this.#changed();
  }

  /**
   * Waits for the first time the process serves.
   * @throws Error with the end of its log, where it died before
   */
  async untilReady(ready: () => Promise<void>): Promise<void> {
    try {
      await Promise.race([ready(), this.#died]);
    } catch (error) {
      throw new Error(`${(error as Error).message}\n${this.#logTail()}\nIts log: ${this.plan.logPath}`, { cause: error });
    }
    this.#settled = true;
  }

  /** Asks it to stop, and kills it when it has not after its time. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#restart) clearTimeout(this.#restart);
    const child = this.#child;
    if (!child) return;
    child.kill(this.plan.stopSignal);
    const late = setTimeout(() => {
      this.#tell(`${this.plan.name} has not stopped within ${this.plan.graceMs / 1000} s and is killed.`);
      this.kill();
    }, this.plan.graceMs);
    await new Promise<void>((resolve) => (child.exitCode === null && child.signalCode === null ? child.once("exit", () => resolve()) : resolve()));
    clearTimeout(late);
  }

  /** Ends it at once and for good. */
  hurry(): void {
    this.#stopping = true;
    this.kill(this.plan.hurrySignal);
  }

  /** Ends it, by default with what it has started; it is started again unless it is being stopped. */
  kill(signal: NodeJS.Signals = "SIGKILL"): void {
    const pid = this.#child?.pid;
    if (!pid) return;
    if (signal === "SIGKILL") killGroup(pid);
    else this.#child?.kill(signal);
  }

  #onDeath(child: ChildProcess, error: Error): void {
    if (this.#child !== child) return;
    this.#child = null;
    if (child.pid) killGroup(child.pid); // what it had started itself
    this.#changed();
    if (this.#stopping || !this.#settled) return;
    const stable = performance.now() - this.#startedAt >= stableAfterMs;
    this.#deaths = stable ? 1 : this.#deaths + 1;
    const delayMs = restartDelayMs(this.#deaths);
    this.#tell(`${error.message} It is started again in ${delayMs / 1000} s; its log: ${this.plan.logPath}`);
    this.#scheduleStart(delayMs);
  }

  #scheduleStart(delayMs: number): void {
    this.#restart = setTimeout(() => {
      this.start().catch((error: Error) => {
        this.#deaths += 1;
        this.#tell(`${this.plan.name} could not be started again: ${error.message}`);
        this.#scheduleStart(restartDelayMs(this.#deaths));
      });
    }, delayMs);
  }

  #logTail(): string {
    const text = readFileSync(this.plan.logPath).subarray(this.#logStart).toString("utf8");
    return text.trimEnd().split("\n").slice(-shownLogLines).join("\n");
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error; // nobody is left in the group
  }
}
