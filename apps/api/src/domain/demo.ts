import type { Writer } from "../storage/db.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { Conflict, NotAllowed } from "./errors.ts";

/**
 * Removes what the first start made to show: demo institutions and projects with all that belongs to them, published results included.
 * The operator only. Files go with the next collection.
 * @throws Conflict when other experiments build on its versions
 */
export async function removeDemoData(ctx: Context): Promise<{ institutions: number; experiments: number; results: number }> {
  if (ctx.actor.kind !== "administrator") throw new NotAllowed("Only the operator of this installation removes demo data.");
  return ctx.db.$transaction(async (tx) => {
    const ofDemo = { OR: [{ institution: { isDemo: true } }, { project: { isDemo: true } }] };
    const demoModels = { OR: [{ institution: { isDemo: true } }, { project: { isDemo: true } }] };
    const builtOn = await tx.experiment.count({ where: { NOT: ofDemo, OR: [{ baseVersion: { model: demoModels } }, { models: { some: { modelVersion: { model: demoModels } } } }] } });
    if (builtOn > 0) throw new Conflict(`${builtOn} experiments that are no demo data build on demo versions.`);

    const experiments = await tx.experiment.findMany({ where: ofDemo, select: { id: true } });
    const experimentIds = experiments.map(({ id }) => id);
    const results = await removeResults(tx, experimentIds);
    await tx.idempotencyKey.deleteMany({ where: { experimentId: { in: experimentIds } } });
    // Runs hold their version, versions their edges' parents, experiments their base: from the leaves up.
    await tx.lineageEdge.deleteMany({ where: { OR: [{ child: { model: demoModels } }, { parent: { model: demoModels } }] } });
    await tx.experiment.deleteMany({ where: { id: { in: experimentIds } } });
    await tx.modelVersion.deleteMany({ where: { model: demoModels } });
    await tx.model.deleteMany({ where: demoModels });
    await tx.project.deleteMany({ where: { isDemo: true } });
    const institutions = await tx.institution.findMany({ where: { isDemo: true }, select: { id: true } });
    const institutionIds = institutions.map(({ id }) => id);
    await tx.apikey.deleteMany({ where: { referenceId: { in: institutionIds } } });
    await tx.institution.deleteMany({ where: { id: { in: institutionIds } } });
    await tx.user.deleteMany({ where: { isDemo: true } });
    const removed = { institutions: institutionIds.length, experiments: experimentIds.length, results };
    await audit(tx, ctx, "demo.remove", { type: "Installation", id: "demo" }, removed);
    return removed;
  });
}

async function removeResults(tx: Writer, experimentIds: string[]): Promise<number> {
  const ofThem = { experimentId: { in: experimentIds } };
  await tx.publicationResult.deleteMany({ where: { result: ofThem } });
  await tx.publication.deleteMany({ where: { results: { none: {} } } });
  return (await tx.result.deleteMany({ where: ofThem })).count;
}
