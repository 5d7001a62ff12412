import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import { institutionsOf } from "./access.ts";
import { keyActor, personActor } from "./actors.ts";
import { createApiKey } from "./api-keys.ts";
import type { IssueKey } from "./api-keys.ts";
import { createInstitution } from "./institutions.ts";
import { createProject, joinProject, leaveProject } from "./projects.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, keyOf, makeProject, memberOf, openWorld } from "./test-world.ts";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const refused = (code: string, ...paths: string[]) => ({ code, issues: paths.map((path) => expect.objectContaining({ path: path.split(".") }) as unknown) });

describe("an institution", () => {
  const input = { slug: "eth", name: "ETH", type: "UNIVERSITY" as const };

  test("is taken in by the operator only, approved at once, with an audit row, and once for a slug", async () => {
    for (const actor of [anonymous, keyOf((await makeProject(world)).institution, "read")]) await expect(createInstitution(world.as(actor), input)).rejects.toMatchObject({ code: "NOT_ALLOWED" });
    const made = await Promise.allSettled([1, 2, 3].map(() => createInstitution(world.as(administrator), input)));
    expect(made.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected", "rejected"]);
    expect(made.find((one) => one.status === "rejected")?.reason).toMatchObject(refused("CONFLICT", "slug"));
    const institution = await world.db.institution.findUniqueOrThrow({ where: { slug: "eth" } });
    expect(institution.approvedAt).not.toBeNull();
    expect(await world.db.auditEntry.count({ where: { subjectId: institution.id, action: "institution.create" } })).toBe(1);
  });

  test("with a wrong slug, name and zone is refused by all three paths", async () => {
    await expect(createInstitution(world.as(administrator), { ...input, slug: "Not A Slug", name: " ", gridZone: "germany" })).rejects.toMatchObject(refused("INVALID_INPUT", "slug", "name", "gridZone"));
  });
});

describe("a project", () => {
  test("is opened by curators of the institution that leads it, which others join when they accept; who it names that is not there is named by path", async () => {
    const [a, b] = [(await makeProject(world)).institution, (await makeProject(world)).institution];
    const input = { slug: "joint", name: "Joint", institutions: [a.slug, b.slug] };
    await expect(createProject(world.as(memberOf(b, "CURATOR")), input)).rejects.toMatchObject(refused("NOT_ALLOWED", "institutions.0"));
    const invited = await createProject(world.as(memberOf(a, "CURATOR")), { ...input, slug: "invited" });
    const working = async (): Promise<string[]> => (await world.db.projectInstitution.findMany({ where: { projectId: invited.id, acceptedAt: { not: null } } })).map(({ institutionId }) => institutionId);
    expect(await working()).toEqual([a.id]);
    const place = { project: "invited", institution: b.slug };
    await expect(joinProject(world.as(memberOf(a, "OWNER")), place)).rejects.toMatchObject(refused("NOT_ALLOWED", "institution"));
    await joinProject(world.as(memberOf(b, "CURATOR")), place);
    expect(await working()).toEqual([a.id, b.id]);
    await expect(joinProject(world.as(memberOf(b, "CURATOR")), place)).rejects.toMatchObject(refused("CONFLICT", "institution"));
    await expect(leaveProject(world.as(memberOf(a, "CURATOR")), { project: "invited", institution: a.slug })).rejects.toMatchObject(refused("CONFLICT", "institution"));
    await leaveProject(world.as(memberOf(b, "CURATOR")), place);
    expect(await working()).toEqual([a.id]);
    await expect(createProject(world.as(memberOf(a, "RESEARCHER")), { ...input, institutions: [a.slug] })).rejects.toMatchObject(refused("NOT_ALLOWED", "institutions.0"));
    await expect(createProject(world.as(administrator), { ...input, institutions: [a.slug, "nowhere"] })).rejects.toMatchObject(refused("NOT_FOUND", "institutions.1"));
    await expect(createProject(world.as(administrator), { ...input, institutions: [a.slug, a.slug] })).rejects.toMatchObject(refused("INVALID_INPUT", "institutions"));
    const { id } = await createProject(world.as({ kind: "person", userId: "u", name: "U", memberships: [{ institutionId: a.id, role: "OWNER" }, { institutionId: b.id, role: "CURATOR" }], scopes: null }), input);
    expect((await world.db.projectInstitution.findMany({ where: { projectId: id }, orderBy: { position: "asc" } })).map(({ institutionId }) => institutionId)).toEqual([a.id, b.id]);
    await expect(createProject(world.as(administrator), input)).rejects.toMatchObject(refused("CONFLICT", "slug"));
  });
});

describe("a key", () => {
  test("is made for owners and the operator, with known scopes only, and noted without itself", async () => {
    const { institution } = await makeProject(world);
    const issued: Parameters<IssueKey>[0][] = [];
    const issue: IssueKey = (asked) => {
      issued.push(asked);
      return Promise.resolve({ id: "key-1", key: "the secret itself", expiresAt: null });
    };
    const input = { institution: institution.slug, name: "notebook", scopes: ["read", "submit"], expiresInDays: 30 };
    await expect(createApiKey(world.as(memberOf(institution, "CURATOR")), input, issue)).rejects.toMatchObject(refused("NOT_ALLOWED", "institution"));
    await expect(createApiKey(world.as(administrator), { ...input, scopes: ["everything"] }, issue)).rejects.toMatchObject(refused("INVALID_INPUT", "scopes.0"));
    await expect(createApiKey(world.as(administrator), { ...input, institution: "nowhere" }, issue)).rejects.toMatchObject(refused("NOT_FOUND", "institution"));
    expect(issued).toEqual([]);
    await createApiKey(world.as(memberOf(institution, "OWNER")), input, issue);
    expect(issued).toEqual([{ owner: "org", ownerId: institution.id, name: "notebook", scopes: ["read", "submit"], expiresInSeconds: 30 * 86_400 }]);
    const entries = await world.db.auditEntry.findMany({ where: { subjectId: "key-1" } });
    expect(entries).toHaveLength(1);
    expect(JSON.stringify(entries)).not.toContain("secret");
  });
});

describe("an actor", () => {
  test("is a person with the strongest of their roles, in approved institutions only", async () => {
    const { institution } = await makeProject(world);
    const waiting = await world.db.institution.create({ data: { slug: "not-yet", name: "Not yet", type: "COMPANY" } });
    const user = await world.db.user.create({
      data: { name: "Ada", email: "ada@example.org", members: { create: [{ organizationId: institution.id, role: "observer,researcher" }, { organizationId: waiting.id, role: "owner" }] } },
    });
    expect(await personActor(world.db, user.id)).toEqual({ kind: "person", userId: user.id, name: "Ada", memberships: [{ institutionId: institution.id, role: "RESEARCHER" }], scopes: null });
    await world.db.user.update({ where: { id: user.id }, data: { isAdministrator: true } });
    expect(await personActor(world.db, user.id)).toEqual({ kind: "administrator", userId: user.id, name: "Ada" });
    expect(await personActor(world.db, "nobody")).toBeNull();
  });

  test("is a key with those of its scopes that are ours, and nobody once its institution is not approved any more", async () => {
    const { institution } = await makeProject(world);
    const key = { keyId: "k", name: "K", institutionId: institution.id, scopes: ["read", "root"] };
    const actor = (await keyActor(world.db, key))!;
    expect(actor).toMatchObject({ kind: "key", scopes: ["read"] });
    expect(institutionsOf(actor)).toEqual([institution.id]);
    await world.db.institution.update({ where: { id: institution.id }, data: { approvedAt: null } });
    expect(await keyActor(world.db, key)).toBeNull();
  });
});
