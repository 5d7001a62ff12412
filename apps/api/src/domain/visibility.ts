import { z } from "zod";
import type { Visibility } from "../storage/db.ts";
import { holdsIn, visibilities, visibleExperiments, visibleModels, visibleProjects } from "./access.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { NotAllowed, NotFound } from "./errors.ts";
import { decodeGlobalId } from "./global-id.ts";
import { parseInput } from "./input.ts";

export interface ChangeVisibility {
  /** Of a project, an experiment or a model, as the outside names it. */
  id: string;
  visibility: Visibility;
}

/**
 * Says who may see an experiment with its drafts, a model, or what a project's experiments start with. For curators of its institution, of a
 * project for those of the one that leads it. What is published stays public, whatever its experiment is set to.
 * @returns type and UUID of what was changed
 */
export async function changeVisibility(ctx: Context, { id, visibility }: ChangeVisibility): Promise<{ type: "Project" | "Experiment" | "Model"; id: string }> {
  parseInput(z.object({ visibility: z.enum(visibilities) }), { visibility });
  const named = decodeGlobalId(id);
  const found = named && (await ownerOf(ctx, named.typename, named.id));
  if (!found) throw new NotFound("project, experiment or model", id, ["id"]);
  if (!holdsIn(ctx.actor, found.institutionId, "CURATOR", null)) throw new NotAllowed("Only curators of its institution change who may see it.", ["id"]);
  const { type } = found;
  return ctx.db.$transaction(async (tx) => {
    const change = { where: { id: named.id }, data: { visibility } };
    if (type === "Project") await tx.project.update(change);
    else if (type === "Experiment") await tx.experiment.update(change);
    else await tx.model.update(change);
    await audit(tx, ctx, "visibility.change", { type, id: named.id }, { visibility });
    return { type, id: named.id };
  });
}

async function ownerOf({ db, actor }: Context, typename: string, id: string): Promise<{ type: "Project" | "Experiment" | "Model"; institutionId: string } | null> {
  if (typename === "Project") {
    const project = await db.project.findFirst({ where: { AND: [{ id }, visibleProjects(actor)] }, include: { institutions: { where: { acceptedAt: { not: null } }, orderBy: { position: "asc" }, take: 1 } } });
    return project && { type: "Project", institutionId: project.institutions[0]?.institutionId ?? "" };
  }
  if (typename === "Experiment") {
    const experiment = await db.experiment.findFirst({ where: { AND: [{ id }, visibleExperiments(actor)] } });
    return experiment && { type: "Experiment", institutionId: experiment.institutionId };
  }
  if (typename !== "Model") return null;
  const model = await db.model.findFirst({ where: { AND: [{ id }, visibleModels(actor)] } });
  return model && { type: "Model", institutionId: model.institutionId };
}
