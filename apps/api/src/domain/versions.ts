import type { Experiment, Model, Project, Writer } from "../storage/db.ts";
import { drawLineage } from "./lineage.ts";
import { originIds } from "./named-versions.ts";
import type { SucceededReport } from "./report.ts";

/**
 * Registers what a run made as a version of its experiment's model, and its edges from the base version and those that steps name.
 * @returns UUID of the version
 */
export async function registerVersion(tx: Writer, runId: string, report: SucceededReport): Promise<string> {
  const { experiment, seed } = await tx.run.findUniqueOrThrow({ where: { id: runId }, include: { experiment: { include: { project: true, models: true } } } });
  const model = await modelOf(tx, experiment);
  const { label, parameterCount, sizeBytes, multiplyAdds, sha256: networkSha256 } = report.network;
  const version = await tx.modelVersion.create({
    data: { modelId: model.id, label: `${label} seed ${seed}`, taskSlug: experiment.taskSlug, parameterCount, sizeBytes, multiplyAdds, networkSha256 },
  });
  await tx.run.update({ where: { id: runId }, data: { modelVersionId: version.id } });
  for (const parentId of originIds(experiment)) await drawLineage(tx, { parentId, childId: version.id, specification: experiment.specification });
  return version.id;
}

/** The model of the experiment's institution called as the experiment; another one where that is of another project or visibility, for a version is seen as its model is. */
async function modelOf(tx: Writer, experiment: Experiment & { project: Project }): Promise<Model> {
  const { institutionId, projectId, visibility, name } = experiment;
  const plain = slugOf(name);
  for (const slug of [plain, `${plain}-${experiment.project.slug}`, `${plain}-${experiment.id.slice(-12)}`]) {
    await tx.model.createMany({ data: [{ institutionId, slug, name, projectId, visibility }], skipDuplicates: true });
    const model = await tx.model.findUniqueOrThrow({ where: { institutionId_slug: { institutionId, slug } } });
    if (model.projectId === projectId && model.visibility === visibility) return model;
  }
  throw new Error(`No slug is left for ${name}.`);
}

const MAX_SLUG = 60;

/** "Digits from 120 labels, 64-16-10" → "digits-from-120-labels-64-16-10"; a name without Latin letters or digits → "model". */
export function slugOf(name: string): string {
  const plain = name.normalize("NFKD").toLowerCase().replace(/[̀-ͯ]/g, "");
  return plain.replace(/[^a-z0-9]+/g, "-").slice(0, MAX_SLUG).replace(/^-+|-+$/g, "") || "model";
}
