import { encodeGlobalId, uuidOf } from "../domain/global-id.ts";
import { type Scope, visibilities } from "../domain/access.ts";
import { reportOf, shortTraining } from "../test-worker.ts";
import { type Caller } from "./test-callers.ts";
import { type AccessWorld, freshInvitation, kinds, type Subject } from "./test-world.ts";

/** One line of the table. */
export interface AccessCase {
  /** E.g. "Query.experiment". */
  covers: string;
  /** What it is asked for, where that makes a difference, e.g. PRIVATE. */
  of: string;
  scope: Scope | null;
  ask(world: AccessWorld, caller: Caller): Promise<string>;
}

interface Answer {
  data?: Record<string, unknown> | null;
  errors?: { extensions?: { code?: string } }[];
}

const words: Record<string, string> = { UNAUTHENTICATED: "sign in", NOT_FOUND: "hidden", NOT_ALLOWED: "no" };
const wordOf = (code: string | undefined): string => words[code ?? ""] ?? (code ?? "fault").toLowerCase();
const wordOfStatus: Record<number, string> = { 200: "yes", 201: "yes", 400: "bad", 401: "sign in", 403: "no", 404: "hidden", 409: "stale_attempt" };

async function send({ api }: AccessWorld, headers: Record<string, string>, query: string, variables: object): Promise<Answer> {
  const response = await fetch(`${api.url}/graphql`, { method: "POST", headers: { "content-type": "application/json", accept: "application/graphql-response+json", ...headers }, body: JSON.stringify({ query, variables }) });
  return (await response.json()) as Answer;
}

/** A query whose root field shows something, or is empty. */
function read(covers: string, of: string, query: string, variables: (world: AccessWorld) => object, shows: (data: Record<string, unknown>, world: AccessWorld) => unknown): AccessCase {
  return {
    covers,
    of,
    scope: "read",
    async ask(world, caller) {
      const { data, errors } = await send(world, caller.headers("read"), query, variables(world));
      if (errors) return wordOf(errors[0]?.extensions?.code);
      return shows(data ?? {}, world) ? "yes" : "hidden";
    },
  };
}

function mutate(field: string, of: string, scope: Scope | null, input: (world: AccessWorld, caller: Caller) => object | Promise<object>, root: "Mutation" | "Query" = "Mutation"): AccessCase {
  const type = `${{ joinProject: "ProjectPlace", leaveProject: "ProjectPlace", inviteToProject: "ProjectPlace" }[field] ?? field[0]!.toUpperCase() + field.slice(1)}Input`;
  const query = field === "removeDemoData" ? `mutation { removeDemoData { __typename ... on UserErrors { errors { code message } } } }` : `${root.toLowerCase()} ($input: ${type}!) { ${field}(input: $input) { __typename ... on UserErrors { errors { code message } } } }`;
  return {
    covers: `${root}.${field}`,
    of,
    scope,
    async ask(world, caller) {
      const { data, errors } = await send(world, caller.headers(scope), query, field === "removeDemoData" ? {} : { input: await input(world, caller) });
      if (errors) return wordOf(errors[0]?.extensions?.code);
      const result = data?.[field] as { errors?: { code: string; message: string }[] };
      return result.errors ? wordOf(result.errors[0]?.code) : "yes";
    },
  };
}

const http = (covers: string, of: string, request: (world: AccessWorld) => { path: string; method?: string; headers?: Record<string, string>; body?: string }): AccessCase => ({
  covers,
  of,
  scope: "read",
  async ask(world, caller) {
    const { path, method = "GET", headers = {}, body } = request(world);
    const response = await fetch(`${world.api.url}${path}`, { method, redirect: "manual", headers: { ...headers, ...caller.headers("read") }, ...(body === undefined ? {} : { body }) });
    await response.arrayBuffer();
    return wordOfStatus[response.status] ?? String(response.status);
  },
});

const follow = (of: string, run: (world: AccessWorld) => string): AccessCase => ({
  covers: "Subscription.runEvents",
  of,
  scope: "read",
  async ask(world, caller) {
    const response = await fetch(`${world.api.url}/graphql/stream`, {
      method: "POST",
      headers: { "content-type": "application/json", accept: "text/event-stream", ...caller.headers("read") },
      body: JSON.stringify({ query: `subscription ($id: ID!) { runEvents(id: $id) { sequence } }`, variables: { id: run(world) } }),
    });
    const text = await response.text(); // of a run that is over the stream ends
    if (!response.ok) return wordOf((JSON.parse(text) as Answer).errors?.[0]?.extensions?.code);
    const first = JSON.parse(/^data: (\{.*\})$/m.exec(text)?.[1] ?? "{}") as Answer;
    return first.errors ? wordOf(first.errors[0]?.extensions?.code) : "yes";
  },
});

const nodesOf = (data: Record<string, unknown>, field: string): Record<string, string>[] => (data[field] as { nodes: Record<string, string>[] }).nodes;
const recordsIn = (run: unknown): boolean => {
  const shown = run as { energy: object | null; attempts: { nodes: { energy: object | null }[] } } | null;
  return shown !== null && shown.energy !== null && shown.attempts.nodes.every(({ energy }) => energy !== null);
};
const byId = { experiment: "experiment", run: "run", result: "result", model: "model", modelVersion: "modelVersion" } as const satisfies Record<string, keyof Subject>;
const lists = { experiments: "experiment", runs: "run", results: "result", models: "model", projects: "projectId" } as const satisfies Record<string, keyof Subject>;
const nodeTypes = { Experiment: "experiment", Run: "run", Result: "result", Model: "model", ModelVersion: "modelVersion", Artifact: "artifact", Project: "projectId" } as const satisfies Record<string, keyof Subject>;
const node = `query ($id: ID!) { node(id: $id) { id __typename } }`;
const nodes = `query ($id: ID!) { nodes(ids: [$id]) { id } }`;
const institutionKinds = ["other", "waiting"];

const reads: AccessCase[] = [
  read("Query.viewer", "", `{ viewer { id } }`, () => ({}), ({ viewer }) => viewer),
  read("Query.tasks", "", `{ tasks { slug } }`, () => ({}), ({ tasks }) => tasks),
  read("Query.specificationSchema", "", `{ specificationSchema }`, () => ({}), ({ specificationSchema }) => specificationSchema),
  read("Query.leaderboard", "", `{ leaderboard(task: "digits") { rows { totalCount } } }`, () => ({}), ({ leaderboard }) => (leaderboard as { rows: { totalCount: number } }).rows.totalCount === 1),
  ...kinds.map((kind) => read("Query.comparison", kind, `query ($of: [ID!]!) { comparison(of: $of) { pairs { a } } }`, ({ subjects }) => ({ of: [subjects[kind].run, subjects[kind].result] }), ({ comparison }) => (comparison as { pairs: unknown[] }[])[0]!.pairs.length > 0)),
  ...kinds.map((kind) => read("Run.energy, Attempt.energy", kind, `query ($id: ID!) { run(id: $id) { energy { wallSeconds } attempts { nodes { energy { document } } } } }`, ({ subjects }) => ({ id: subjects[kind].run }), ({ run }) => recordsIn(run))),
  ...kinds.map((kind) => read("Result.energy", kind, `query ($id: ID!) { result(id: $id) { energy { recordedRuns } } }`, ({ subjects }) => ({ id: subjects[kind].result }), ({ result }) => (result as { energy: object | null } | null)?.energy)),
  read("Query.leaderboards", "", `{ leaderboards { rowCount } }`, () => ({}), ({ leaderboards }) => (leaderboards as unknown[]).length > 0),
  read("Query.invitation", "its token", `query ($token: String!) { invitation(token: $token) { email } }`, () => ({ token: heldToken }), ({ invitation }) => invitation),
  read("Query.publication", "", `query ($id: ID!) { publication(id: $id) { id } }`, ({ publication }) => ({ id: publication }), ({ publication }) => publication),
  read("Query.publications", "", `{ publications { nodes { id } } }`, () => ({}), (data, { publication }) => nodesOf(data, "publications").some(({ id }) => id === publication)),
  ...kinds.flatMap((kind) => Object.entries(byId).map(([field, key]) => read(`Query.${field}`, kind, `query ($id: ID!) { ${field}(id: $id) { id } }`, ({ subjects }) => ({ id: subjects[kind][key] }), (data) => data[field]))),
  ...kinds.flatMap((kind) => Object.entries(lists).map(([field, key]) => read(`Query.${field}`, kind, `{ ${field}(first: 100) { nodes { id } } }`, () => ({}), (data, { subjects }) => nodesOf(data, field).some(({ id }) => id === subjects[kind][key])))),
  ...kinds.map((kind) => read("Query.project", kind, `query ($slug: String!) { project(slug: $slug) { id } }`, ({ subjects }) => ({ slug: subjects[kind].project }), ({ project }) => project)),
  ...institutionKinds.map((slug) => read("Query.institution", slug, `query ($slug: String!) { institution(slug: $slug) { id } }`, () => ({ slug }), ({ institution }) => institution)),
  ...institutionKinds.map((slug) => read("Query.institutions", slug, `{ institutions(first: 100) { nodes { slug } } }`, () => ({}), (data) => nodesOf(data, "institutions").some((row) => row.slug === slug))),
  ...kinds.flatMap((kind) => Object.entries(nodeTypes).map(([type, key]) => read(`Query.node: ${type}`, kind, node, ({ subjects }) => ({ id: subjects[kind][key] }), (data) => data.node))),
  ...institutionKinds.map((slug) => read("Query.node: Institution", slug, node, ({ institutions }) => ({ id: institutions[slug] }), (data) => data.node)),
  read("Query.node: Publication", "", node, ({ publication }) => ({ id: publication }), (data) => data.node),
  ...kinds.map((kind) => read("Query.nodes", `Run ${kind}`, nodes, ({ subjects }) => ({ id: subjects[kind].run }), (data) => (data.nodes as unknown[])[0])),
  ...kinds.map((kind) => follow(kind, ({ subjects }) => subjects[kind].run)),
  read("Institution.members", "home", `{ institution(slug: "home") { members { nodes { name } } } }`, () => ({}), ({ institution }) => nodesOf(institution as Record<string, unknown>, "members").length > 0),
  read("Institution.members: email of others", "home", `{ institution(slug: "home") { members { nodes { email isViewer } } } }`, () => ({}), ({ institution }) => nodesOf(institution as Record<string, unknown>, "members").some(({ email, isViewer }) => email && !isViewer)),
  read("Institution.invitations", "home", `{ institution(slug: "home") { invitations { email } } }`, () => ({}), ({ institution }) => (institution as { invitations: unknown[] }).invitations.length > 0),
  read("Institution.apiKeys", "home", `{ institution(slug: "home") { apiKeys { id } } }`, () => ({}), ({ institution }) => (institution as { apiKeys: unknown[] | null }).apiKeys),
];

let heldToken = "";
/** Before any case: an invitation whose token every caller of Query.invitation holds. */
export async function prepareCases(world: AccessWorld): Promise<void> {
  heldToken = (await freshInvitation(world)).token;
}

let count = 0;
const fresh = (name: string): string => `${name}-${++count}`;
const specification = (): object => shortTraining(fresh("case"));
async function freshMember({ api }: AccessWorld): Promise<string> {
  const { id: organizationId } = await api.db.institution.findUniqueOrThrow({ where: { slug: "home" } });
  const email = `${fresh("member")}@home.example`;
  const user = await api.db.user.create({ data: { name: email, email, members: { create: [{ organizationId, role: "observer" }] } }, include: { members: true } });
  return encodeGlobalId("Member", user.members[0]!.id);
}
async function freshKey({ api }: AccessWorld): Promise<string> {
  const { id } = await api.db.institution.findUniqueOrThrow({ where: { slug: "home" } });
  const name = fresh("key");
  const row = await api.db.apikey.create({ data: { configId: "org", referenceId: id, name, key: name } });
  return encodeGlobalId("ApiKey", row.id);
}
/** A project of home to which partner is invited, or in which it works. */
async function freshProject({ api }: AccessWorld, partner: "invited" | "working" | "absent"): Promise<string> {
  const [home, other] = await Promise.all(["home", "partner"].map((slug) => api.db.institution.findUniqueOrThrow({ where: { slug } })));
  const slug = fresh("joint");
  const places = [{ institutionId: home!.id, position: 0, acceptedAt: new Date() }, { institutionId: other!.id, position: 1, acceptedAt: partner === "working" ? new Date() : null }];
  await api.db.project.create({ data: { slug, name: slug, visibility: "CONSORTIUM", institutions: { create: partner === "absent" ? places.slice(0, 1) : places } } });
  return slug;
}
async function freshDraft(world: AccessWorld): Promise<string> {
  const { api, subjects, freshRun } = world;
  // A copy of a draft's rows: what may be published is decided by its institution and state alone.
  const run = uuidOf("Run", await freshRun())!;
  const { id: _id, leadRunId: _lead, createdAt: _at, document: _document, experimentId: _experiment, ...draft } = await api.db.result.findUniqueOrThrow({ where: { id: uuidOf("Result", subjects.PROJECT.result)! } });
  const { experimentId } = await api.db.run.update({ where: { id: run }, data: { state: "CANCELLED" } });
  // In a project of its own: one published result shows its project to everybody.
  const project = await api.db.project.findUniqueOrThrow({ where: { slug: await freshProject(world, "working") } });
  await api.db.experiment.update({ where: { id: experimentId }, data: { projectId: project.id } });
  const row = await api.db.result.create({ data: { ...draft, experimentId, leadRunId: run, specification: draft.specification as object } });
  return encodeGlobalId("Result", row.id);
}
const attemptOf = async (world: AccessWorld, token?: string): Promise<object> => ({ attempt: { ...(await world.freshAttempt()), ...(token ? { token } : {}) } });
const ATTEMPT = { heartbeat: {}, appendRunEvents: { firstIndex: 0, events: [] }, releaseRun: { reason: "a test" }, reportRun: { artifacts: [], report: { ...reportOf(1, 0.9, []), outcome: "FAILED", failure: { code: "NOT_FINITE", message: "a test" }, network: null, files: [] } } } as const;

const mutations: AccessCase[] = [
  ...visibilities.map((kind) => mutate("submitExperiment", `into a project that is ${kind}`, "submit", ({ subjects }) => ({ project: subjects[kind].project, idempotencyKey: fresh("key"), specification: specification() }))),
  mutate("estimateExperiment", "", "read", () => ({ specification: specification() }), "Query"),
  ...visibilities.map((kind) => mutate("estimateExperiment", `in a project that is ${kind}`, "submit", ({ subjects }) => ({ project: subjects[kind].project, specification: specification() }), "Query")),
  ...visibilities.map((kind) => mutate("cancelRun", `over, ${kind}`, "submit", ({ subjects }) => ({ run: subjects[kind].run }))),
  mutate("cancelRun", "queued, PROJECT", "submit", async (world) => ({ run: await world.freshRun() })),
  mutate("retryRun", "cancelled, PROJECT", "submit", async (world) => {
      const run = await world.freshRun();
    await world.api.db.run.update({ where: { id: uuidOf("Run", run)! }, data: { state: "CANCELLED" } });
    return { run };
  }),
  mutate("retryRun", "PRIVATE", "submit", ({ subjects }) => ({ run: subjects.PRIVATE.run })),
  mutate("publish", "a draft, PROJECT", "result:publish", async (world) => ({ results: [await freshDraft(world)], title: "T", disciplines: ["OTHER"] })),
  mutate("publish", "a published one", "result:publish", ({ subjects }) => ({ results: [subjects.published.result], title: "T", disciplines: ["OTHER"] })),
  ...(["PRIVATE", "PROJECT"] as const).flatMap((kind) =>
    (["experiment", "model", "projectId"] as const).map((key) => mutate("changeVisibility", `of ${key.replace("Id", "")}, ${kind}`, null, ({ subjects }) => ({ id: subjects[kind][key], visibility: kind })))),
  mutate("createProject", "of home", null, () => ({ slug: fresh("project"), name: "P", institutions: ["home"] })),
  mutate("inviteToProject", "other, into home's", null, async (world) => ({ project: await freshProject(world, "absent"), institution: "other" })),
  mutate("joinProject", "partner, invited by home", null, async (world) => ({ project: await freshProject(world, "invited"), institution: "partner" })),
  mutate("leaveProject", "partner, home's", null, async (world) => ({ project: await freshProject(world, "working"), institution: "partner" })),
  mutate("createInstitution", "", null, () => ({ slug: fresh("institution"), name: "I", type: "COMPANY" })),
  mutate("registerInstitution", "", null, async ({ api }) => {
    await api.db.institution.updateMany({ where: { approvedAt: null, slug: { not: "waiting" } }, data: { approvedAt: new Date() } });
    return { slug: fresh("institution"), name: "I", type: "COMPANY" };
  }),
  mutate("approveInstitution", "waiting", null, async ({ api }) => {
    await api.db.institution.update({ where: { slug: "waiting" }, data: { approvedAt: null } });
    return { institution: "waiting" };
  }),
  mutate("suspendInstitution", "an approved one", null, async ({ api }) => {
    const slug = fresh("suspended");
    await api.db.institution.create({ data: { slug, name: slug, type: "COMPANY", approvedAt: new Date() } });
    return { institution: slug, reason: "a test" };
  }),
  mutate("inviteMember", "into home", null, () => ({ institution: "home", email: `${fresh("invited")}@new.example`, role: "OBSERVER" })),
  mutate("revokeInvitation", "of home", null, async (world) => ({ invitation: (await freshInvitation(world)).id })),
  mutate("acceptInvitation", "of a new person", null, async (world) => ({ token: (await freshInvitation(world)).token, name: "New", password: "correct horse battery" })),
  mutate("changeMemberRole", "of home", null, async (world) => ({ institution: "home", member: await freshMember(world), role: "REVIEWER" })),
  mutate("removeMember", "of home", null, async (world) => ({ institution: "home", member: await freshMember(world) })),
  mutate("createApiKey", "of home", null, () => ({ institution: "home", name: fresh("key"), scopes: ["read"] })),
  mutate("createApiKey", "one's own", null, () => ({ name: fresh("key"), scopes: ["read"] })),
  mutate("revokeApiKey", "of home", null, async (world) => ({ id: await freshKey(world) })),
  mutate("createSignInLink", "", null, () => ({})),
  mutate("createPasswordResetLink", "", null, () => ({ email: "owner@home.example" })),
  mutate("removeDemoData", "", null, () => ({})),
  mutate("claimRun", "", "run:execute", () => ({ workerId: "w", workerName: "w", backend: "b", hardwareClass: "cpu/test/1" })),
  ...Object.entries(ATTEMPT).flatMap(([field, rest]) => [
    mutate(field, "with the attempt's token", null, async (world) => ({ ...(await attemptOf(world)), ...rest })),
    mutate(field, "with another token", null, async (world) => ({ ...(await attemptOf(world, "not-the-token")), ...rest })),
  ]),
];

const paths: AccessCase[] = [
  ...kinds.map((kind) => http("/artifacts", kind, ({ subjects }) => ({ path: `/artifacts/sha256/${subjects[kind].sha256}` }))),
  http("/uploads", "with what the caller sends as token", ({ subjects }) => ({ path: `/uploads/attempts/${subjects.PUBLIC.run}/1/artifacts/a.bin`, method: "PUT", headers: { "x-content-sha256": "0".repeat(64), "content-type": "application/octet-stream" }, body: "x" })),
  http("/graphql", "introspection", () => ({ path: "/graphql", method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify({ query: "{ __schema { queryType { name } } }" }) })),
  http("/api", "/auth/get-session", () => ({ path: "/api/auth/get-session" })),
  http("/api", "/auth/organization/list, which is closed", () => ({ path: "/api/auth/organization/list" })),
  http("/exports", "", () => ({ path: "/exports/anything" })),
  http("/metrics", "without its token", () => ({ path: "/metrics" })),
  ...["/healthz", "/readyz", "/version"].map((path) => http(path, "", () => ({ path }))),
];

export const accessCases: AccessCase[] = [...reads, ...mutations, ...paths];
