import type { TestApi } from "./test-api.ts";

/** Cookies of a browser, as far as a test needs them. */
export interface Browser {
  cookie: string;
  /** One GraphQL request in the name of the session. */
  send<Data = Record<string, unknown>>(query: string, variables?: Record<string, unknown>): Promise<{ data: Data; errors?: { message: string; extensions: { code: string } }[] }>;
}

export const postAuth = (api: TestApi, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
  fetch(`${api.url}/api/auth/${path}`, { method: "POST", redirect: "manual", headers: { "content-type": "application/json", origin: api.url, ...headers }, body: JSON.stringify(body) });

/** The cookies an answer sets. */
export const cookieOf = (response: Response): string => response.headers.getSetCookie().map((line) => line.split(";", 1)[0]).join("; ");

export function browserWith(api: TestApi, cookie: string): Browser {
  return {
    cookie,
    async send<Data>(query: string, variables: Record<string, unknown> = {}) {
      const response = await fetch(`${api.url}/graphql`, { method: "POST", headers: { "content-type": "application/json", cookie }, body: JSON.stringify({ query, variables }) });
      return (await response.json()) as { data: Data };
    },
  };
}

const invite = `mutation ($input: InviteMemberInput!) { inviteMember(input: $input) { ... on InviteMemberSuccess { url mailed } ... on UserErrors { errors { code message } } } }`;
const accept = `mutation ($input: AcceptInvitationInput!) { acceptInvitation(input: $input) { ... on AcceptInvitationSuccess { accountCreated } ... on UserErrors { errors { code message } } } }`;
export const PASSWORD = "correct horse battery staple";

/** Token of a fresh invitation, made by the operator. */
export async function inviteTo(api: TestApi, institution: string, email: string, role: string): Promise<string> {
  const { data } = await api.send<{ inviteMember: { url: string } }>(invite, { input: { institution, email, role } }, api.adminToken);
  return data.inviteMember.url.split("/").at(-1)!;
}

/** A new person, invited and signed in as people are. */
export async function newMember(api: TestApi, institution: string, email: string, role: string): Promise<Browser> {
  const token = await inviteTo(api, institution, email, role);
  await api.send(accept, { input: { token, name: email.split("@")[0], password: PASSWORD } });
  return signIn(api, email);
}

export async function signIn(api: TestApi, email: string, password = PASSWORD): Promise<Browser> {
  const response = await postAuth(api, "sign-in/email", { email, password });
  if (!response.ok) throw new Error(`${email} was not signed in: ${response.status} ${await response.text()}`);
  return browserWith(api, cookieOf(response));
}
