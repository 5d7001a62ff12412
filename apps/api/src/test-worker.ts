import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { EnergyRecord } from "@joulemark/energy";
import { testRecord } from "../../../packages/energy/src/test-record.ts";
import type { Answer, TestApi } from "./test-api.ts";

/** A document of the public contract, as partners keep it. */
export const contractDocument = (name: string): Promise<string> => readFile(new URL(`../../../test/contract/${name}`, import.meta.url), "utf8");

export const sha256Of = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");

/** 64-8-10 on 60 labels. */
export const shortTraining = (name: string, seeds = [1]): Record<string, unknown> => ({
  version: 1,
  name,
  task: "digits",
  base: { layers: [{ type: "dense", units: 8, activation: "relu" }] },
  pipeline: [{ technique: "train" }],
  training: { strategy: "single", examples: 60, epochs: 5, batchSize: 32, optimizer: { type: "sgd", learningRate: 0.1 } },
  seeds,
});

export interface Refused {
  errors: { code: string; message: string; path: string[] | null }[];
}
export interface ClaimedRun {
  run: { id: string };
  attempt: number;
  token: string;
  seed: number;
  checkpoint: { step: number; energyJoules: number; sha256: string; url: string } | null;
  baseVersion: { id: string; artifacts: { nodes: { sha256: string; url: string }[] } } | null;
}

const figure = (value: number, unit: string) => ({ value, unit, interval: { low: value * 0.8, high: value * 1.2, level: 0.95 }, method: "ESTIMATED", boundary: "PROCESS", source: "a recorded report" }) as const;

/** What the meters would have recorded of a run with these joules; those of `reportOf` by default. */
export const recordOf = (joules = 12): EnergyRecord => testRecord({ zone: "DE" }, figure(joules, "J"));

/** A report as the engine writes it. */
export const reportOf = (seed: number, accuracy: number, files: { name: string; bytes: Uint8Array }[]): Record<string, unknown> => ({
  schemaVersion: 1,
  outcome: "SUCCEEDED",
  failure: null,
  seed,
  task: "digits",
  techniques: ["train"],
  environment: { engineVersion: "0.1.0", backend: "tfjs-node 4.22.0, libtensorflow 2.21.0", threads: 1, operatingSystem: "linux 6.1", processor: "AMD EPYC", accelerator: null, hardwareClass: "cpu/amd-epyc-zen4/1", zone: null },
  metrics: [{ name: "accuracy", value: accuracy, direction: "MAXIMIZE", interval: { low: accuracy - 0.02, high: accuracy + 0.02, level: 0.95 }, split: "test", count: 360 }],
  steps: 10,
  epochs: 5,
  trainingCpuSeconds: 0.4,
  trainingWallSeconds: 0.41,
  trainingEnergy: figure(12, "J"),
  inferenceEnergyPerThousand: figure(0.5, "J"),
  carbon: figure(0.0016, "gCO2e"),
  cost: figure(0.0000008, "EUR"),
  costs: [{ kind: "ELECTRICITY", amount: figure(0.0000008, "EUR") }],
  network: { label: "64-8-10", parameterCount: 610, sizeBytes: 2440, multiplyAdds: 592, sha256: sha256Of(Buffer.from(`network ${seed}`)) },
  files: files.map(({ name, bytes }) => ({ name, path: `out/${name}`, sha256: sha256Of(bytes), sizeBytes: bytes.byteLength, mediaType: "application/octet-stream" })),
});

/** Speaks the public API as a worker does. */
export function testWorker(api: TestApi, token = api.workerToken) {
  const input = (claimed: ClaimedRun) => ({ run: claimed.run.id, number: claimed.attempt, token: claimed.token });
  const mutate = async <Data>(field: string, type: string, variables: object, selection: string): Promise<Data> => {
    const answer: Answer<Record<string, Data>> = await api.send(`mutation ($input: ${type}!) { ${field}(input: $input) { __typename ... on UserErrors { errors { code message path } } ${selection} } }`, { input: variables }, token);
    if (answer.errors) throw new Error(JSON.stringify(answer.errors));
    return answer.data[field] as Data;
  };
  const worker = {
    async claim(): Promise<ClaimedRun | null> {
      const { assignment } = await mutate<{ assignment: ClaimedRun | null }>(
        "claimRun",
        "ClaimRunInput",
        { workerId: "test", workerName: "test", backend: "tfjs-node 4.22.0", hardwareClass: "cpu/amd-epyc-zen4/1" },
        "... on ClaimRunSuccess { retryAfterSeconds assignment { attempt token seed leaseUntil specification remainingEnergyJoules run { id state } baseVersion { id artifacts(first: 5) { nodes { sha256 url } } } checkpoint { step energyJoules sha256 sizeBytes url } } }",
      );
      return assignment;
    },
    heartbeat: (claimed: ClaimedRun, progress: object = {}) =>
      mutate<{ __typename: string; leaseUntil?: string; stop?: string | null } & Partial<Refused>>("heartbeat", "HeartbeatInput", { attempt: input(claimed), ...progress }, "... on HeartbeatSuccess { leaseUntil stop }"),
    events: (claimed: ClaimedRun, firstIndex: number, steps: number[]) =>
      mutate<{ received?: number } & Partial<Refused>>(
        "appendRunEvents",
        "AppendRunEventsInput",
        { attempt: input(claimed), firstIndex, events: steps.map((step) => ({ at: new Date().toISOString(), kind: "PROGRESS", step, epoch: 1, values: [{ name: "loss", value: 1 / (step + 1) }] })) },
        "... on AppendRunEventsSuccess { received }",
      ),
    upload: (claimed: ClaimedRun, kind: "artifacts" | "checkpoints", name: string, bytes: Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) =>
      fetch(`${api.url}/uploads/attempts/${claimed.run.id}/${claimed.attempt}/${kind}/${name}`, {
        method: "PUT",
        body: bytes,
        headers: { authorization: `Bearer ${claimed.token}`, "content-type": "application/octet-stream", "x-content-sha256": sha256Of(bytes), ...headers },
      }),
    async report(claimed: ClaimedRun, accuracy = 0.9, energyRecord: object | null = recordOf(), change: object = {}) {
      const files = [
        { name: "model.safetensors", bytes: Buffer.from(`weights of ${claimed.run.id}`) },
        { name: "energy-record.json", bytes: Buffer.from(JSON.stringify({ ...energyRecord, run: claimed.run.id })) },
      ];
      for (const { name, bytes } of files) await worker.upload(claimed, "artifacts", name, bytes);
      const report: Record<string, unknown> = { ...reportOf(claimed.seed, accuracy, files), ...change };
      return mutate<{ __typename: string } & Partial<Refused>>("reportRun", "ReportRunInput", { attempt: input(claimed), report, energyRecord, artifacts: (report.files as { path: string }[]).map(({ path: _path, ...file }) => file) }, "... on ReportRunSuccess { run { id state } }");
    },
    release: (claimed: ClaimedRun, energyRecord: object | null = null) => mutate<{ __typename: string; run?: { state: string } } & Partial<Refused>>("releaseRun", "ReleaseRunInput", { attempt: input(claimed), reason: "the test says so", energyRecord }, "... on ReleaseRunSuccess { run { id state } }"),
  };
  return worker;
}

/** An institution with one project, which has its slug. */
export async function makeLab(api: TestApi, slug = "lab"): Promise<void> {
  const answer = await api.send(
    `mutation ($slug: String!) { createInstitution(input: { slug: $slug, name: "Lab", type: UNIVERSITY }) { __typename } createProject(input: { slug: $slug, name: "Lab", institutions: [$slug] }) { __typename } }`,
    { slug },
    api.adminToken,
  );
  const { createInstitution, createProject } = answer.data as Record<string, { __typename: string }>;
  if (createInstitution?.__typename !== "CreateInstitutionSuccess" || createProject?.__typename !== "CreateProjectSuccess") throw new Error(JSON.stringify(answer));
}

/** Submits by the contract's document; the ids of the runs. */
export async function submitRuns(api: TestApi, specification: unknown, options: { project?: string; token?: string; idempotencyKey?: string } = {}): Promise<string[]> {
  const input = { project: options.project ?? "lab", idempotencyKey: options.idempotencyKey ?? crypto.randomUUID(), specification };
  const { data, errors } = await api.send<{ submitExperiment: { experiment?: { runs: { nodes: { id: string }[] } } } & Partial<Refused> }>(await contractDocument("submit.graphql"), { input }, options.token ?? api.adminToken);
  const runs = data?.submitExperiment?.experiment?.runs.nodes;
  if (!runs) throw new Error(JSON.stringify(errors ?? data));
  return runs.map(({ id }) => id);
}
