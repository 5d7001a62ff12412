import { request as httpRequest } from "node:http";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { auditServer } from "graphql-http";
import { encodeGlobalId } from "../domain/global-id.ts";
import { startTestApi, type TestApi } from "../test-api.ts";

let api: TestApi;
beforeAll(async () => {
  api = await startTestApi({ ALLOWED_HOSTS: "lab.example" });
}, 60_000);
afterAll(() => api.close());

/** A request with headers that fetch would not send, e.g. Host. */
function raw(path: string, headers: Record<string, string>): Promise<{ status: number; body: string }> {
  return new Promise((resolve, reject) => {
    const sent = httpRequest(`${api.url}${path}`, { headers }, (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
    });
    sent.on("error", reject).end();
  });
}

const post = (body: string, headers: Record<string, string> = {}): Promise<Response> => fetch(`${api.url}/graphql`, { method: "POST", headers: { "content-type": "application/json", ...headers }, body });

describe("GraphQL over HTTP", () => {
  test("passes all 61 audits of graphql-http", async () => {
    const results = await auditServer({ url: `${api.url}/graphql`, fetchFn: (url: string, init?: RequestInit) => fetch(url, { ...init, headers: { ...(init?.headers as Record<string, string>), "apollo-require-preflight": "1" } }) });
    expect(results.filter(({ status }) => status !== "ok").map(({ id, name }) => `${id} ${name}`)).toEqual([]);
    expect(results).toHaveLength(61);
  }, 60_000);

  test("answers a malformed body with a JSON 400 that shows no stack and no path", async () => {
    const response = await post("{not json");
    expect(response.status).toBe(400);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.text()).not.toMatch(/at |node_modules|\/src\//);
  });

  test.each([
    ["bad UTF-8 within a document", Buffer.concat([Buffer.from('{"query":"{ viewer { name } } #'), Buffer.from([0xff, 0xfe, 0xc3]), Buffer.from('"}')])],
    ["a byte order mark and nothing", Buffer.from([0xef, 0xbb, 0xbf])],
    ["a number", Buffer.from("17")],
    ["null", Buffer.from("null")],
    ["an array of operations", Buffer.from('[{"query":"{ tasks { slug } }"},{"query":"{ tasks { slug } }"}]')],
    ["a document that is an object", Buffer.from('{"query":{"a":1}}')],
    ["variables that are a text", Buffer.from('{"query":"{ tasks { slug } }","variables":"x"}')],
    ["an unfinished escape", Buffer.from('{"query":"\\ud8"}')],
  ])("answers %s quickly, without a fault, a stack or a path", async (_what, body) => {
    for (const path of ["/graphql", "/graphql/stream"]) {
      const response = await fetch(`${api.url}${path}`, { method: "POST", headers: { "content-type": "application/json", accept: path.endsWith("stream") ? "text/event-stream" : "application/graphql-response+json" }, body, signal: AbortSignal.timeout(5_000) });
      const text = await response.text();
      expect([path, response.status < 500]).toEqual([path, true]);
      expect(text).not.toMatch(/node_modules|\/src\/|\.ts:\d|INTERNAL_SERVER_ERROR|SELECT /);
    }
  });

  test.each([
    ["another type's id", `query ($id: ID!) { run(id: $id) { id } }`],
    ["a cursor of no list", `query ($id: String!) { runs(first: 1, after: $id) { nodes { id } } }`],
    ["a cursor of no board", `query ($id: String!) { leaderboard(task: "digits") { rows(first: 1, after: $id) { nodes { rank } } } }`],
  ])("answers %s as one that is not there, or with a typed error", async (_what, query) => {
    const other = await api.db.institution.create({ data: { slug: `cursor-${Math.random().toString(36).slice(2)}`, name: "C", type: "COMPANY", approvedAt: new Date() } });
    for (const id of [encodeGlobalId("Institution", other.id), "R1BDOlM6YWJj", "!!!", "", "0".repeat(2000)]) {
      const { status, errors = [] } = await api.send(query, { id });
      expect([id, status < 500, errors.map(({ extensions }) => extensions.code).filter((code) => code !== "BAD_USER_INPUT")]).toEqual([id, true, []]);
    }
  });

  test.each(["project(slug: $text) { id }", "institution(slug: $text) { id }", "invitation(token: $text) { email }", "models(search: $text) { totalCount }"])("refuses the character 0 in %s, in variables and in the document", async (field) => {
    for (const text of ["\u0000", "a\ud800"]) {
      expect((await api.send(`query ($text: String!) { ${field} }`, { text })).errors?.[0]?.extensions.code).toBe("BAD_USER_INPUT");
      expect((await api.send(`{ ${field.replace("$text", JSON.stringify(text))} }`)).errors?.[0]?.extensions.code).toMatch(/^(BAD_USER_INPUT|GRAPHQL_PARSE_FAILED)$/);
    }
  });

  test("refuses a body that is too large with 413", async () => {
    expect((await post(JSON.stringify({ query: "x".repeat(5_000_000) }))).status).toBe(413);
  });

  test.each([
    ["31 aliases", `{ ${Array.from({ length: 31 }, (_, index) => `a${index}: __typename`).join(" ")} }`, /aliases/],
    ["9 directives", `{ __typename ${"@include(if: true) ".repeat(9)}}`, /directives/],
    ["3,001 tokens", `{ ${"__typename ".repeat(3000)} }`, /3000 tokens/],
    ["17 levels", `{ project(slug: "x") { ${"experiments(first: 1) { nodes { project { ".repeat(6)} slug ${"} } } ".repeat(6)} } }`, /depth/],
    ["two pages of a hundred within each other, three times", "{ results(first: 100) { nodes { experiment { runs(first: 100) { nodes { attempts(first: 100) { nodes { number } } } } } } } }", /complexity/],
    ["a page of 101", "{ runs(first: 101) { nodes { id } } }", /at most 100 rows/],
  ])("refuses %s before running anything", async (_name, query, reason) => {
    const { status, errors } = await api.send(query);
    expect(status).toBe(400);
    expect(errors).toHaveLength(1);
    expect(errors?.[0]?.message).toMatch(reason);
  });

  test("charges `nodes` and `edges` alike", async () => {
    const costOf = async (page: string): Promise<string | undefined> => (await api.send(`{ runs(first: 100) { ${page} } }`)).errors?.[0]?.message;
    const [nodes, edges] = [await costOf("nodes { experiment { runs(first: 100) { nodes { id seed } } } }"), await costOf("edges { node { experiment { runs(first: 100) { edges { node { id seed } } } } } }")];
    expect(nodes).toMatch(/complexity of 30\d\d\d/);
    expect(edges).toBe(nodes);
  });

  test("suggests no names of the schema", async () => {
    const { errors } = await api.send("{ experimentz { id } }");
    expect(errors?.[0]?.message).not.toMatch(/Did you mean/);
  });

  test("does not run a mutation sent by GET, and no simple cross-site request", async () => {
    const get = await fetch(`${api.url}/graphql?query=${encodeURIComponent("mutation { removeDemoData { __typename } }")}`, { headers: { "apollo-require-preflight": "1" } });
    expect(get.status).toBe(405);
    const form = await fetch(`${api.url}/graphql`, { method: "POST", headers: { "content-type": "text/plain" }, body: '{"query":"{ __typename }"}' });
    expect(form.status).toBeGreaterThanOrEqual(400);
  });
});

describe("a token", () => {
  test.each(["jm_unknown", "x", "jm_"])("that is not known (%s) is answered with UNAUTHENTICATED, not as nobody", async (token) => {
    const { status, errors } = await api.send("{ viewer { name } }", {}, token);
    expect(status).toBe(401);
    expect(errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  test("that has expired is answered with UNAUTHENTICATED", async () => {
    const made = await api.send<{ createInstitution: { __typename: string } }>(`mutation { createInstitution(input: { slug: "expiring", name: "Expiring", type: NONPROFIT }) { __typename } }`, {}, api.adminToken);
    expect(made.data.createInstitution.__typename).toBe("CreateInstitutionSuccess");
    const { data } = await api.send<{ createApiKey: { key: string } }>(`mutation { createApiKey(input: { institution: "expiring", name: "short", scopes: ["read"], expiresInDays: 1 }) { ... on CreateApiKeySuccess { key } } }`, {}, api.adminToken);
    const viewer = "{ viewer { name scopes institutions { slug } } }";
    expect((await api.send(viewer, {}, data.createApiKey.key)).data.viewer).toEqual({ name: "short", scopes: ["read"], institutions: [{ slug: "expiring" }] });
    await api.db.apikey.updateMany({ where: { name: "short" }, data: { expiresAt: new Date(Date.now() - 1000) } });
    expect((await api.send(viewer, {}, data.createApiKey.key)).errors?.[0]?.extensions.code).toBe("UNAUTHENTICATED");
  });

  test("is no less known while the database fails: the answer is a fault that passes", async () => {
    const viewer = "{ viewer { name } }";
    await api.db.$executeRaw`ALTER TABLE apikey RENAME TO away`;
    const during = await api.send(viewer, {}, api.workerToken).finally(() => api.db.$executeRaw`ALTER TABLE away RENAME TO apikey`);
    expect([during.status, during.errors?.[0]?.extensions.code]).toEqual([500, "INTERNAL_SERVER_ERROR"]);
    expect((await api.send(viewer, {}, api.workerToken)).data).toEqual({ viewer: { name: "local worker" } });
  });

  test("of the administrator and of the worker lies in a file only the owner may read, and says what it may do", async () => {
    for (const file of ["admin-token", "worker-token", "auth-secret", "metrics-token"]) expect((await stat(join(api.dataFolder, file))).mode & 0o777).toBe(0o600);
    const viewer = "{ viewer { name isAdministrator scopes } }";
    expect((await api.send(viewer, {}, api.adminToken)).data.viewer).toMatchObject({ name: "Administrator", isAdministrator: true });
    expect((await api.send(viewer, {}, api.workerToken)).data.viewer).toEqual({ name: "local worker", isAdministrator: false, scopes: ["run:execute"] });
    expect((await api.send(viewer)).data.viewer).toBeNull();
  });

  test("of the worker cannot make institutions or keys", async () => {
    const { data } = await api.send<{ createInstitution: { errors: { code: string }[] } }>(`mutation { createInstitution(input: { slug: "mine", name: "Mine", type: COMPANY }) { ... on UserErrors { errors { code } } } }`, {}, api.workerToken);
    expect(data.createInstitution.errors[0]?.code).toBe("NOT_ALLOWED");
  });

  test("is counted by nothing that would refuse its eleventh request", async () => {
    for (let count = 0; count < 15; count += 1) expect((await api.send("{ viewer { name } }", {}, api.workerToken)).status).toBe(200);
  });
});

describe("the origin", () => {
  test.each(["evil.example", "127.0.0.1.evil.example", "evil.example:4000", "evil.example@127.0.0.1"])("refuses the host name %p", async (host) => {
    expect((await raw("/healthz", { host })).status).toBe(421);
  });

  test.each(["localhost", "127.0.0.1:4000", "[::1]:4000", "lab.example"])("answers under %s", async (host) => {
    expect((await raw("/healthz", { host })).status).toBe(200);
  });

  test.each(["/api/auth/organization/create", "/api/auth/organization/list", "/api/auth/api-key/create", "/api/auth/api-key/verify", "/api/auth/sign-up/email", "/api/auth//organization/create", "/api/auth/%6frganization/create", "/api/auth/ok/../organization/create"])("keeps %s closed", async (path) => {
    const { status } = await raw(path, {});
    expect(status).toBe(404);
    expect((await fetch(`${api.url}${path}`, { method: "POST", headers: { "content-type": "application/json" }, body: "{}" })).status).toBe(404);
  });

  test("lets one read one's own session, of which there is none", async () => {
    const response = await fetch(`${api.url}/api/auth/get-session`);
    expect([response.status, await response.json()]).toEqual([200, null]);
  });

  test("shows metrics to whoever has their token", async () => {
    const { readFile } = await import("node:fs/promises");
    expect((await fetch(`${api.url}/metrics`)).status).toBe(401);
    expect((await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${api.adminToken}` } })).status).toBe(401);
    const token = (await readFile(join(api.dataFolder, "metrics-token"), "utf8")).trim();
    const text = await (await fetch(`${api.url}/metrics`, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(text).toMatch(/joulemark_http_request_seconds_count\{route="\/graphql"/);
  });

  test("says that it is ready, and what runs", async () => {
    expect(await (await fetch(`${api.url}/readyz`)).json()).toEqual({ status: "ready" });
    expect(await (await fetch(`${api.url}/version`)).json()).toMatchObject({ node: process.version, version: expect.stringMatching(/^\d/) });
  });

  test("has no page without a portal, and nothing under addresses that are the API's", async () => {
    for (const path of ["/", "/graphql/other", "/exports/x", "/artifacts/sha256/zz"]) expect((await fetch(`${api.url}${path}`)).status).toBe(404);
  });
});
