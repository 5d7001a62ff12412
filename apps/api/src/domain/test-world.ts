import { createHash, randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { openFolder } from "../storage/blobs/folder.ts";
import type { Database, Experiment, Institution, Project } from "../storage/db.ts";
import { openOutbox } from "../storage/outbox.ts";
import { openTestDatabase } from "../storage/test-database.ts";
import type { Actor, Scope } from "./access.ts";
import type { Context } from "./context.ts";
import { submitExperiment } from "./experiments.ts";
import { createInstitution } from "./institutions.ts";
import { createProject } from "./projects.ts";
import { claimRun } from "./runs/claim.ts";
import type { Assignment } from "./runs/claim.ts";
import { heartbeat } from "./runs/heartbeat.ts";
import { reportRun } from "./runs/report.ts";
import { receiveUpload } from "./uploads.ts";

export const administrator: Actor = { kind: "administrator", userId: randomUUID(), name: "Operator" };
export const anonymous: Actor = { kind: "anonymous" };
export const operatorWorker: Actor = { kind: "key", keyId: randomUUID(), name: "local worker", scopes: ["run:execute"], institutionId: null };
export const memberOf = (institution: Institution, role: "OWNER" | "CURATOR" | "RESEARCHER" | "REVIEWER" | "OBSERVER" = "RESEARCHER"): Actor => ({ kind: "person", userId: randomUUID(), name: "A person", memberships: [{ institutionId: institution.id, role }], scopes: null });
export const keyOf = (institution: Institution, ...scopes: Scope[]): Actor => ({ kind: "key", keyId: randomUUID(), name: "a key", scopes, institutionId: institution.id });

/** A migrated database, a blob folder and an outbox, all real. */
export interface World {
  db: Database;
  url: string;
  as(actor: Actor, now?: () => Date): Context;
  close(): Promise<void>;
}

export async function openWorld(): Promise<World> {
  const { db, url, close } = await openTestDatabase({ poolSize: 20 });
  const folder = await mkdtemp(join(tmpdir(), "joulemark-world-"));
  const blobs = await openFolder(folder);
  const faults: unknown[] = [];
  const outbox = await openOutbox(db, { databaseUrl: url, onError: (error) => faults.push(error) });
  const silent = (): void => undefined;
  return {
    db,
    url,
    as: (actor, now = () => new Date()) => ({ db, actor, blobs, outbox, now, log: { info: silent, warn: silent, error: silent } }),
    async close() {
      await outbox.close();
      await close();
      await rm(folder, { recursive: true, force: true });
      if (faults.length > 0) throw new Error(`The outbox failed: ${String(faults[0])}`);
    },
  };
}

let made = 0;
/** A fresh institution and a project of it alone; slugs differ at each call. */
export async function makeProject(world: World, { demo = false, visibility }: { demo?: boolean; visibility?: Project["visibility"] } = {}): Promise<{ institution: Institution; project: Project }> {
  const slug = `place-${++made}`;
  const institution = await createInstitution(world.as(administrator), { slug, name: `Place ${made}`, type: "UNIVERSITY", demo });
  const project = await createProject(world.as(administrator), { slug, name: `Project ${made}`, institutions: [slug], demo });
  return { institution, project: visibility ? await world.db.project.update({ where: { id: project.id }, data: { visibility } }) : project };
}

export const specification = (change: Record<string, unknown> = {}): Record<string, unknown> => ({
  version: 1,
  name: "Digits, small",
  task: "digits",
  base: { layers: [{ type: "dense", units: 16, activation: "relu" }] },
  pipeline: [{ technique: "train" }],
  training: { strategy: "single", epochs: 5, batchSize: 32, optimizer: { type: "sgd", learningRate: 0.1 } },
  seeds: [1],
  ...change,
});

export const submit = (world: World, project: Project, change: Record<string, unknown> = {}, actor: Actor = administrator): Promise<Experiment> =>
  submitExperiment(world.as(actor), { project: project.slug, idempotencyKey: randomUUID(), specification: specification(change) });

export const worker = { workerId: "w1", workerName: "worker", backend: "tfjs-node", hardwareClass: "cpu/test/1" };

/** Claims; throws where there is nothing. */
export async function claim(world: World, actor: Actor = operatorWorker): Promise<Assignment> {
  const { assignment } = await claimRun(world.as(actor), worker);
  if (!assignment) throw new Error("There was nothing to claim.");
  return assignment;
}

export const refOf = ({ run, attempt, token }: Assignment) => ({ runId: run.id, number: attempt, token });

export const joules = (value: number) => ({ value, unit: "J", interval: { low: value * 0.8, high: value * 1.25, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "a test" });

export interface Reported {
  accuracy?: number;
  energyJoules?: number;
  inferenceJoules?: number | null;
  hardwareClass?: string;
  metrics?: object[];
}

/** What an engine would say of this run. */
export function reportOf({ run }: Assignment, { accuracy = 0.9, energyJoules = 10, inferenceJoules = 1, hardwareClass = "cpu/test/1", metrics }: Reported = {}): Record<string, unknown> {
  return {
    schemaVersion: 1,
    outcome: "SUCCEEDED",
    failure: null,
    seed: run.seed,
    task: "digits",
    techniques: ["train"],
    environment: { engineVersion: "0.1.0", backend: "tfjs-node 4.22.0", threads: 1, operatingSystem: "Linux", processor: "Test", accelerator: null, hardwareClass, zone: null },
    metrics: metrics ?? [
      { name: "accuracy", value: accuracy, direction: "MAXIMIZE", interval: { low: accuracy - 0.03, high: Math.min(1, accuracy + 0.03), level: 0.95 }, split: "test", count: 360 },
      { name: "accuracy", value: accuracy, direction: "MAXIMIZE", interval: null, split: "validation", count: 360 },
    ],
    steps: 100,
    epochs: 5,
    trainingCpuSeconds: 2,
    trainingWallSeconds: 2.1,
    trainingEnergy: joules(energyJoules),
    inferenceEnergyPerThousand: inferenceJoules === null ? null : joules(inferenceJoules),
    carbon: { ...joules(energyJoules / 1000), unit: "gCO2e" },
    cost: { ...joules(energyJoules / 1e6), unit: "EUR" },
    costs: [{ kind: "ELECTRICITY", amount: { ...joules(energyJoules / 1e6), unit: "EUR" } }],
    network: { label: "64-16-10", parameterCount: 1210, sizeBytes: 5000, multiplyAdds: 1184, sha256: "ab".repeat(32) },
    files: [],
  };
}

export async function upload(world: World, assignment: Assignment, name: string, content: string): Promise<{ name: string; sha256: string; sizeBytes: number; mediaType: string }> {
  const sha256 = createHash("sha256").update(content).digest("hex");
  const mediaType = "application/octet-stream";
  const { sizeBytes } = await receiveUpload(world.as(anonymous), { attempt: refOf(assignment), kind: "artifacts", name, mediaType, sha256, checkpoint: null, body: Readable.from([Buffer.from(content)]) });
  return { name, sha256, sizeBytes, mediaType };
}

export async function checkpoint(world: World, assignment: Assignment, step: number, energyJoules: number): Promise<string> {
  const content = `checkpoint of ${assignment.run.id} at ${step}`;
  const sha256 = createHash("sha256").update(content).digest("hex");
  await receiveUpload(world.as(anonymous), {
    attempt: refOf(assignment), kind: "checkpoints", name: `step-${step}.safetensors`, mediaType: "application/octet-stream", sha256, checkpoint: { step, energyJoules }, body: Readable.from([Buffer.from(content)]),
  });
  return sha256;
}

/** Uploads and reports as a worker does at the end. */
export async function succeed(world: World, assignment: Assignment, reported: Reported = {}) {
  const artifacts = [await upload(world, assignment, "model.safetensors", `model of ${assignment.run.id}`), await upload(world, assignment, "energy-record.json", `{"run":"${assignment.run.id}"}`)];
  return reportRun(world.as(anonymous), { attempt: refOf(assignment), report: reportOf(assignment, reported), artifacts });
}

/** Submits, executes every seed, and gives the draft. */
export async function makeResult(world: World, project: Project, reported: Reported = {}, change: Record<string, unknown> = {}) {
  const experiment = await submit(world, project, change);
  const { count } = await world.db.run.updateMany({ where: { experimentId: experiment.id }, data: { priority: 1 } }); // before what else a test has queued
  const ofItsInstitution: Actor = { kind: "key", keyId: randomUUID(), name: "its worker", scopes: ["run:execute"], institutionId: experiment.institutionId };
  for (let k = 0; k < count; k++) await succeed(world, await claim(world, ofItsInstitution), reported);
  return world.db.result.findFirstOrThrow({ where: { experimentId: experiment.id } });
}

export const beatWith = (world: World, assignment: Assignment, energyJoules: number) => heartbeat(world.as(anonymous), { attempt: refOf(assignment), energyJoules, step: 1 });

/** Makes the run's lease end a second ago. */
export const expireLease = (world: World, runId: string) => world.db.run.update({ where: { id: runId }, data: { leaseUntil: new Date(Date.now() - 1000) } });
