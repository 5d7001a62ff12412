import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Institution, User } from "../storage/db.ts";
import type { Actor, Role } from "./access.ts";
import { personActor } from "./actors.ts";
import type { SendMail } from "./identity.ts";
import { approveInstitution, registerInstitution, suspendInstitution } from "./institutions.ts";
import { acceptInvitation, invitationId, invitationOf, inviteMember, revokeInvitation } from "./invitations.ts";
import { changeMemberRole, removeMember } from "./members.ts";
import { encodeGlobalId } from "./global-id.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, makeProject, memberOf, openWorld } from "./test-world.ts";

let world: World;
let institution: Institution;
let owner: Actor;
beforeAll(async () => {
  world = await openWorld();
  ({ institution } = await makeProject(world));
  owner = await personIn(institution, "OWNER", "owner@example.org");
});
afterAll(() => world.close());

const refused = (code: string) => expect.objectContaining({ code });
const options = { publicUrl: "http://joulemark.test", send: null as SendMail | null };
const hashing = { hashPassword: (text: string) => Promise.resolve(`hash of ${text.length}`) };
const tokenOf = (url: string | null): string => url!.split("/").at(-1)!;

async function personIn(place: Institution, role: Role, email: string): Promise<Actor> {
  const { id } = await world.db.user.create({ data: { name: email.split("@")[0]!, email, members: { create: [{ organizationId: place.id, role: role.toLowerCase() }] } } });
  return (await personActor(world.db, id))!;
}
const personOf = (email: string): Promise<User> => world.db.user.findUniqueOrThrow({ where: { email } });
const membersOf = async (place: Institution): Promise<Record<string, string>> =>
  Object.fromEntries((await world.db.member.findMany({ where: { organizationId: place.id }, include: { user: true } })).map(({ user, role }) => [user.email, role]));
const invite = async (email: string, role: Role = "RESEARCHER", as: Actor = owner) => inviteMember(world.as(as), { institution: institution.slug, email, role }, options);

describe("an invitation", () => {
  test("is made by owners and the operator; its address is shown once, and stored as a hash only", async () => {
    await expect(invite("a@example.org", "RESEARCHER", memberOf(institution, "CURATOR"))).rejects.toEqual(refused("NOT_ALLOWED"));
    await expect(invite("no address")).rejects.toEqual(refused("INVALID_INPUT"));
    const { url, mailed, invitation } = await invite("a@example.org");
    expect(mailed).toBe(false);
    expect(url).toMatch(/^http:\/\/joulemark\.test\/invitations\/[\w-]{40,}$/);
    expect(JSON.stringify(await world.db.invitation.findUniqueOrThrow({ where: { id: invitation.id } }))).not.toContain(tokenOf(url));
    expect(JSON.stringify(await world.db.auditEntry.findMany())).not.toContain(tokenOf(url));
  });

  test("is mailed where there is a server, and shown where that fails", async () => {
    const sent: { to: string; text: string }[] = [];
    const mailed = await inviteMember(world.as(owner), { institution: institution.slug, email: "mail@example.org", role: "OBSERVER" }, { ...options, send: (mail) => Promise.resolve(void sent.push(mail)) });
    expect(mailed).toMatchObject({ mailed: true, url: null });
    expect(sent).toEqual([expect.objectContaining({ to: "mail@example.org", text: expect.stringContaining("http://joulemark.test/invitations/") })]);
    const failed = await inviteMember(world.as(owner), { institution: institution.slug, email: "mail@example.org", role: "OBSERVER" }, { ...options, send: () => Promise.reject(new Error("550")) });
    expect(failed).toMatchObject({ mailed: false, url: expect.stringContaining("/invitations/") });
  });

  test("of an address that two institutions invited, both accepted at one instant, makes one account; the other is refused and stays open", async () => {
    const { institution: second } = await makeProject(world);
    const first = await invite("twice@example.org");
    const other = await inviteMember(world.as(await personIn(second, "OWNER", "second@example.org")), { institution: second.slug, email: "twice@example.org", role: "OBSERVER" }, options);
    // Both have found no account, and neither has made one yet.
    let arrived = 0;
    let goOn = (): void => undefined;
    const bothThere = new Promise<void>((resolve) => (goOn = resolve));
    const together = {
      async hashPassword(text: string) {
        if (++arrived === 2) goOn();
        await bothThere;
        return `hash of ${text.length}`;
      },
    };
    const accepted = await Promise.allSettled([first, other].map(({ url }) => acceptInvitation(world.as(anonymous), { token: tokenOf(url), name: "Twice", password: "correct horse battery" }, together)));
    expect(accepted.map(({ status }) => status).toSorted()).toEqual(["fulfilled", "rejected"]);
    expect(accepted.find(({ status }) => status === "rejected")).toMatchObject({ reason: { code: "CONFLICT" } });
    const loser = accepted[0]!.status === "rejected" ? first : other;
    expect(await invitationOf(world.as(anonymous), tokenOf(loser.url))).toMatchObject({ state: "PENDING", hasAccount: true });
    const person = (await personActor(world.db, (await personOf("twice@example.org")).id))!;
    expect(await acceptInvitation(world.as(person), { token: tokenOf(loser.url) }, together)).toMatchObject({ accountCreated: false });
    expect(await world.db.member.count({ where: { user: { email: "twice@example.org" } } })).toBe(2);
  });

  test("makes a new person a member with the role it names, with an account; a second time it is refused", async () => {
    const { url } = await invite("new@example.org", "CURATOR");
    expect(await invitationOf(world.as(anonymous), tokenOf(url))).toMatchObject({ state: "PENDING", role: "CURATOR", hasAccount: false });
    await expect(acceptInvitation(world.as(anonymous), { token: tokenOf(url), name: "New", password: "short" }, hashing)).rejects.toEqual(refused("INVALID_INPUT"));
    await expect(acceptInvitation(world.as(anonymous), { token: tokenOf(url) }, hashing)).rejects.toMatchObject({ issues: [{ path: ["name"] }, { path: ["password"] }] });
    const input = { token: tokenOf(url), name: "New", password: "correct horse battery" };
    const both = await Promise.allSettled([acceptInvitation(world.as(anonymous), input, hashing), acceptInvitation(world.as(anonymous), input, hashing)]);
    expect(both.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    expect(await membersOf(institution)).toMatchObject({ "new@example.org": "curator" });
    expect(await world.db.account.findFirst({ where: { userId: (await personOf("new@example.org")).id } })).toMatchObject({ providerId: "credential", password: "hash of 21" });
    await expect(acceptInvitation(world.as(anonymous), input, hashing)).rejects.toEqual(refused("CONFLICT"));
  });

  test("for somebody with an account is accepted by that person alone", async () => {
    const other = (await makeProject(world)).institution;
    const known = await personIn(other, "RESEARCHER", "known@example.org");
    const { url } = await invite("known@example.org");
    expect((await invitationOf(world.as(anonymous), tokenOf(url)))?.hasAccount).toBe(true);
    for (const actor of [anonymous, owner]) await expect(acceptInvitation(world.as(actor), { token: tokenOf(url), name: "Thief", password: "correct horse battery" }, hashing)).rejects.toEqual(refused("NOT_ALLOWED"));
    await acceptInvitation(world.as(known), { token: tokenOf(url) }, hashing);
    expect(await membersOf(institution)).toMatchObject({ "known@example.org": "researcher" });
  });

  test("that is revoked, replaced or past is no way in", async () => {
    const first = await invite("again@example.org");
    const second = await invite("again@example.org");
    expect((await invitationOf(world.as(anonymous), tokenOf(first.url)))?.state).toBe("REVOKED");
    await expect(revokeInvitation(world.as(memberOf(institution, "RESEARCHER")), invitationId(second.invitation))).rejects.toEqual(refused("NOT_FOUND"));
    await revokeInvitation(world.as(owner), invitationId(second.invitation));
    await expect(acceptInvitation(world.as(anonymous), { token: tokenOf(second.url), name: "A", password: "correct horse battery" }, hashing)).rejects.toEqual(refused("CONFLICT"));
    const third = await invite("again@example.org");
    const later = () => new Date(Date.now() + 15 * 86_400_000);
    await expect(acceptInvitation(world.as(anonymous, later), { token: tokenOf(third.url), name: "A", password: "correct horse battery" }, hashing)).rejects.toEqual(refused("CONFLICT"));
    expect(await invitationOf(world.as(anonymous), "no such token")).toBeNull();
    await expect(acceptInvitation(world.as(anonymous), { token: "no such token", name: "A", password: "correct horse battery" }, hashing)).rejects.toEqual(refused("NOT_FOUND"));
  });
});

describe("a member", () => {
  const idOf = async (email: string): Promise<string> => encodeGlobalId("Member", (await world.db.member.findFirstOrThrow({ where: { organizationId: institution.id, user: { email } } })).id);

  test("is given another role by owners only, and there is always one owner", async () => {
    await personIn(institution, "OBSERVER", "watch@example.org");
    const change = { institution: institution.slug, member: await idOf("watch@example.org"), role: "RESEARCHER" as Role };
    await expect(changeMemberRole(world.as(memberOf(institution, "CURATOR")), change)).rejects.toEqual(refused("NOT_ALLOWED"));
    await changeMemberRole(world.as(owner), change);
    expect(await membersOf(institution)).toMatchObject({ "watch@example.org": "researcher" });
    const last = { institution: institution.slug, member: await idOf("owner@example.org") };
    await expect(changeMemberRole(world.as(owner), { ...last, role: "OBSERVER" })).rejects.toEqual(refused("CONFLICT"));
    await expect(removeMember(world.as(owner), last)).rejects.toEqual(refused("CONFLICT"));
  });

  test("leaves by themself, is removed by an owner, and by nobody else", async () => {
    const leaving = await personIn(institution, "RESEARCHER", "leaving@example.org");
    const other = await personIn(institution, "RESEARCHER", "other@example.org");
    await expect(removeMember(world.as(other), { institution: institution.slug, member: await idOf("leaving@example.org") })).rejects.toEqual(refused("NOT_ALLOWED"));
    await removeMember(world.as(leaving), { institution: institution.slug, member: await idOf("leaving@example.org") });
    await removeMember(world.as(owner), { institution: institution.slug, member: await idOf("other@example.org") });
    expect(Object.keys(await membersOf(institution))).not.toEqual(expect.arrayContaining(["leaving@example.org"]));
  });
});

describe("an institution that applies", () => {
  test("takes part once the operator approves it, and no more once it is suspended, while its people stay its people", async () => {
    const { id: userId } = await world.db.user.create({ data: { name: "Founder", email: "founder@example.org" } });
    const founder = async (): Promise<Actor> => (await personActor(world.db, userId))!;
    await expect(registerInstitution(world.as(anonymous), { slug: "nope", name: "No", type: "COMPANY" })).rejects.toEqual(refused("NOT_ALLOWED"));
    const { slug } = await registerInstitution(world.as(await founder()), { slug: "applied", name: "Applied", type: "COMPANY" });
    expect(await founder()).toMatchObject({ memberships: [] });
    await expect(approveInstitution(world.as(await founder()), { institution: slug })).rejects.toEqual(refused("NOT_ALLOWED"));
    await expect(approveInstitution(world.as(memberOf(institution, "OWNER")), { institution: slug })).rejects.toEqual(refused("NOT_FOUND"));
    await approveInstitution(world.as(administrator), { institution: slug });
    expect(await founder()).toMatchObject({ memberships: [expect.objectContaining({ role: "OWNER" })] });
    await suspendInstitution(world.as(administrator), { institution: slug, reason: "unpaid" });
    expect(await founder()).toMatchObject({ memberships: [] });
    expect(await membersOf(await world.db.institution.findUniqueOrThrow({ where: { slug } }))).toEqual({ "founder@example.org": "owner" });
    await approveInstitution(world.as(administrator), { institution: slug });
    expect(await founder()).toMatchObject({ memberships: [expect.objectContaining({ role: "OWNER" })] });
  });

  test("is one of at most three of a person that wait", async () => {
    const { id } = await world.db.user.create({ data: { name: "Eager", email: "eager@example.org" } });
    const eager = (await personActor(world.db, id))!;
    for (const k of [1, 2, 3]) await registerInstitution(world.as(eager), { slug: `eager-${k}`, name: "E", type: "COMPANY" });
    await expect(registerInstitution(world.as(eager), { slug: "eager-4", name: "E", type: "COMPANY" })).rejects.toEqual(refused("QUOTA_EXCEEDED"));
  });
});
