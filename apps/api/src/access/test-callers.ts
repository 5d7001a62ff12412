import { type Scope, scopes } from "../domain/access.ts";
import type { TestApi } from "../test-api.ts";
import { newMember } from "../test-session.ts";

/** Who asks: a name in the table's head, and what it sends along. */
export interface Caller {
  name: string;
  /** @param scope what the case needs of a key; null: no key may do it */
  headers(scope: Scope | null): Record<string, string>;
}

const roles = ["observer", "reviewer", "researcher", "curator", "owner"] as const;
const createKey = `mutation ($input: CreateApiKeyInput!) { createApiKey(input: $input) { ... on CreateApiKeySuccess { key } ... on UserErrors { errors { code message } } } }`;

/**
 * A stranger; a member of `home` in each role; an owner of `partner`, which works in home's projects, and of `other`, which does not; keys of
 * home: one with every scope, one that lacks the scope in question, one that has expired; the operator.
 */
export async function makeCallers(api: TestApi): Promise<Caller[]> {
  const keyOf = async (name: string, granted: readonly Scope[]): Promise<Record<string, string>> => {
    const { data } = await api.send<{ createApiKey: { key: string } }>(createKey, { input: { institution: "home", name, scopes: granted, expiresInDays: 7 } }, api.adminToken);
    return { authorization: `Bearer ${data.createApiKey.key}` };
  };
  const session = async (email: string, institution: string, role: string): Promise<Record<string, string>> => ({ cookie: (await newMember(api, institution, email, role)).cookie });
  const always = (name: string, headers: Record<string, string>): Caller => ({ name, headers: () => headers });

  const members = await Promise.all(roles.map(async (role) => always(role, await session(`${role}@home.example`, "home", role.toUpperCase()))));
  const partners = await Promise.all(["partner", "other"].map(async (institution) => always(institution, await session(`owner@${institution}.example`, institution, "OWNER"))));
  const lacking = new Map<Scope, Record<string, string>>();
  for (const scope of scopes) lacking.set(scope, await keyOf(`all but ${scope}`, scopes.filter((one) => one !== scope)));
  const all = await keyOf("all scopes", scopes);
  const expired = await keyOf("expired", scopes);
  await api.db.apikey.updateMany({ where: { name: "expired" }, data: { expiresAt: new Date(Date.now() - 1000) } });
  return [
    always("stranger", {}),
    ...members,
    ...partners,
    always("key", all),
    { name: "key without its scope", headers: (scope) => (scope === null ? all : lacking.get(scope)!) },
    always("expired key", expired),
    always("operator", { authorization: `Bearer ${api.adminToken}` }),
  ];
}
