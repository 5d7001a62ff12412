import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { SMTPServer } from "smtp-server";
import { startTestApi, type TestApi } from "../../test-api.ts";
import { browserWith, cookieOf, inviteTo, newMember, PASSWORD, postAuth, signIn } from "../../test-session.ts";
import { makeLab } from "../../test-worker.ts";

let api: TestApi;
let institution: string;
const viewer = `{ viewer { name email isAdministrator scopes institutions { slug role } } }`;
beforeAll(async () => {
  api = await startTestApi();
  await makeLab(api);
  ({ slug: institution } = await api.db.institution.findFirstOrThrow());
});
afterAll(() => api.close());

const linkFor = async (mutation: string, input: Record<string, unknown>): Promise<string> => {
  const { data } = await api.send<Record<string, { url: string }>>(`mutation ($input: ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Input!) { ${mutation}(input: $input) { ... on ${mutation[0]!.toUpperCase()}${mutation.slice(1)}Success { url } } }`, { input }, api.adminToken);
  return data[mutation]!.url;
};

describe("the operator's one-time link", () => {
  test("opens a session once, with a cookie that scripts cannot read, and leads to sign-in the second time", async () => {
    const url = await linkFor("createSignInLink", {});
    const opened = await fetch(url, { redirect: "manual" });
    expect([opened.status, new URL(opened.headers.get("location")!, api.url).href]).toEqual([302, `${api.url}/`]);
    expect(opened.headers.getSetCookie().find((line) => line.includes("session_token"))).toMatch(/HttpOnly.*SameSite=Lax/i);
    expect((await browserWith(api, cookieOf(opened)).send<{ viewer: unknown }>(viewer)).data.viewer).toMatchObject({ isAdministrator: true });
    const again = await fetch(url, { redirect: "manual" });
    expect(again.headers.get("location")).toMatch(/\/sign-in\?error=INVALID_TOKEN/);
    expect(cookieOf(again)).not.toContain("session_token");
  });

  test("is for the operator to make, and leads nowhere but here", async () => {
    const member = await newMember(api, institution, "curious@example.org", "OWNER");
    const { data } = await member.send<{ createSignInLink: { errors: { code: string }[] } }>(`mutation { createSignInLink(input: {}) { ... on UserErrors { errors { code } } } }`);
    expect(data.createSignInLink.errors).toEqual([{ code: "NOT_ALLOWED" }]);
    const elsewhere = (await linkFor("createSignInLink", {})).replace(/callbackURL=[^&]*/, "callbackURL=https%3A%2F%2Fevil.example");
    expect((await fetch(elsewhere, { redirect: "manual" })).status).toBe(403);
  });
});

describe("a person", () => {
  test("is signed in with address and password, with the roles they hold, until they sign out", async () => {
    const ada = await newMember(api, institution, "ada@example.org", "RESEARCHER");
    expect((await ada.send<{ viewer: unknown }>(viewer)).data.viewer).toMatchObject({ name: "ada", email: "ada@example.org", isAdministrator: false, institutions: [{ slug: institution, role: "RESEARCHER" }] });
    expect((await postAuth(api, "sign-out", {}, { cookie: ada.cookie })).status).toBe(200);
    expect((await ada.send<{ viewer: unknown }>(viewer)).data.viewer).toBeNull();
  });

  test("stays signed in while they open pages, and not when they have not for a fortnight", async () => {
    const dora = await newMember(api, institution, "dora@example.org", "RESEARCHER");
    const days = (count: number): number => count * 86_400_000;
    const left = async (): Promise<number> => (await api.db.session.findFirstOrThrow({ where: { user: { email: "dora@example.org" } } })).expiresAt.getTime() - Date.now();
    const setLeft = (ms: number) => api.db.session.updateMany({ where: { user: { email: "dora@example.org" } }, data: { expiresAt: new Date(Date.now() + ms) } });
    const page = (headers: Record<string, string> = { accept: "text/html,*/*" }) => fetch(`${api.url}/runs`, { headers: { cookie: dora.cookie, ...headers } });
    expect((await page()).headers.getSetCookie()).toEqual([]); // signed in today
    await setLeft(days(12));
    // A request of the portal's own, whose answer the browser never sees, does not use the day's renewal up.
    expect((await dora.send<{ viewer: { name: string } }>(viewer)).data.viewer.name).toBe("dora");
    expect((await page({ accept: "*/*" })).headers.getSetCookie()).toEqual([]);
    expect(await left()).toBeLessThan(days(12));
    const renewed = (await page()).headers.getSetCookie();
    expect(renewed).toEqual([expect.stringMatching(/^joulemark\.session_token=.*Max-Age=1209600.*HttpOnly/)]);
    expect(renewed[0]!.split(";", 1)[0]).toBe(dora.cookie);
    expect(await left()).toBeGreaterThan(days(13.9));
    await setLeft(-1_000);
    expect((await page({ rsc: "1" })).headers.getSetCookie()[0]).toMatch(/session_token=;.*Max-Age=0/);
    expect((await dora.send<{ viewer: unknown }>(viewer)).data.viewer).toBeNull();
  });

  test("loses what they may do at once when their membership ends", async () => {
    const brief = await newMember(api, institution, "brief@example.org", "RESEARCHER");
    await api.db.member.deleteMany({ where: { user: { email: "brief@example.org" } } });
    expect((await brief.send<{ viewer: unknown }>(viewer)).data.viewer).toMatchObject({ institutions: [] });
  });

  test("with a wrong password is refused, and after ten of them for a quarter of an hour, others not", async () => {
    await newMember(api, institution, "target@example.org", "OBSERVER");
    await newMember(api, institution, "bystander@example.org", "OBSERVER");
    const tries = [];
    for (let k = 0; k < 10; k++) tries.push((await postAuth(api, "sign-in/email", { email: "Target@example.org", password: `wrong password ${k}` })).status);
    expect(new Set(tries)).toEqual(new Set([401]));
    expect((await postAuth(api, "sign-in/email", { email: "target@example.org", password: PASSWORD })).status).toBe(429);
    expect((await signIn(api, "bystander@example.org")).cookie).toContain("session_token");
  });

  test("changes the password, which ends their other sessions; a forgotten one is replaced by the operator's link, once", async () => {
    const first = await newMember(api, institution, "forgetful@example.org", "OBSERVER");
    const second = await signIn(api, "forgetful@example.org");
    const changed = await postAuth(api, "change-password", { currentPassword: PASSWORD, newPassword: "another good password", revokeOtherSessions: true }, { cookie: second.cookie });
    expect(changed.status).toBe(200);
    expect((await first.send<{ viewer: unknown }>(viewer)).data.viewer).toBeNull();
    const url = new URL(await linkFor("createPasswordResetLink", { email: "forgetful@example.org" }));
    expect(url.pathname).toBe("/reset-password");
    const token = url.searchParams.get("token")!;
    expect((await postAuth(api, "reset-password", { token, newPassword: "short" })).status).toBe(400);
    expect((await postAuth(api, "reset-password", { token, newPassword: "a third good password" })).status).toBe(200);
    expect((await postAuth(api, "reset-password", { token, newPassword: "a fourth good password" })).status).toBe(400);
    expect((await signIn(api, "forgetful@example.org", "a third good password")).cookie).toContain("session_token");
    await expect(signIn(api, "forgetful@example.org", "another good password")).rejects.toThrow("401");
  });

  test("cannot sign up, nor use what of better-auth is closed", async () => {
    for (const path of ["sign-up/email", "organization/create", "organization/invite-member", "api-key/create", "sign-in/magic-link", "request-password-reset", "delete-user", "update-user", "admin/list-users"]) {
      expect([path, (await postAuth(api, path, { email: "x@example.org", password: PASSWORD, name: "X" })).status]).toEqual([path, 404]);
    }
  });

  test("makes a key of their own that does less than they may, and is gone once revoked", async () => {
    const owner = await newMember(api, institution, "keys@example.org", "OWNER");
    const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { id key expiresAt } ... on UserErrors { errors { code } } } }`;
    const { data } = await owner.send<{ createApiKey: { id: string; key: string; expiresAt: string } }>(create, { input: { name: "notebook", scopes: ["read"], expiresInDays: 30 } });
    const { id, key, expiresAt } = data.createApiKey;
    expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(29 * 86_400_000);
    expect((await api.send<{ viewer: unknown }>(viewer, {}, key)).data.viewer).toMatchObject({ name: "keys", scopes: ["read"], institutions: [{ slug: institution, role: "OWNER" }] });
    const byKey = await api.send<{ createApiKey: { errors: unknown } }>(create, { input: { name: "more", scopes: ["read", "submit"] } }, key);
    expect(byKey.data.createApiKey.errors).toEqual([{ code: "NOT_ALLOWED" }]);
    const listed = await owner.send<{ viewer: { apiKeys: Record<string, unknown>[] } }>(`{ viewer { apiKeys { id name start scopes expiresAt } } }`);
    expect(listed.data.viewer.apiKeys).toEqual([{ id, name: "notebook", start: key.slice(0, 6), scopes: ["read"], expiresAt }]);
    await owner.send(`mutation ($id: ID!) { revokeApiKey(input: { id: $id }) { __typename } }`, { id });
    expect((await api.send(viewer, {}, key)).status).toBe(401);
  });

  test("whose key has expired is told that it is not known any more", async () => {
    const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } } }`;
    const { data } = await api.send<{ createApiKey: { key: string } }>(create, { input: { institution, name: "old", scopes: ["read"], expiresInDays: 1 } }, api.adminToken);
    await api.db.apikey.updateMany({ where: { name: "old" }, data: { expiresAt: new Date(Date.now() - 1000) } });
    expect(await api.send(viewer, {}, data.createApiKey.key)).toMatchObject({ status: 401, errors: [{ extensions: { code: "UNAUTHENTICATED" } }] });
  });
});

test("the operator revokes a key of the installation itself only when they say so, and gives its name to no other", async () => {
  const opened = await fetch(await linkFor("createSignInLink", {}), { redirect: "manual" });
  const operator = browserWith(api, cookieOf(opened));
  const { data } = await operator.send<{ viewer: { apiKeys: { id: string; name: string; installationFile: string | null }[] } }>(`{ viewer { apiKeys { id name installationFile } } }`);
  expect(data.viewer.apiKeys.map(({ name, installationFile }) => [name, installationFile]).toSorted()).toEqual([["administrator", "admin-token"], ["local worker", "worker-token"]]);
  const revoke = async (id: string, more: object = {}) =>
    (await operator.send<{ revokeApiKey: unknown }>(`mutation ($input: RevokeApiKeyInput!) { revokeApiKey(input: $input) { __typename ... on UserErrors { errors { code path } } } }`, { input: { id, ...more } })).data.revokeApiKey;
  const { id } = data.viewer.apiKeys.find(({ name }) => name === "local worker")!;
  expect(await revoke(id)).toEqual({ __typename: "UserErrors", errors: [{ code: "CONFLICT", path: ["installationKey"] }] });
  expect((await api.send(viewer, {}, api.workerToken)).status).toBe(200);
  const create = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { id } ... on UserErrors { errors { code path } } } }`;
  expect((await operator.send(create, { input: { name: "local worker", scopes: ["run:execute"] } })).data).toEqual({ createApiKey: { errors: [{ code: "CONFLICT", path: ["name"] }] } });
  const { data: other } = await operator.send<{ createApiKey: { id: string } }>(create, { input: { name: "lab 3", scopes: ["run:execute"] } });
  expect(await revoke(other.createApiKey.id)).toEqual({ __typename: "RevokeApiKeySuccess" });
  expect(await revoke(id, { installationKey: true })).toEqual({ __typename: "RevokeApiKeySuccess" });
  expect((await api.send(viewer, {}, api.workerToken)).status).toBe(401);
});

test("with a mail server an invitation is mailed, and who invites is not shown its address", async () => {
  const letters: string[] = [];
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ["STARTTLS"],
    onData(stream, _session, done) {
      let text = "";
      stream.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => (letters.push(text), done()));
    },
  });
  const port = await new Promise<number>((resolve) => server.listen(0, "127.0.0.1", () => resolve((server.server.address() as { port: number }).port)));
  const mailing = await startTestApi({ SMTP_URL: `smtp://127.0.0.1:${port}` });
  try {
    await makeLab(mailing);
    const { slug } = await mailing.db.institution.findFirstOrThrow();
    await expect(inviteTo(mailing, slug, "post@example.org", "REVIEWER")).rejects.toThrow(); // no address in the answer
    expect(letters).toHaveLength(1);
    const token = /\/invitations\/([\w-]+)/.exec(letters[0]!.replaceAll("=\r\n", ""))![1]!;
    expect((await mailing.send<{ invitation: unknown }>(`query ($token: String!) { invitation(token: $token) { email role state } }`, { token })).data.invitation).toEqual({ email: "post@example.org", role: "REVIEWER", state: "PENDING" });
  } finally {
    await mailing.close();
    await new Promise<void>((resolve) => server.close(() => resolve()));
  }
});
