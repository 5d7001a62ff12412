import { z } from "zod";
import type { Institution, Project } from "../storage/db.ts";
import type { Role, Scope } from "./access.ts";
import { institutionsWhere, visibleInstitutions, visibleProjects } from "./access.ts";
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

/** Opens a project of the institutions named, the first of which leads it. For the operator, and for curators of all of them. */
export async function createProject(ctx: Context, input: CreateProject): Promise<Project> {
  const { demo, institutions: slugs, ...data } = parseInput(schema, input);
  if (demo && ctx.actor.kind !== "administrator") throw new NotAllowed("Only the operator of this installation makes demo data.", ["demo"]);
  const institutions = await findInstitutions(ctx, slugs);
  if (ctx.actor.kind !== "administrator") {
    const curated = institutionsWhere(ctx.actor, "CURATOR", null);
    const foreign = institutions.findIndex(({ id }) => !curated.includes(id));
    if (foreign >= 0) throw new NotAllowed(`You are not a curator of ${slugs[foreign]}.`, ["institutions", String(foreign)]);
  }
  return ctx.db.$transaction(async (tx) => {
    const { count } = await tx.project.createMany({ data: [{ ...data, isDemo: demo, visibility: demo ? "PUBLIC" : "PROJECT" }], skipDuplicates: true });
    if (count === 0) throw new Conflict(`The slug ${data.slug} is taken.`, ["slug"]);
    const project = await tx.project.findUniqueOrThrow({ where: { slug: data.slug } });
    await tx.projectInstitution.createMany({ data: institutions.map(({ id }, position) => ({ projectId: project.id, institutionId: id, position })) });
    await audit(tx, ctx, "project.create", { type: "Project", id: project.id }, { institutions: slugs });
    return project;
  });
}

async function findInstitutions(ctx: Context, slugs: string[]): Promise<Institution[]> {
  const found = await ctx.db.institution.findMany({ where: { AND: [{ slug: { in: slugs } }, { approvedAt: { not: null } }, visibleInstitutions(ctx.actor)] } });
  return slugs.map((wanted, index) => {
    const institution = found.find(({ slug }) => slug === wanted);
    if (!institution) throw new NotFound("institution", wanted, ["institutions", String(index)]);
    return institution;
  });
}

/**
 * The project, and the institution in whose name the actor works in it: the first of the project's in which they hold the role or scope.
 * @throws NotFound where they may not even see it, NotAllowed where they may see it only
 */
export async function projectToWorkIn(ctx: Context, slug: string, role: Role, scope: Scope): Promise<{ project: Project; institution: Institution }> {
  const project = await ctx.db.project.findFirst({
    where: { AND: [{ slug }, visibleProjects(ctx.actor)] },
    include: { institutions: { orderBy: { position: "asc" }, include: { institution: true } } },
  });
  if (!project) throw new NotFound("project", slug, ["project"]);
  const held = ctx.actor.kind === "administrator" ? null : institutionsWhere(ctx.actor, role, scope);
  const place = project.institutions.find(({ institution }) => institution.approvedAt !== null && (held === null || held.includes(institution.id)));
  if (!place) throw new NotAllowed(`This needs the role ${role}, or a key with the scope ${scope}, in an institution of the project ${slug}.`, ["project"]);
  return { project, institution: place.institution };
}
