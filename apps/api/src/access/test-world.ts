import { visibilities } from "../domain/access.ts";
import { encodeGlobalId } from "../domain/global-id.ts";
import { sha256Of as hashOf } from "../domain/sha256.ts";
import { startTestApi, type TestApi } from "../test-api.ts";
import { shortTraining, submitRuns, testWorker } from "../test-worker.ts";
import { type Caller, makeCallers } from "./test-callers.ts";

/** What a subject may be seen by; "published": of a private experiment. */
export const kinds = [...visibilities, "published"] as const;
export type Kind = (typeof kinds)[number];

/** One experiment of home, and all that came of it; ids as the outside names them. */
export interface Subject {
  project: string;
  projectId: string;
  experiment: string;
  run: string;
  result: string;
  model: string;
  modelVersion: string;
  artifact: string;
  sha256: string;
}

export interface AccessWorld {
  api: TestApi;
  callers: Caller[];
  subjects: Record<Kind, Subject>;
  publication: string;
  /** Ids of institutions by slug: home, partner, other, waiting. */
  institutions: Record<string, string>;
  /** A queued run of home, in the project that is visible to home and partner. */
  freshRun(): Promise<string>;
  /** An attempt that runs, with its token. */
  freshAttempt(): Promise<{ run: string; number: number; token: string }>;
  close(): Promise<void>;
}

const createInstitution = `mutation ($slug: String!) { createInstitution(input: { slug: $slug, name: $slug, type: NONPROFIT }) { __typename } }`;
const createProject = `mutation ($slug: String!) { createProject(input: { slug: $slug, name: $slug, institutions: ["home", "partner"] }) { ... on CreateProjectSuccess { project { id } } } }`;
const setVisibility = `mutation ($id: ID!, $visibility: Visibility!) { changeVisibility(input: { id: $id, visibility: $visibility }) { __typename } }`;
const publish = `mutation ($input: PublishInput!) { publish(input: $input) { ... on PublishSuccess { publication { id } } ... on UserErrors { errors { message } } } }`;

/** home leads a project of each visibility, in which partner works, with one finished experiment; of one of the private ones the result is published. */
export async function openAccessWorld(): Promise<AccessWorld> {
  const api = await startTestApi();
  const { db } = api;
  const operator = async <Data>(query: string, variables: Record<string, unknown>): Promise<Data> => {
    const { data, errors } = await api.send<Data>(query, variables, api.adminToken);
    if (errors) throw new Error(JSON.stringify(errors));
    return data;
  };
  for (const slug of ["home", "partner", "other"]) await operator(createInstitution, { slug });
  await db.institution.create({ data: { slug: "waiting", name: "waiting", type: "COMPANY" } });
  await db.institution.updateMany({ data: { maxRunning: 100_000, maxQueued: 100_000 } });
  await db.institution.update({ where: { slug: "waiting" }, data: { approvedAt: null } });
  const worker = testWorker(api);

  const makeSubject = async (kind: Kind): Promise<Subject> => {
    const slug = `project-${kind.toLowerCase()}`;
    const visibility = kind === "published" ? "PRIVATE" : kind;
    const { createProject: made } = await operator<{ createProject: { project: { id: string } } }>(createProject, { slug });
    await db.projectInstitution.updateMany({ data: { acceptedAt: new Date() } });
    await operator(setVisibility, { id: made.project.id, visibility });
    const [run] = await submitRuns(api, shortTraining(`of ${kind}`), { project: slug });
    await worker.report((await worker.claim())!);
    const row = await db.run.findFirstOrThrow({ where: { experiment: { name: `of ${kind}` } }, include: { experiment: true, modelVersion: true, artifacts: { where: { name: "model.safetensors" } } } });
    return {
      project: slug,
      projectId: made.project.id,
      experiment: encodeGlobalId("Experiment", row.experimentId),
      run: run!,
      result: encodeGlobalId("Result", row.resultId!),
      model: encodeGlobalId("Model", row.modelVersion!.modelId),
      modelVersion: encodeGlobalId("ModelVersion", row.modelVersionId!),
      artifact: encodeGlobalId("Artifact", row.artifacts[0]!.id),
      sha256: row.artifacts[0]!.sha256,
    };
  };
  const subjects = {} as Record<Kind, Subject>;
  for (const kind of kinds) subjects[kind] = await makeSubject(kind);
  const { publish: published } = await operator<{ publish: { publication: { id: string } } }>(publish, { input: { results: [subjects.published.result], title: "T", disciplines: ["OTHER"] } });
  const rows = await db.institution.findMany();
  const freshRun = async (): Promise<string> => (await submitRuns(api, shortTraining("fresh"), { project: subjects.PROJECT.project }))[0]!;
  return {
    api,
    callers: await makeCallers(api),
    subjects,
    publication: published.publication.id,
    institutions: Object.fromEntries(rows.map(({ slug, id }) => [slug, encodeGlobalId("Institution", id)])),
    freshRun,
    async freshAttempt() {
      await freshRun();
      const { run, attempt, token } = (await worker.claim())!;
      return { run: run.id, number: attempt, token };
    },
    close: () => api.close(),
  };
}

/** An invitation of a new address by the owner of an institution; its token. */
export async function freshInvitation({ api }: AccessWorld, institution = "home"): Promise<{ id: string; token: string }> {
  const { id: organizationId } = await api.db.institution.findUniqueOrThrow({ where: { slug: institution } });
  const { id: inviterId } = await api.db.user.findFirstOrThrow({ where: { email: "owner@home.example" } });
  const token = crypto.randomUUID();
  const row = await api.db.invitation.create({ data: { organizationId, inviterId, email: `${token}@new.example`, role: "observer", expiresAt: new Date(Date.now() + 3_600_000), tokenSha256: hashOf(token) } });
  return { id: encodeGlobalId("Invitation", row.id), token };
}
