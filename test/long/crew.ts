import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { startWorker } from "../support/lone-worker.ts";
import type { LoneWorker } from "../support/lone-worker.ts";
import { childrenOf, isAlive } from "../support/processes.ts";
import type { System } from "../support/system.ts";
import type { Kill } from "./kill-plan.ts";

/** As the system's own worker has to be named, by WORKER_NAME. */
export const localName = "local";
const restartMs = 1000;

/** Workers that are killed: the system's own, which its supervisor starts again, and lone ones, which the crew starts again. */
export class Crew {
  readonly kills: Record<Kill["victim"], number> = { worker: 0, engine: 0 };
  #localKills = 0;
  readonly #system: System;
  /** Work folders of all lone workers, as on a shared disk. */
  readonly #folder: string;
  readonly #lone = new Map<string, LoneWorker>();
  readonly #restarts: Promise<void>[] = [];
  #isDismissed = false;

  private constructor(system: System, folder: string) {
    this.#system = system;
    this.#folder = folder;
  }

  static async hire(system: System, loneWorkers: number): Promise<Crew> {
    const crew = new Crew(system, await mkdtemp(join(tmpdir(), "joulemark-crew-")));
    for (let number = 1; number <= loneWorkers; number += 1) await crew.#start(`lone ${number}`);
    return crew;
  }

  /**
   * Kills one of those alive now with SIGKILL.
   * @param spared names of workers that are left alone, with their engines
   * @returns what was killed, in words; null: none was alive
   */
  async kill({ victim, choice }: Kill, spared: string[]): Promise<string | null> {
    const workers = (await this.#alive()).filter(({ name }) => !spared.includes(name));
    const engines = (await Promise.all(workers.map(async ({ name, pid }) => (await childrenOf(pid)).map((child) => ({ name, pid: child }))))).flat();
    const candidates = victim === "worker" ? workers : engines;
    const chosen = candidates[Math.floor(choice * candidates.length)];
    if (!chosen || !signal(chosen.pid)) return null;
    this.kills[victim] += 1;
    if (victim === "worker") this.#onWorkerKilled(chosen.name);
    return `${victim} of "${chosen.name}"`;
  }

  /** Workers that ended though nobody had killed them. */
  async deathsOfTheirOwn(): Promise<number> {
    const local = (this.#system.output.match(/^ {2}! worker ended with/gm) ?? []).length - this.#localKills;
    const lone = await Promise.all([...this.#lone.values()].map(({ pid }) => isAlive(pid)));
    return local + lone.filter((alive) => !alive).length;
  }

  /** Ends the lone workers; the system's own is its own to end. */
  async dismiss(): Promise<void> {
    this.#isDismissed = true;
    await Promise.all(this.#restarts);
    await Promise.all([...this.#lone.values()].map((worker) => worker.stop("SIGTERM")));
    await rm(this.#folder, { recursive: true, force: true });
  }

  async #start(name: string): Promise<void> {
    this.#lone.set(name, await startWorker(this.#system.url, join(this.#system.data, "worker-token"), { WORKER_NAME: name, JOULEMARK_DATA: this.#folder }));
  }

  #onWorkerKilled(name: string): void {
    if (name === localName) {
      this.#localKills += 1;
      return;
    }
    const killed = this.#lone.get(name)!;
    this.#lone.delete(name);
    this.#restarts.push(killed.stop("SIGKILL").then(() => sleep(restartMs)).then(() => (this.#isDismissed ? undefined : this.#start(name))));
  }

  async #alive(): Promise<{ name: string; pid: number }[]> {
    const { worker } = await this.#system.processes();
    const crew = [...(worker === undefined ? [] : [{ name: localName, pid: worker }]), ...[...this.#lone].map(([name, { pid }]) => ({ name, pid }))];
    const alive = await Promise.all(crew.map(({ pid }) => isAlive(pid)));
    return crew.filter((_, index) => alive[index]).toSorted((a, b) => a.name.localeCompare(b.name));
  }
}

/** False: it has ended meanwhile. */
function signal(pid: number): boolean {
  try {
    return process.kill(pid, "SIGKILL");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
    return false;
  }
}
