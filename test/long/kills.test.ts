import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, jest, test } from "@jest/globals";
import { Client } from "pg";
import { withDatabase } from "../../scripts/backup/database.ts";
import { makeProject, modelSha256, readRun, submit, waitFor } from "../support/experiments.ts";
import type { RunView } from "../support/experiments.ts";
import type { RunEvent } from "../support/graphql.ts";
import { startLab } from "../support/lab.ts";
import type { System } from "../support/system.ts";
import { Crew, localName } from "./crew.ts";
import { killPlan } from "./kill-plan.ts";
import { watchLeases } from "./lease-watch.ts";
import type { LeaseWatch } from "./lease-watch.ts";

const killingSeconds = 300;
const meanWaitSeconds = 3;
const loneWorkers = 2;
/** Leases of killed workers count as running, of which an institution may have eight. */
const projects = ["lab", "north", "south", "east", "west"];
const experimentsEach = 4;
const seeds = Array.from({ length: 10 }, (_, index) => index + 1);
const runCount = projects.length * experimentsEach * seeds.length;
/** From the last kill on. */
const endWithinSeconds = 1800;
const say = (line: string): void => void process.stderr.write(`${line}\n`);

/** Training of about two seconds of a core. All are alike, so that runs of one seed must end in the same bytes. */
const specification = (name: string): Record<string, unknown> => ({
  version: 1,
  name,
  task: "digits",
  base: { layers: [{ type: "dense", units: 64, activation: "relu" }] },
  pipeline: [{ technique: "train" }],
  training: { strategy: "single", epochs: 900, batchSize: 32, optimizer: { type: "adam", learningRate: 0.001 } },
  seeds,
});

let system: System;
let token: string;
let database: Client;
let crew: Crew;
let watch: LeaseWatch;
let runs: (RunView & { events: RunEvent[] })[];
const began = performance.now();

beforeAll(async () => {
  ({ system, token } = await startLab({ environment: { WORKER_NAME: localName } }));
  for (const slug of projects.slice(1)) await makeProject(system.url, token, slug);
  database = new Client({ connectionString: await withDatabase(system.data, null, (url) => Promise.resolve(url)) });
  await database.connect();
  const ids: string[] = [];
  for (const project of projects) {
    for (let number = 1; number <= experimentsEach; number += 1) {
      const { experiment, errors } = await submit(system.url, token, project, specification(`${project} ${number}`));
      if (!experiment) throw new Error(`Refused: ${JSON.stringify(errors)}`);
      ids.push(...experiment.runs.nodes.map(({ id }) => id));
    }
  }
  watch = watchLeases(database);
  crew = await Crew.hire(system, loneWorkers);
  await killForAWhile();
  await waitFor(countOpen, (open) => open === 0, endWithinSeconds);
  await watch.stop();
  runs = [];
  for (const id of ids) runs.push({ ...(await readRun(system.url, token, id)), events: await system.events(id, token) });
  await report();
}, (killingSeconds + endWithinSeconds + 600) * 1000);
afterAll(async () => {
  await crew?.dismiss();
  await database?.end();
  await system?.stop();
});

async function killForAWhile(): Promise<void> {
  const plan = killPlan(jest.getSeed(), killingSeconds, meanWaitSeconds);
  const startedAt = performance.now();
  say(`Kills ${plan.length} times in ${killingSeconds} s. The same choices again: npm run test:long -- --seed ${jest.getSeed()}`);
  let dueMs = 0;
  for (const kill of plan) {
    dueMs += kill.waitMs;
    await sleep(Math.max(0, startedAt + dueMs - performance.now()));
    const killed = await crew.kill(kill, watch.holdersOfLateAttempts);
    say(`${seconds(performance.now() - startedAt).padStart(6)} ${killed ?? `no ${kill.victim} to kill`}`);
  }
}

async function countOpen(): Promise<number> {
  const { rows } = await database.query<{ open: number }>("SELECT count(*)::int AS open FROM run WHERE state IN ('QUEUED', 'RUNNING')");
  return rows[0]!.open;
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;
const count = async (table: string): Promise<number> => (await database.query<{ rows: number }>(`SELECT count(*)::int AS rows FROM ${table}`)).rows[0]!.rows;
/** By design: a run is given up after five lost attempts. */
const isGivenUp = ({ failure }: RunView): boolean => failure?.code === "ATTEMPTS_EXHAUSTED";
const lost = (): RunView[] => runs.filter((run) => !isGivenUp(run) && (run.state !== "SUCCEEDED" || run.modelVersion === null));
const doubled = (): RunView[] => runs.filter(({ attempts, events }) => attempts.nodes.filter(({ state }) => state === "SUCCEEDED").length > 1 || events.filter(({ message }) => message === "SUCCEEDED").length > 1);

async function report(): Promise<void> {
  const attempts = runs.flatMap((run) => run.attempts.nodes);
  const extra = (await count("model_version")) - runs.filter(({ state }) => state === "SUCCEEDED").length;
  const table: [string, string | number][] = [
    ["kills of workers", crew.kills.worker],
    ["kills of engines", crew.kills.engine],
    ["runs", runs.length],
    ["attempts", `${attempts.length}, of which ${attempts.filter(({ state }) => state === "LOST").length} were lost`],
    ["given up after five attempts", runs.filter(isGivenUp).length],
    ["lost", lost().length],
    ["doubled", doubled().length + extra],
    ["longest silence of a running run", `${watch.longestSilenceSeconds.toFixed(1)} s`],
    ["workers that died by themselves", await crew.deathsOfTheirOwn()],
    ["wall time", seconds(performance.now() - began)],
  ];
  say(`\nSeed ${jest.getSeed()}\n${table.map(([name, value]) => `  ${name.padEnd(34)}${value}`).join("\n")}\n`);
}

describe(`${runCount} runs, whose workers and engines are killed at random for five minutes,`, () => {
  test("were interrupted by the dozen", () => {
    expect(crew.kills.worker + crew.kills.engine).toBeGreaterThan(50);
    expect(runs.filter(({ attempts }) => attempts.nodes.some(({ state }) => state === "LOST")).length).toBeGreaterThan(25);
  });

  test("have all ended well, but for those that were lost five times by design: none is lost", () => {
    expect(runs).toHaveLength(runCount);
    expect(lost().map(({ id, state, failure }) => ({ id, state, failure }))).toEqual([]);
  });

  test("have one model version each and one result for each experiment: none is doubled", async () => {
    const succeeded = runs.filter(({ state }) => state === "SUCCEEDED");
    expect(doubled()).toEqual([]);
    expect(new Set(succeeded.map(({ modelVersion }) => modelVersion!.id)).size).toBe(succeeded.length);
    expect(await count("model_version")).toBe(succeeded.length);
    const whole = await database.query<{ results: number }>("SELECT (SELECT count(*)::int FROM result WHERE result.experiment_id = run.experiment_id) AS results FROM run GROUP BY experiment_id HAVING bool_and(state = 'SUCCEEDED')");
    expect(whole.rows.map(({ results }) => results)).toEqual(whole.rows.map(() => 1));
    expect(await count("result")).toBe(whole.rows.length);
    if (succeeded.length === runCount) expect(new Set(runs.map(({ result }) => result!.id)).size).toBe(runCount / seeds.length);
  });

  test("were never said to be running for 75 s without a sign of life", () => {
    expect(watch.longestSilenceSeconds).toBeLessThanOrEqual(75);
  });

  test("end in the same bytes where they have the same seed, wherever they were interrupted", () => {
    for (const seed of seeds) {
      const hashes = runs.filter((run) => run.seed === seed && run.state === "SUCCEEDED").map(modelSha256);
      expect({ seed, hashes: new Set(hashes).size }).toEqual({ seed, hashes: 1 });
    }
  });

  test("have events without a gap or a double, and within an attempt no step twice", () => {
    for (const { id, events, attempts } of runs) {
      expect(events.map(({ sequence }) => sequence)).toEqual(events.map((_, index) => index + 1));
      const starts = events.flatMap(({ message }, index) => (message === "RUNNING" ? [index] : []));
      expect({ id, starts: starts.length }).toEqual({ id, starts: attempts.nodes.length });
      for (const [number, start] of starts.entries()) {
        const steps = events.slice(start, starts[number + 1]).flatMap(({ kind, step }) => (kind === "PROGRESS" ? [step!] : []));
        expect({ id, steps }).toEqual({ id, steps: [...new Set(steps)].toSorted((a, b) => a - b) });
      }
    }
  });

  test("are charged each joule once: what their attempts used is what trained the final weights and what was lost", async () => {
    const { rows } = await database.query<{ id: string; charged: number; kept: number; lost: number }>(`
      SELECT run.id, COALESCE(sum(GREATEST(0, attempt.energy_joules - attempt.start_energy_joules)), 0) AS charged, run.lost_energy_joules AS lost,
        (SELECT value FROM measurement WHERE measurement.run_id = run.id AND quantity = 'TRAINING_ENERGY') AS kept
      FROM run JOIN attempt ON attempt.run_id = run.id WHERE run.state = 'SUCCEEDED' GROUP BY run.id`);
    const wrong = rows.filter(({ charged, kept, lost: again }) => Math.abs(charged - kept - again) > 1e-6 * charged);
    expect(rows.length).toBeGreaterThan(0);
    expect(wrong).toEqual([]);
  });

  test("left no worker that died by itself, and no institution that counts a run that is over", async () => {
    expect(await crew.deathsOfTheirOwn()).toBe(0);
    expect((await database.query("SELECT slug, running FROM institution WHERE running <> 0")).rows).toEqual([]);
  });
});
