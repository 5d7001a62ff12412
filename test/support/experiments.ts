import { ask, contractDocument } from "./graphql.ts";

export interface RunView {
  id: string;
  state: string;
  seed: number;
  attempts: { nodes: { number: number; state: string; endedAt: string | null }[] };
  metrics: { name: string; value: number; interval: { low: number; high: number; level: number } | null }[];
  trainingEnergy: Quantity | null;
  lostEnergy: { value: number; unit: string } | null;
  modelVersion: { id: string; label: string; parameterCount: number; artifacts: { nodes: { name: string; sha256: string; sizeBytes: number; url: string }[] } } | null;
  progress: { step: number; totalSteps: number } | null;
  result: { id: string } | null;
  failure: { code: string; message: string } | null;
}
export interface Quantity {
  value: number;
  unit: string;
  interval: { low: number; high: number; level: number } | null;
  method: string;
  boundary: string;
  source: string;
}
export interface UserError {
  code: string;
  message: string;
  path: string[] | null;
}
interface SubmitAnswer {
  submitExperiment: { __typename: string; errors?: UserError[]; experiment?: { id: string; url: string; runs: { nodes: { id: string; state: string; seed: number }[] } } };
}

/** Training that takes long enough to be interrupted: 64-512-512-10 on all labels. */
export const longTraining = (name: string, epochs = 300): Record<string, unknown> => ({
  version: 1,
  name,
  task: "digits",
  base: { layers: [512, 512].map((units) => ({ type: "dense", units, activation: "relu" })) },
  pipeline: [{ technique: "train" }],
  training: { strategy: "single", epochs, batchSize: 64, optimizer: { type: "adam", learningRate: 0.001 } },
  seeds: [7],
});

/** Training that is over in a moment: 64-8-10 on 60 labels. */
export const shortTraining = (name: string): Record<string, unknown> => ({
  version: 1,
  name,
  task: "digits",
  base: { layers: [{ type: "dense", units: 8, activation: "relu" }] },
  pipeline: [{ technique: "train" }],
  training: { strategy: "single", examples: 60, epochs: 5, batchSize: 32, optimizer: { type: "sgd", learningRate: 0.1 } },
  seeds: [1],
});

const createInstitution = `mutation ($input: CreateInstitutionInput!) { createInstitution(input: $input) { __typename ... on UserErrors { errors { code message path } } } }`;
const createProject = `mutation ($input: CreateProjectInput!) { createProject(input: $input) { __typename ... on UserErrors { errors { code message path } } } }`;

/** A fresh institution and its project; the slug of the project. */
export async function makeProject(url: string, token: string, slug = "lab"): Promise<string> {
  const institution = await ask<{ createInstitution: { __typename: string } }>(url, createInstitution, { input: { slug: `${slug}-university`, name: `University of ${slug}`, type: "UNIVERSITY" } }, token);
  if (institution.createInstitution.__typename !== "CreateInstitutionSuccess") throw new Error(JSON.stringify(institution));
  const project = await ask<{ createProject: { __typename: string } }>(url, createProject, { input: { slug, name: `Project ${slug}`, institutions: [`${slug}-university`] } }, token);
  if (project.createProject.__typename !== "CreateProjectSuccess") throw new Error(JSON.stringify(project));
  return slug;
}

/** Submits by the contract's document. */
export async function submit(url: string, token: string, project: string, specification: unknown, idempotencyKey: string = crypto.randomUUID()): Promise<SubmitAnswer["submitExperiment"]> {
  const answer = await ask<SubmitAnswer>(url, await contractDocument("submit.graphql"), { input: { project, idempotencyKey, specification } }, token);
  return answer.submitExperiment;
}

/** Submits, and gives the id of the only run. */
export async function submitOne(url: string, token: string, project: string, specification: unknown): Promise<string> {
  const answer = await submit(url, token, project, specification);
  const run = answer.experiment?.runs.nodes[0];
  if (!run) throw new Error(`Refused: ${JSON.stringify(answer.errors)}`);
  return run.id;
}

export async function readRun(url: string, token: string, id: string): Promise<RunView> {
  const { run } = await ask<{ run: RunView | null }>(url, await contractDocument("run.graphql"), { id }, token);
  if (!run) throw new Error(`There is no run ${id}.`);
  return run;
}

/** Asks until the condition holds; throws what it last saw after `seconds`. */
export async function waitFor<T>(read: () => Promise<T>, holds: (value: T) => boolean, seconds: number): Promise<T> {
  const deadline = Date.now() + seconds * 1000;
  for (;;) {
    const value = await read();
    if (holds(value)) return value;
    if (Date.now() > deadline) throw new Error(`Not within ${seconds} s; last seen: ${JSON.stringify(value)}`);
    await new Promise((resolve) => setTimeout(resolve, 250));
  }
}

const ended = ["SUCCEEDED", "FAILED", "CANCELLED"];
/** The run once it has ended. */
export const waitForEnd = (url: string, token: string, id: string, seconds = 120): Promise<RunView> =>
  waitFor(() => readRun(url, token, id), (run) => ended.includes(run.state), seconds);

/** The run once it trains and a checkpoint has reached the server. */
export const waitForCheckpoint = (url: string, token: string, id: string, seconds = 60): Promise<unknown> =>
  waitFor(
    () => ask<{ run: { state: string; recentEvents: { kind: string }[] } }>(url, `query ($id: ID!) { run(id: $id) { state recentEvents(last: 200) { kind } } }`, { id }, token),
    ({ run }) => run.recentEvents.some((event) => event.kind === "CHECKPOINT"),
    seconds,
  );

/** sha256 of the weights a run ended with. */
export function modelSha256(run: RunView): string {
  const artifact = run.modelVersion?.artifacts.nodes.find(({ name }) => name === "model.safetensors");
  if (!artifact) throw new Error(`Run ${run.id} (${run.state}) has no model.safetensors.`);
  return artifact.sha256;
}
