import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { decodeTensorFile } from "./formats/tensor-file.ts";
import type { EngineEvent, RunReport } from "./report.ts";

/** Real processes of the engine's command. */
const command = fileURLToPath(new URL("../bin/joulemark-engine.mjs", import.meta.url));
const root = mkdtempSync(join(tmpdir(), "joulemark-engine-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

const specification = (change: object = {}): Record<string, unknown> => ({
  version: 1, name: "test", task: "digits", base: { layers: [{ type: "dense", units: 256, activation: "relu" }] }, pipeline: [{ technique: "train" }],
  training: { epochs: 60, batchSize: 32, optimizer: { type: "adam", learningRate: 0.001 } }, seeds: [3], ...change,
});

function workFolder(name: string, job: object = {}): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "job.json"), JSON.stringify({ specification: specification(), seed: 3, threads: 1, zone: "DE", inferenceSeconds: 0.1, ...job }));
  return folder;
}

interface Started {
  child: ChildProcess;
  events: EngineEvent[];
  /** Once an event fits. */
  until(fits: (event: EngineEvent) => boolean): Promise<void>;
  ended: Promise<{ code: number | null; stderr: string }>;
}

function start(...parameters: string[]): Started {
  const child = spawn(process.execPath, [command, ...parameters], { stdio: ["pipe", "pipe", "pipe"], env: { ...process.env, NODE_OPTIONS: "" } });
  const events: EngineEvent[] = [];
  const waiting: { fits: (event: EngineEvent) => boolean; resolve: () => void }[] = [];
  let [text, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    const lines = (text + chunk).split("\n");
    text = lines.pop()!;
    for (const line of lines.filter((candidate) => candidate.startsWith("{\"at\""))) {
      const event = JSON.parse(line) as EngineEvent;
      events.push(event);
      for (const { fits, resolve } of waiting) if (fits(event)) resolve();
    }
  });
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (stderr += chunk));
  return {
    child,
    events,
    until: (fits) => new Promise((resolve) => waiting.push({ fits, resolve })),
    ended: once(child, "close").then(([code]) => ({ code: code as number | null, stderr })),
  };
}

const reportOf = (folder: string): RunReport => JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")) as RunReport;
const checkpoints = (started: Started): EngineEvent[] => started.events.filter(({ kind }) => kind === "CHECKPOINT");
const third = (started: Started): Promise<void> => started.until(() => checkpoints(started).length === 3);

describe("an uninterrupted run", () => {
  const folder = workFolder("whole");
  let whole: Started;
  beforeAll(async () => {
    whole = start("run", folder);
    expect((await whole.ended).code).toBe(0);
  });

  test("reports quality, energy, carbon and cost of the same run, and the files it wrote", () => {
    const report = reportOf(folder);
    expect(report).toMatchObject({ schemaVersion: 1, outcome: "SUCCEEDED", failure: null, seed: 3, techniques: ["train"], steps: 60 * 38, epochs: 60, environment: { threads: 1, zone: "DE", accelerator: null }, network: { label: "64-256-10", parameterCount: 64 * 256 + 256 + 2570 } });
    expect(report.metrics[0]).toMatchObject({ name: "accuracy", direction: "MAXIMIZE", split: "test", count: 360 });
    expect(report.metrics[0]!.value).toBeGreaterThan(0.93);
    expect(report.metrics.map(({ name }) => name)).toEqual(["accuracy", "macroF1", "calibrationError", "loss"]);
    for (const { value, interval } of report.metrics) expect(interval!.low <= value && value <= interval!.high).toBe(true);
    expect(report.latency!.map(({ batchSize, threads }) => [batchSize, threads])).toEqual([[1, 1], [32, 1], [256, 1]]);
    expect(report.trainingEnergy).toMatchObject({ unit: "J", method: "ESTIMATED", boundary: "PROCESS" });
    expect(report.trainingEnergy!.value).toBeGreaterThan(0);
    expect(report.inferenceEnergyPerThousand!.value).toBeGreaterThan(0);
    expect(report.cost!.unit).toBe("EUR");
    expect(report.files.map(({ name }) => name).toSorted()).toEqual(["energy-record.json", "model.safetensors"]);
    expect(report.network!.sha256).toBe(report.files.find(({ name }) => name === "model.safetensors")!.sha256);
  });

  test("has at least 20 checkpoints, of which the newest two are kept, and falling loss as events", () => {
    expect(checkpoints(whole).length).toBeGreaterThanOrEqual(20);
    expect(readdirSync(join(folder, "checkpoints"))).toHaveLength(2);
    const losses = whole.events.filter(({ kind }) => kind === "PROGRESS").map(({ values }) => values.find(({ name }) => name === "loss")!.value);
    expect(losses.at(-1)!).toBeLessThan(losses[0]! / 5);
    const joules = whole.events.flatMap(({ kind, values }) => (kind === "PROGRESS" ? values.filter(({ name }) => name === "energyJoules").map(({ value }) => value) : []));
    expect(joules).toEqual(joules.toSorted((a, b) => a - b));
  });

  test("leaves loading, evaluation and inference out of its training window", () => {
    const report = reportOf(folder);
    expect(report.trainingCpuSeconds).toBeLessThan(report.trainingWallSeconds * 1.5 + 0.2);
    const span = (Date.parse(whole.events.at(-1)!.at) - Date.parse(whole.events[0]!.at)) / 1000;
    expect(report.trainingWallSeconds).toBeLessThan(span);
  });

  describe("and one that was killed in mid-training", () => {
    const expectSame = (other: string): void => {
      expect(readFileSync(join(other, "out", "model.safetensors")).equals(readFileSync(join(folder, "out", "model.safetensors")))).toBe(true);
      expect(reportOf(other).metrics).toEqual(reportOf(folder).metrics);
      expect(reportOf(other).steps).toBe(60 * 38);
    };

    test("by SIGKILL ends in the same bytes when it goes on, and its joules go on too", async () => {
      const killed = workFolder("killed");
      const first = start("run", killed);
      await third(first);
      first.child.kill("SIGKILL");
      await first.ended;
      const carried = checkpoints(first).at(-1)!.values[0]!.value;
      const second = start("run", killed);
      expect((await second.ended).code).toBe(0);
      expect(second.events[0]!.message).toMatch(/^Going on after step [1-9]/);
      expectSame(killed);
      expect(reportOf(killed).trainingEnergy!.value).toBeGreaterThan(carried);
    });

    test("by SIGTERM exits with 75 after a checkpoint, and another folder goes on from that file, the newest of its own being damaged", async () => {
      const stopped = workFolder("stopped");
      const first = start("run", stopped);
      await third(first);
      first.child.kill("SIGTERM");
      expect((await first.ended).code).toBe(75);
      const name = readdirSync(join(stopped, "checkpoints")).toSorted().at(-1)!;
      const other = workFolder("other");
      mkdirSync(join(other, "resume"));
      mkdirSync(join(other, "checkpoints"));
      const bytes = readFileSync(join(stopped, "checkpoints", name));
      writeFileSync(join(other, "resume", "checkpoint.safetensors"), bytes);
      const damaged = Buffer.from(bytes);
      damaged[damaged.length - 9]! ^= 1;
      writeFileSync(join(other, "checkpoints", "step-00009999.safetensors"), damaged);
      const second = start("run", other);
      expect((await second.ended).code).toBe(0);
      expect(second.events[0]!.message).toContain("checksum");
      expectSame(other);
    });

    test("ends by itself when its parent is gone", async () => {
      const orphan = start("run", workFolder("orphan"), "--watch-parent");
      await third(orphan);
      orphan.child.stdin!.destroy();
      expect((await orphan.ended).code).toBe(75);
    });
  });
});

describe("a run that must stop", () => {
  test("because its energy budget is used up reports BUDGET_EXCEEDED and what it used", async () => {
    // The whole training takes about ten times as much on the machine this was written on, and less on a quicker one.
    const folder = workFolder("budget", { remainingEnergyJoules: 0.05 });
    expect((await start("run", folder).ended).code).toBe(0);
    const report = reportOf(folder);
    expect(report).toMatchObject({ outcome: "FAILED", failure: { code: "BUDGET_EXCEEDED" }, network: null, metrics: [] });
    expect(report.trainingEnergy!.value).toBeGreaterThan(0.05);
    expect(report.files.map(({ name }) => name)).toEqual(["energy-record.json"]);
  });

  test("because the deadline has passed says which", async () => {
    const folder = workFolder("deadline", { specification: specification({ budget: { deadline: "2020-01-01T00:00:00Z" } }) });
    await start("run", folder).ended;
    expect(reportOf(folder).failure).toMatchObject({ code: "BUDGET_EXCEEDED", message: expect.stringContaining("2020-01-01") as unknown });
  });

  test.each([
    ["its base version is missing", { base: { modelVersion: "x" } }, /base version's network is missing/],
    ["its cost budget is in a currency that is not priced here", { budget: { maxCost: { value: 1, currency: "USD" } } }, /EUR/],
  ])("because %s says so in a report", async (name, change, message) => {
    const folder = workFolder(name, { specification: specification(change) });
    expect((await start("run", folder).ended).code).toBe(0);
    expect(reportOf(folder)).toMatchObject({ outcome: "FAILED", failure: { code: "INVALID_INPUT", message: expect.stringMatching(message) as unknown } });
  });

  test("because its loss is not finite names the step, and keeps the last good checkpoint", async () => {
    const layers = [{ type: "dense", units: 64, activation: "linear" }, { type: "dense", units: 64, activation: "linear" }];
    // The rate is small until step 500, and then far too large.
    const schedule = { type: "piecewise", boundaries: [500], factors: [1000] };
    const folder = workFolder("nan", { specification: specification({ training: { epochs: 60, batchSize: 32, optimizer: { type: "sgd", learningRate: 0.1 }, schedule }, base: { layers } }) });
    await start("run", folder).ended;
    const { failure } = reportOf(folder);
    expect(failure).toMatchObject({ code: "NUMERIC", message: expect.stringMatching(/step \d+: lower the learning rate/) as unknown });
    expect(Number(/step (\d+)/.exec(failure!.message)![1])).toBeGreaterThan(500);
    const newest = readdirSync(join(folder, "checkpoints")).toSorted().at(-1)!;
    const { tensors } = decodeTensorFile(readFileSync(join(folder, "checkpoints", newest)));
    expect(Object.entries(tensors).filter(([, { values }]) => !values.every(Number.isFinite))).toEqual([]);
  });
});

describe("a network of convolutions with normalization, dropout and early stopping", () => {
  const layers = [
    { type: "reshape", targetShape: [8, 8, 1] }, { type: "conv2d", filters: 8, kernelSize: 3, strides: 2, activation: "linear" }, { type: "batch_normalization", momentum: 0.9 },
    { type: "activation" }, { type: "flatten" }, { type: "dropout", rate: 0.3 },
  ];
  const earlyStopping = { monitor: "val_loss", patience: 4, restoreBestWeights: true };
  const job = { specification: specification({ base: { layers }, training: { epochs: 60, batchSize: 32, optimizer: { type: "adamw", learningRate: 0.01 }, clipNorm: 1, earlyStopping } }) };

  test("stops early, gives the best epoch's weights, and ends in the same bytes when it was killed and goes on", async () => {
    const [whole, killed] = [workFolder("early", job), workFolder("early-killed", job)];
    const through = start("run", whole);
    expect((await through.ended).code).toBe(0);
    expect(through.events.map(({ message }) => message)).toContainEqual(expect.stringMatching(/^Stopped early after epoch \d+: val_loss/));
    const first = start("run", killed);
    await third(first);
    first.child.kill("SIGKILL");
    await first.ended;
    const second = start("run", killed);
    expect((await second.ended).code).toBe(0);
    expect(second.events[0]!.message).toMatch(/^Going on after step [1-9]/);
    const [a, b] = [reportOf(whole), reportOf(killed)];
    expect(a.steps).toBeLessThan(60 * 38);
    expect(a.steps % 38).toBe(0);
    expect(a.metrics[0]!.value).toBeGreaterThan(0.9);
    expect(b).toMatchObject({ steps: a.steps, metrics: a.metrics, network: { label: "64-c8-bn-10", sha256: a.network!.sha256 } });
  });
});

describe("what the command refuses with exit code 2, naming what is wrong:", () => {
  const refused = async (...parameters: string[]): Promise<string> => {
    const { code, stderr } = await start(...parameters).ended;
    expect(code).toBe(2);
    return stderr;
  };
  test("a job whose specification is wrong", async () => {
    expect(await refused("run", workFolder("wrong", { specification: specification({ pipeline: [{ technique: "melt" }] }) }))).toMatch(/pipeline\.0\.technique.*melt/);
  });
  test("base.file in a worker's job", async () => {
    expect(await refused("run", workFolder("file", { specification: specification({ base: { file: "/etc/passwd" } }) }))).toContain("base.file");
  });
  test("a site's figure that cannot be", async () => {
    expect(await refused("run", workFolder("site", { site: { pue: { value: 0.5 } } }))).toContain("pue.value");
  });
  test("a grid zone that no table has", async () => {
    expect(await refused("run", workFolder("zone", { zone: "Atlantis" }))).toContain("Atlantis");
  });
  test("a file that is no model", async () => {
    expect(await refused("inspect", command)).toContain("safetensors");
  });
  test("a folder that is not there", async () => {
    expect(await refused("run", join(root, "nowhere"))).toContain("nowhere");
  });
});
