import { afterAll, beforeAll, describe, expect, test } from "@jest/globals";
import type { Institution, Result } from "../storage/db.ts";
import type { Actor } from "./access.ts";
import {
  actorName, institutionsWhere, ownProjects, visibilities, visibleArtifacts, visibleExperiments, visibleInstitutions, visibleModels, visibleModelVersions, visibleProjects, visiblePublications, visibleResults, visibleRuns,
} from "./access.ts";
import { createInstitution } from "./institutions.ts";
import { createProject } from "./projects.ts";
import { publish } from "./publications.ts";
import type { World } from "./test-world.ts";
import { administrator, anonymous, keyOf, makeResult, memberOf, openWorld, operatorWorker } from "./test-world.ts";

let world: World;
let owner: Institution;
let partner: Institution;
let outsider: Institution;
let published: Result;
const results = new Map<string, Result>();

beforeAll(async () => {
  world = await openWorld();
  const institution = (slug: string): Promise<Institution> => createInstitution(world.as(administrator), { slug, name: slug, type: "NONPROFIT" });
  [owner, partner, outsider] = [await institution("owner"), await institution("partner"), await institution("outsider")];
  for (const visibility of visibilities) {
    const slug = visibility.toLowerCase();
    const { id } = await createProject(world.as(administrator), { slug, name: slug, institutions: ["owner", "partner"] });
    const project = await world.db.project.update({ where: { id }, data: { visibility } });
    results.set(visibility, await makeResult(world, project));
    if (visibility === "PRIVATE") {
      published = await makeResult(world, project, {}, { name: "to be published" });
      await publish(world.as(administrator), { results: [published.id], title: "T", disciplines: ["OTHER"] });
    }
  }
});
afterAll(() => world.close());

/** What of one unpublished result's rows the actor sees: result, experiment, run, model, version, file. */
async function seenOf({ id, experimentId, leadRunId, modelVersionId }: Result, actor: Actor): Promise<boolean[]> {
  const { db } = world;
  const counts = await Promise.all([
    db.result.count({ where: { AND: [{ id }, visibleResults(actor)] } }),
    db.experiment.count({ where: { AND: [{ id: experimentId }, visibleExperiments(actor)] } }),
    db.run.count({ where: { AND: [{ id: leadRunId }, visibleRuns(actor)] } }),
    db.model.count({ where: { AND: [{ versions: { some: { id: modelVersionId } } }, visibleModels(actor)] } }),
    db.modelVersion.count({ where: { AND: [{ id: modelVersionId }, visibleModelVersions(actor)] } }),
    db.artifact.count({ where: { AND: [{ runId: leadRunId, name: "model.safetensors" }, visibleArtifacts(actor)] } }),
  ]);
  return counts.map((count) => count === 1);
}

describe("what is not published", () => {
  const expected: Record<string, [string, () => Actor][]> = {
    PRIVATE: [["its institution", () => memberOf(owner, "OBSERVER")], ["its institution's key", () => keyOf(owner, "read")], ["the operator", () => administrator]],
    PROJECT: [["the project's other institution", () => memberOf(partner)]],
    CONSORTIUM: [["any partner", () => memberOf(outsider)]],
    PUBLIC: [["everybody", () => anonymous]],
  };
  test.each(visibilities)("and is %s is seen by those it is for and all before them, whole, and by nobody else", async (visibility) => {
    const level = visibilities.indexOf(visibility);
    for (const [index, name] of visibilities.entries()) {
      for (const [who, actor] of expected[name]!) {
        const seen = await seenOf(results.get(visibility)!, actor());
        expect([visibility, who, ...seen]).toEqual([visibility, who, ...Array<boolean>(6).fill(index <= level)]);
      }
    }
  });

  test("is not seen by a key without the scope read, by the local worker's, nor by who only shares its project when it is private", async () => {
    for (const actor of [keyOf(owner, "run:execute", "submit"), operatorWorker, memberOf(partner)]) expect(await seenOf(results.get("PRIVATE")!, actor)).toEqual(Array<boolean>(6).fill(false));
  });
});

test("a published result opens what stands behind it to everybody, and nothing beside it", async () => {
  expect(await seenOf(published, anonymous)).toEqual(Array<boolean>(6).fill(true));
  expect(await seenOf(results.get("PRIVATE")!, anonymous)).toEqual(Array<boolean>(6).fill(false));
  expect(await world.db.publication.count({ where: visiblePublications(anonymous) })).toBe(1);
});

test("projects are seen by those who work in them or may see an experiment of theirs, and `own` lists no others", async () => {
  const slugs = async (where: ReturnType<typeof visibleProjects>): Promise<string[]> => (await world.db.project.findMany({ where, orderBy: { slug: "asc" } })).map(({ slug }) => slug);
  const all = ["consortium", "private", "project", "public"];
  expect(await slugs(visibleProjects(anonymous))).toEqual(["private", "public"]); // of the private one a result is published
  expect(await slugs(visibleProjects(memberOf(outsider)))).toEqual(["consortium", "private", "public"]);
  expect(await slugs(visibleProjects(memberOf(partner)))).toEqual(all);
  expect(await slugs(ownProjects(memberOf(partner)))).toEqual(all);
  expect(await slugs(ownProjects(memberOf(outsider)))).toEqual([]);
  expect(await slugs(ownProjects(anonymous))).toEqual([]);
  expect(await slugs(ownProjects(administrator))).toEqual(all);
});

test("an institution that is not approved is seen by its own people and the operator only", async () => {
  const waiting = await world.db.institution.create({ data: { slug: "waiting", name: "Waiting", type: "COMPANY" } });
  const seen = (actor: Actor): Promise<number> => world.db.institution.count({ where: { AND: [{ id: waiting.id }, visibleInstitutions(actor)] } });
  const { id: userId } = await world.db.user.create({ data: { name: "Applicant", email: "applicant@example.org", members: { create: [{ organizationId: waiting.id, role: "owner" }] } } });
  const applicant: Actor = { kind: "person", userId, name: "Applicant", memberships: [], scopes: null };
  expect([await seen(anonymous), await seen(memberOf(owner)), await seen(applicant), await seen({ ...applicant, scopes: ["submit"] }), await seen(administrator)]).toEqual([0, 0, 1, 0, 1]);
  await world.db.institution.delete({ where: { id: waiting.id } });
  await world.db.user.delete({ where: { id: userId } });
});

test("a role may do what those after it may, a reviewer reads only, and a key what its scopes say", () => {
  const may = (role: "OWNER" | "CURATOR" | "RESEARCHER" | "REVIEWER" | "OBSERVER", needs: typeof role): boolean => institutionsWhere(memberOf(owner, role), needs, null).length > 0;
  expect([may("OWNER", "CURATOR"), may("CURATOR", "RESEARCHER"), may("RESEARCHER", "OBSERVER")]).toEqual([true, true, true]);
  expect([may("OBSERVER", "RESEARCHER"), may("RESEARCHER", "OWNER"), may("REVIEWER", "RESEARCHER"), may("REVIEWER", "REVIEWER")]).toEqual([false, false, false, true]);
  expect(institutionsWhere(keyOf(owner, "submit"), "RESEARCHER", "submit")).toEqual([owner.id]);
  expect(institutionsWhere(keyOf(owner, "read"), "OBSERVER", "submit")).toEqual([]);
  expect(institutionsWhere(keyOf(owner, "read", "submit"), "OWNER", null)).toEqual([]);
  const ownKey: Actor = { kind: "person", userId: "p", name: "P", memberships: [{ institutionId: owner.id, role: "OWNER" }], scopes: ["submit"] };
  expect([institutionsWhere(ownKey, "RESEARCHER", "submit"), institutionsWhere(ownKey, "RESEARCHER", "result:publish"), institutionsWhere(ownKey, "OWNER", null)]).toEqual([[owner.id], [], []]);
  expect([actorName(anonymous), actorName(operatorWorker).startsWith("key:"), actorName(administrator).startsWith("person:")]).toEqual(["anonymous", true, true]);
});
