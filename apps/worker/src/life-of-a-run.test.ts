import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "@jest/globals";
import { RunDocument, createClient, followRun } from "@joulemark/client";
import type { RunEvent, RunQuery } from "@joulemark/client";
import { startTestApi } from "../../api/src/test-api.ts";
import type { TestApi } from "../../api/src/test-api.ts";
import { makeLab, submitRuns } from "../../api/src/test-worker.ts";
import { openGate } from "./test-gate.ts";

type Run = NonNullable<RunQuery["run"]>;

let api: TestApi;
const workers: WorkerProcess[] = [];

beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map(({ kill }) => kill()));
});
afterAll(() => api.close());

interface WorkerProcess {
  child: ChildProcess;
  log: () => string;
  exited: Promise<number | null>;
  kill: () => Promise<unknown>;
}

/** A worker as `npm start` runs it: a process with the key of the first start. */
function startWorker(environment: Record<string, string> = {}): WorkerProcess {
  const program = fileURLToPath(new URL("./main.ts", import.meta.url));
  const { PATH, HOME } = process.env;
  const settings = { JOULEMARK_URL: api.url, JOULEMARK_TOKEN_FILE: join(api.dataFolder, "worker-token"), JOULEMARK_DATA: api.dataFolder };
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], { env: { PATH, HOME, ...settings, ...environment }, stdio: ["ignore", "ignore", "pipe"] });
  let text = "";
  child.stderr.setEncoding("utf8").on("data", (piece: string) => (text += piece));
  const exited = once(child, "exit").then(([code]) => code as number | null);
  const worker = {
    child,
    log: () => text,
    exited,
    async kill() {
      child.kill("SIGKILL");
      await exited;
    },
  };
  workers.push(worker);
  return worker;
}

const training = (name: string, epochs: number, more: object = {}): object => ({
  version: 1,
  name,
  task: "digits",
  base: { layers: [512, 512].map((units) => ({ type: "dense", units, activation: "relu" })) },
  pipeline: [{ technique: "train" }],
  training: { strategy: "single", epochs, batchSize: 64, optimizer: { type: "adam", learningRate: 0.001 } },
  seeds: [7],
  ...more,
});
const long = (name: string): object => training(name, 40);

async function submit(specification: object): Promise<string> {
  const [id] = await submitRuns(api, specification);
  return id!;
}

async function readRun(id: string): Promise<Run> {
  const { run } = await createClient({ url: api.url, token: api.adminToken }).request(RunDocument, { id });
  return run!;
}

/** Follows a run to an event that satisfies the condition, or to its end; all events up to there. */
async function follow(id: string, isEnough: (event: RunEvent) => boolean = () => false): Promise<RunEvent[]> {
  const events: RunEvent[] = [];
  for await (const event of followRun(createClient({ url: api.url, token: api.adminToken }), id)) {
    events.push(event);
    if (isEnough(event)) break;
  }
  return events;
}

const checkpointIsStored = ({ kind }: RunEvent): boolean => kind === "CHECKPOINT";
const modelOf = (run: Run): string | undefined => run.modelVersion?.artifacts.nodes.find(({ name }) => name === "model.safetensors")?.sha256;

interface Attempted {
  state: string;
  energyJoules: number | null;
  startEnergyJoules: number;
  energyRecord: { energy: { value: number }; cpuSeconds: number; ladder: { component: string; taken: boolean }[]; scope: { mode: string } } | null;
}
/** The attempts of the newest run as the API has stored them. */
async function storedAttempts(): Promise<Attempted[]> {
  const { attempts } = await api.db.run.findFirstOrThrow({ orderBy: { createdAt: "desc" }, include: { attempts: { orderBy: { number: "asc" } } } });
  return attempts as unknown as Attempted[];
}

async function engineOf({ child }: WorkerProcess): Promise<number> {
  const children = (await readFile(`/proc/${child.pid}/task/${child.pid}/children`, "utf8")).trim().split(" ").map(Number);
  expect(children).toHaveLength(1);
  return children[0]!;
}

async function isAlive(pid: number): Promise<boolean> {
  const state = await readFile(`/proc/${pid}/stat`, "utf8").catch(() => "");
  return state !== "" && !/\) [ZX] /.test(state);
}

async function until(condition: () => Promise<boolean>, seconds: number): Promise<void> {
  for (const deadline = Date.now() + seconds * 1000; !(await condition()); ) {
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s.`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

describe("a run under a real worker", () => {
  let uninterrupted: Run;

  test("is trained, followed and reported, and leaves no folder", async () => {
    const worker = startWorker();
    const id = await submit(long("uninterrupted"));
    const events = await follow(id);
    uninterrupted = await readRun(id);
    expect({ ...uninterrupted, log: worker.log() }).toMatchObject({ state: "SUCCEEDED", failure: null, seed: 7 });
    expect(uninterrupted.attempts.nodes).toMatchObject([{ number: 1, state: "SUCCEEDED", backend: expect.stringContaining("tfjs-") }]);
    expect(uninterrupted.metrics[0]).toMatchObject({ name: "accuracy", value: expect.closeTo(0.97, 1) });
    expect(modelOf(uninterrupted)).toMatch(/^[0-9a-f]{64}$/);
    expect(new Set(events.map(({ kind }) => kind))).toEqual(new Set(["STATE", "LOG", "PROGRESS", "CHECKPOINT", "METRIC", "ENERGY"]));
    expect(await readdir(join(api.dataFolder, "work"))).toEqual([]);
    expect(worker.log()).not.toContain(api.workerToken);
    const [attempt] = await storedAttempts();
    expect(attempt!.energyRecord).toMatchObject({ schemaVersion: 2, energy: { value: uninterrupted.trainingEnergy!.value }, scope: { mode: expect.any(String) as unknown } });
    for (const component of ["cpu", "dram", "gpu"]) expect(attempt!.energyRecord!.ladder.map((step) => step.component)).toContain(component);
  });

  /** What every interruption must end in: the same bytes, from a checkpoint, once. */
  async function expectSameBytes(id: string, states: string[]): Promise<void> {
    const events = await follow(id);
    const run = await readRun(id);
    expect(run).toMatchObject({ state: "SUCCEEDED", failure: null });
    expect(run.attempts.nodes.map(({ state }) => state)).toEqual(states);
    expect(modelOf(run)).toBe(modelOf(uninterrupted));
    expect(run.metrics).toEqual(uninterrupted.metrics);
    expect(run.lostEnergy?.value).toBeGreaterThanOrEqual(0);
    const resumedAt = events.findLastIndex(({ kind, message }) => kind === "STATE" && message === "RUNNING");
    expect(Math.min(...events.slice(resumedAt).flatMap(({ step }) => step ?? []))).toBeGreaterThan(1);
  }

  test("ends in the same bytes when its process is killed in mid-training", async () => {
    const worker = startWorker();
    const id = await submit(long("child killed"));
    await follow(id, checkpointIsStored);
    process.kill(await engineOf(worker), "SIGKILL");
    await expectSameBytes(id, ["LOST", "SUCCEEDED"]);
    expect((await readRun(id)).attempts.nodes[0]?.failure?.message).toBe("The engine's process was ended by SIGKILL.");
    const [killed, last] = await storedAttempts();
    // Written just before its last checkpoint: no less, a moment aside, than what the next attempt went on from, and no more than it had used when it was killed.
    expect(killed!.energyRecord!.energy.value).toBeGreaterThan(0.9 * last!.startEnergyJoules);
    expect(killed!.energyRecord!.energy.value).toBeLessThanOrEqual(killed!.energyJoules!);
    expect(last!.energyRecord!.energy.value).toBeGreaterThan(last!.startEnergyJoules);
    expect(last!.energyRecord!.energy.value).toBeCloseTo((await readRun(id)).trainingEnergy!.value, 9);
  });

  test("ends in the same bytes when its worker is stopped, which leaves a last checkpoint and no process", async () => {
    const worker = startWorker();
    const id = await submit(long("worker stopped"));
    await follow(id, checkpointIsStored);
    const engine = await engineOf(worker);
    worker.child.kill("SIGTERM");
    expect({ code: await worker.exited, log: worker.log() }).toMatchObject({ code: 0 });
    expect(await isAlive(engine)).toBe(false);
    expect(await readRun(id)).toMatchObject({ state: "QUEUED", attempts: { nodes: [{ state: "LOST", failure: { message: "The worker stops." } }] } });
    startWorker();
    await expectSameBytes(id, ["LOST", "SUCCEEDED"]);
    expect((await readRun(id)).lostEnergy?.value).toBeCloseTo(0, 0);
  });

  test("ends in the same bytes when its worker is killed, whose child ends with it", async () => {
    const worker = startWorker();
    const id = await submit(long("worker killed"));
    await follow(id, checkpointIsStored);
    const engine = await engineOf(worker);
    await worker.kill();
    await until(async () => !(await isAlive(engine)), 10);
    await api.db.run.updateMany({ where: { state: "RUNNING" }, data: { leaseUntil: new Date(Date.now() - 1000) } }); // rather than wait for it
    startWorker();
    await expectSameBytes(id, ["LOST", "SUCCEEDED"]);
    expect(await readdir(join(api.dataFolder, "work"))).toEqual([]);
  });

  test("is dropped by a worker whose lease is over, which claims it again", async () => {
    const worker = startWorker();
    const id = await submit(long("lease over"));
    await follow(id, checkpointIsStored);
    const engine = await engineOf(worker);
    await api.db.run.updateMany({ where: { state: "RUNNING" }, data: { leaseUntil: new Date(Date.now() - 1000) } });
    await expectSameBytes(id, ["LOST", "SUCCEEDED"]);
    expect(await isAlive(engine)).toBe(false);
    expect(worker.log()).toContain("The run was dropped.");
  });

  test("loses no event and no heartbeat's worth of work while the API cannot be reached", async () => {
    const gate = await openGate(api.url);
    const worker = startWorker({ JOULEMARK_URL: gate.url });
    const id = await submit(long("API away"));
    await follow(id, checkpointIsStored);
    gate.close();
    await new Promise((resolve) => setTimeout(resolve, 3_000));
    gate.open();
    const events = await follow(id);
    gate.dispose();
    expect({ ...(await readRun(id)), log: worker.log() }).toMatchObject({ state: "SUCCEEDED", attempts: { nodes: [{ state: "SUCCEEDED" }] } });
    expect(modelOf(await readRun(id))).toBe(modelOf(uninterrupted));
    const steps = events.flatMap(({ kind, step }) => (kind === "PROGRESS" ? (step ?? []) : []));
    const times = events.flatMap(({ kind, at }) => (kind === "PROGRESS" ? Date.parse(at) : []));
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
    expect(Math.max(...times.slice(1).map((time, index) => time - times[index]!))).toBeLessThan(2_000); // none of the 3 s is missing
  });

  test("that trains a student reads its teachers by the attempt's token", async () => {
    const worker = startWorker();
    const teacher = uninterrupted.modelVersion!.id;
    const second = await submit(training("second teacher", 5));
    await follow(second);
    const teachers = [{ modelVersion: (await readRun(second)).modelVersion!.id, weight: 2 }];
    const distill = { technique: "distill", student: { layers: [{ type: "dense", units: 16, activation: "relu" }] }, teachers };
    const id = await submit(training("distilled", 5, { base: { modelVersion: teacher }, pipeline: [distill] }));
    await follow(id);
    expect({ ...(await readRun(id)), log: worker.log() }).toMatchObject({ state: "SUCCEEDED", modelVersion: { label: expect.stringContaining("64-16-10") } });
  });

  test("is cancelled within a heartbeat, its process with it", async () => {
    const worker = startWorker();
    const id = await submit(training("cancelled", 10_000));
    await follow(id, checkpointIsStored);
    const engine = await engineOf(worker);
    const { data } = await api.send("mutation ($id: ID!) { cancelRun(input: { run: $id }) { __typename } }", { id }, api.adminToken);
    expect(data).toMatchObject({ cancelRun: { __typename: "CancelRunSuccess" } });
    await follow(id);
    expect(await readRun(id)).toMatchObject({ state: "CANCELLED", attempts: { nodes: [{ state: "CANCELLED" }] } });
    expect(await isAlive(engine)).toBe(false);
  });

  test("fails with BUDGET_EXCEEDED when its joules are used up, and is not tried again", async () => {
    startWorker();
    const id = await submit(training("over budget", 10_000, { budget: { maxEnergyJoules: 5 } }));
    await follow(id);
    expect(await readRun(id)).toMatchObject({ state: "FAILED", failure: { code: "BUDGET_EXCEEDED" }, attempts: { nodes: [{ number: 1 }] } });
  });
});

describe("a worker", () => {
  test("ends at once where its key is wrong, and does not print it", async () => {
    const worker = startWorker({ JOULEMARK_TOKEN: "jm_wrong_secret" });
    expect(await worker.exited).toBe(1);
    expect(worker.log()).toContain("The API will not have this worker.");
    expect(worker.log()).not.toContain("jm_wrong_secret");
  });

  test("waits for an API that is not there yet, and ends when it is told to", async () => {
    const gate = await openGate(api.url);
    gate.close();
    const worker = startWorker({ JOULEMARK_URL: gate.url });
    await until(async () => worker.log().includes("The API does not answer"), 20);
    gate.open();
    await until(async () => worker.log().includes("The API is back."), 20);
    worker.child.kill("SIGINT");
    expect(await worker.exited).toBe(0);
    gate.dispose();
  });
});
