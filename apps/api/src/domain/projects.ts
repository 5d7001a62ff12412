import { z } from "zod";
import type { Institution, Project } from "../storage/db.ts";
import type { Role, Scope } from "./access.ts";
import { holdsIn, isTakingPart, takesPart, visibleInstitutions, visibleProjects } from "./access.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { Conflict, NotAllowed, NotFound } from "./errors.ts";
import { parseInput, shortText, slug } from "./input.ts";

const schema = z.object({
  slug,
  name: shortText,
  institutions: z.array(z.string()).min(1, "A project has at least one institution.").max(50).refine((slugs) => new Set(slugs).size === slugs.length, "An institution is named twice."),
  demo: z.boolean().default(false),
});
export type CreateProject = z.input<typeof schema>;

/**
 * Opens a project, led by the first of the institutions named. For curators of that one and the operator; of the others, those the actor
 * curates take part at once, the rest are invited.
 */
export async function createProject(ctx: Context, input: CreateProject): Promise<Project> {
  const { demo, institutions: slugs, ...data } = parseInput(schema, input);
  if (demo && ctx.actor.kind !== "administrator") throw new NotAllowed("Only the operator of this installation makes demo data.", ["demo"]);
  const institutions = await findInstitutions(ctx, slugs);
  if (!holdsIn(ctx.actor, institutions[0]!.id, "CURATOR", null)) throw new NotAllowed(`You are not a curator of ${slugs[0]}.`, ["institutions", "0"]);
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.project.createMany({ data: [{ ...data, isDemo: demo, visibility: demo ? "PUBLIC" : "PROJECT" }], skipDuplicates: true });
    if (count === 0) throw new Conflict(`The slug ${data.slug} is taken.`, ["slug"]);
    const project = await tx.project.findUniqueOrThrow({ where: { slug: data.slug } });
    await tx.projectInstitution.createMany({ data: institutions.map(({ id }, position) => ({ projectId: project.id, institutionId: id, position, acceptedAt: holdsIn(ctx.actor, id, "CURATOR", null) ? ctx.now() : null })) });
    await audit(tx, ctx, "project.create", { type: "Project", id: project.id }, { institutions: slugs });
    return project;
  });
}

async function findInstitutions(ctx: Context, slugs: string[]): Promise<Institution[]> {
  const found = await ctx.db.institution.findMany({ where: { AND: [{ slug: { in: slugs } }, takesPart, visibleInstitutions(ctx.actor)] } });
  return slugs.map((wanted, index) => {
    const institution = found.find(({ slug }) => slug === wanted);
    if (!institution) throw new NotFound("institution", wanted, ["institutions", String(index)]);
    return institution;
  });
}

export interface ProjectPlace {
  /** Slugs. */
  project: string;
  institution: string;
}

/** Asks another institution to work in a project. For curators of the institution that leads it, and the operator. */
export async function inviteToProject(ctx: Context, place: ProjectPlace): Promise<Project> {
  const { project, institution } = await findPlace(ctx, place);
  const lead = await ctx.db.projectInstitution.findFirst({ where: { projectId: project.id, acceptedAt: { not: null } }, orderBy: { position: "asc" } });
  if (!lead || !holdsIn(ctx.actor, lead.institutionId, "CURATOR", null)) throw new NotAllowed("Only curators of the institution that leads a project invite others.", ["project"]);
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM project WHERE id = ${project.id} FOR UPDATE`;
    const { _max } = await tx.projectInstitution.aggregate({ where: { projectId: project.id }, _max: { position: true } });
    const acceptedAt = ctx.actor.kind !== "administrator" && holdsIn(ctx.actor, institution.id, "CURATOR", null) ? ctx.now() : null;
    const { count } = await tx.projectInstitution.createMany({ data: [{ projectId: project.id, institutionId: institution.id, position: (_max.position ?? -1) + 1, acceptedAt }], skipDuplicates: true });
    if (count === 0) throw new Conflict(`${place.institution} works in the project or is invited already.`, ["institution"]);
    await audit(tx, ctx, "project.invite", { type: "Project", id: project.id }, { institution: institution.id });
    return project;
  });
}

/** Accepts an invitation to a project, for one's institution. For its curators, and the operator. */
export async function joinProject(ctx: Context, place: ProjectPlace): Promise<Project> {
  const { project, institution } = await findPlace(ctx, place);
  if (!holdsIn(ctx.actor, institution.id, "CURATOR", null)) throw new NotAllowed(`Only curators of ${place.institution} accept for it.`, ["institution"]);
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.projectInstitution.updateMany({ where: { projectId: project.id, institutionId: institution.id, acceptedAt: null }, data: { acceptedAt: ctx.now() } });
    if (count === 0) throw new Conflict(`${place.institution} has no open invitation to this project.`, ["institution"]);
    await audit(tx, ctx, "project.join", { type: "Project", id: project.id }, { institution: institution.id });
    return project;
  });
}

/** Ends an institution's part in a project, or declines: its own curators, and those of the institution that leads it. What it did there stays its own. */
export async function leaveProject(ctx: Context, place: ProjectPlace): Promise<Project> {
  const { project, institution } = await findPlace(ctx, place);
  return ctx.db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT id FROM project WHERE id = ${project.id} FOR UPDATE`;
    const working = await tx.projectInstitution.findMany({ where: { projectId: project.id }, orderBy: { position: "asc" } });
    const lead = working.find(({ acceptedAt }) => acceptedAt !== null);
    const may = holdsIn(ctx.actor, institution.id, "CURATOR", null) || (lead !== undefined && holdsIn(ctx.actor, lead.institutionId, "CURATOR", null));
    if (!may) throw new NotAllowed(`Only curators of ${place.institution} or of the institution that leads the project do this.`, ["institution"]);
    if (!working.some(({ institutionId }) => institutionId === institution.id)) throw new Conflict(`${place.institution} is not in this project.`, ["institution"]);
    if (lead?.institutionId === institution.id) throw new Conflict("The institution that leads a project does not leave it.", ["institution"]);
    await tx.projectInstitution.delete({ where: { projectId_institutionId: { projectId: project.id, institutionId: institution.id } } });
    await audit(tx, ctx, "project.leave", { type: "Project", id: project.id }, { institution: institution.id });
    return project;
  });
}

async function findPlace(ctx: Context, { project: slugOf, institution: name }: ProjectPlace): Promise<{ project: Project; institution: Institution }> {
  parseInput(z.object({ project: z.string(), institution: z.string() }), { project: slugOf, institution: name });
  const project = await ctx.db.project.findFirst({ where: { AND: [{ slug: slugOf }, visibleProjects(ctx.actor)] } });
  if (!project) throw new NotFound("project", slugOf, ["project"]);
  const institution = await ctx.db.institution.findFirst({ where: { AND: [{ slug: name }, takesPart, visibleInstitutions(ctx.actor)] } });
  if (!institution) throw new NotFound("institution", name, ["institution"]);
  return { project, institution };
}

/**
 * The project, and the institution in whose name the actor works in it: the first of the project's in which they hold the role or scope.
 * @throws NotFound where they may not even see it, NotAllowed where they may see it only
 */
export async function projectToWorkIn(ctx: Context, slug: string, role: Role, scope: Scope): Promise<{ project: Project; institution: Institution }> {
  const project = await ctx.db.project.findFirst({
    where: { AND: [{ slug }, visibleProjects(ctx.actor)] },
    include: { institutions: { where: { acceptedAt: { not: null } }, orderBy: { position: "asc" }, include: { institution: true } } },
  });
  if (!project) throw new NotFound("project", slug, ["project"]);
  const place = project.institutions.find(({ institution }) => isTakingPart(institution) && holdsIn(ctx.actor, institution.id, role, scope));
  if (!place) throw new NotAllowed(`This needs the role ${role}, or a key with the scope ${scope}, in an institution of the project ${slug}.`, ["project"]);
  return { project, institution: place.institution };
}
