import { renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { startGuard } from "./guard.ts";
import type { Guard } from "./guard.ts";
import { SupervisedProcess } from "./supervised-process.ts";
import type { ProcessPlan } from "./supervised-process.ts";

/** Keeps the processes of one installation alive, and ends them in the reverse order of their start. */
export class Supervisor {
  readonly #processes: SupervisedProcess[] = [];
  readonly #guard: Guard;
  readonly #file: string;
  readonly #tell: (message: string) => void;

  constructor(dataFolder: string, tell: (message: string) => void) {
    this.#file = join(dataFolder, "processes.json");
    this.#tell = tell;
    this.#guard = startGuard();
  }

  /** @throws Error where the process cannot be started at all */
  async start(plan: ProcessPlan): Promise<SupervisedProcess> {
    const started = new SupervisedProcess(plan, () => this.#note(), this.#tell);
    this.#processes.push(started);
    await started.start();
    return started;
  }

  /** Last started, first stopped: the worker, the portal, the API, then PostgreSQL. */
  async stop(): Promise<void> {
    for (const running of this.#processes.toReversed()) await running.stop();
    await this.#guard.dismiss();
    rmSync(this.#file, { force: true });
  }

  /** Ends all at once; PostgreSQL recovers at its next start. */
  hurry(): void {
    for (const running of this.#processes.toReversed()) running.hurry();
  }

  /** Tells other programs, and the guard, who lives: processes.json has a process id for each name. */
  #note(): void {
    const alive = this.#processes.flatMap(({ plan, pid }) => (pid === null ? [] : [{ name: plan.name, pid, signal: plan.stopSignal }]));
    this.#guard.watch(alive.toReversed());
    const partial = `${this.#file}.partial`;
    writeFileSync(partial, `${JSON.stringify({ supervisor: process.pid, ...Object.fromEntries(alive.map(({ name, pid }) => [name, pid])) }, null, 2)}\n`);
    renameSync(partial, this.#file);
  }
}
