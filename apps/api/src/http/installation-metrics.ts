import { Counter, Gauge, Registry } from "prom-client";
import { LEASE_SECONDS } from "../storage/run-queue.ts";
import type { AttemptTotal, InstallationFigures } from "../storage/installation-figures.ts";

const states = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const;
const outcomes = ["SUCCEEDED", "FAILED", "LOST", "CANCELLED"] as const;
const losses = ["LEASE", "RELEASE"] as const;

export interface ReadFigures {
  /** Null: the database did not answer, and what it would say is missing. */
  installation: InstallationFigures | null;
  /** Of the artifacts' disk, B; null where it has no limit, or cannot be read. */
  disk: { sizeBytes: number; freeBytes: number } | null;
}

/** The queue, its workers, its joules and its disk as metrics of one scrape: what is not known has no sample, rather than an old one or 0. */
export function installationMetrics({ installation, disk }: ReadFigures): Registry {
  const register = new Registry();
  const registers = [register];
  const gauge = (name: string, help: string, value: number): void => new Gauge({ name, help, registers }).set(value);

  gauge("joulemark_database_up", "Whether the database answered, 1 or 0.", installation ? 1 : 0);
  if (disk) {
    gauge("joulemark_artifact_disk_size_bytes", "Size of the disk that artifacts are on.", disk.sizeBytes);
    gauge("joulemark_artifact_disk_free_bytes", "What is free of it for this process.", disk.freeBytes);
  }
  if (!installation) return register;

  const { runs, oldestQueuedSeconds, workers, attempts, storedBytes } = installation;
  const runsInState = new Gauge({ name: "joulemark_runs", help: "Runs by state.", labelNames: ["state"], registers });
  for (const state of states) runsInState.set({ state }, runs.find((row) => row.state === state)?.runs ?? 0);
  gauge("joulemark_oldest_queued_run_seconds", "How long the oldest run waits that a worker may take now; 0: none waits.", oldestQueuedSeconds ?? 0);

  gauge("joulemark_workers", "Workers heard of within the last minute.", workers.filter(({ secondsAgo }) => secondsAgo < LEASE_SECONDS).length);
  const heard = new Gauge({ name: "joulemark_worker_heard_seconds", help: "Time since a worker asked for work or sent a heartbeat; told for a day.", labelNames: ["worker", "institution"], registers });
  for (const { name, institution, secondsAgo } of workers) heard.set({ worker: name, institution: institution ?? "" }, secondsAgo);

  const ended = new Counter({ name: "joulemark_attempts_total", help: "Attempts that have ended, by outcome.", labelNames: ["outcome"], registers });
  for (const outcome of outcomes) ended.inc({ outcome }, countOf(attempts, (total) => total.outcome === outcome));
  const lost = new Counter({ name: "joulemark_attempts_lost_total", help: "Attempts lost: LEASE, the worker was not heard of in time; RELEASE, it gave the run back.", labelNames: ["reason"], registers });
  for (const reason of losses) lost.inc({ reason }, countOf(attempts, (total) => total.outcome === "LOST" && total.endedBy === reason));
  const charged = new Counter({ name: "joulemark_energy_charged_joules_total", help: "Energy of all attempts that have ended; UNKNOWN: of those without a report.", labelNames: ["method", "boundary"], registers });
  for (const { method, boundary, energyJoules } of attempts) charged.inc({ method, boundary }, energyJoules);

  gauge("joulemark_artifact_bytes", "Artifacts and checkpoints stored, each content once.", storedBytes);
  return register;
}

const countOf = (totals: AttemptTotal[], which: (total: AttemptTotal) => boolean): number => totals.filter(which).reduce((sum, { attempts }) => sum + attempts, 0);
