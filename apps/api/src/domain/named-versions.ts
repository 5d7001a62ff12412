import { namedModels, tasks } from "@joulemark/engine/spec";
import type { Specification } from "@joulemark/engine/spec";
import { visibleModelVersions } from "./access.ts";
import type { Context } from "./context.ts";
import { InvalidInput, NotFound } from "./errors.ts";
import { uuidOf } from "./global-id.ts";

/** A registered version that a step names beside the base. */
export interface NamedVersion {
  /** As the specification names it. */
  name: string;
  /** Where it does so first, below the input. */
  path: string[];
  /** UUID. */
  modelVersionId: string;
}

export const basePath = ["specification", "base", "modelVersion"];

/**
 * The UUID of the base version; null: the experiment begins with new layers.
 * @throws NotFound, InvalidInput where it does not fit the task
 */
export const findBase = async (ctx: Context, { base, task }: Specification): Promise<string | null> => (base.modelVersion === undefined ? null : findVersion(ctx, base.modelVersion, task, basePath));

/**
 * The versions that steps name, each once, in the specification's order.
 * @throws NotFound, InvalidInput where one does not fit the task
 */
export async function findNamed(ctx: Context, specification: Specification): Promise<NamedVersion[]> {
  const found = new Map<string, NamedVersion>();
  for (const { name, path: below } of namedModels(specification)) {
    if (found.has(name)) continue;
    const path = ["specification", ...below];
    found.set(name, { name, path, modelVersionId: await findVersion(ctx, name, specification.task, path) });
  }
  return [...found.values()];
}

/** UUIDs of all versions that an experiment is made from, each once: its base first, then what its steps name. */
export const originIds = ({ baseVersionId, models }: { baseVersionId: string | null; models: { modelVersionId: string }[] }): string[] =>
  [...new Set([...(baseVersionId === null ? [] : [baseVersionId]), ...models.map(({ modelVersionId }) => modelVersionId)])];

async function findVersion(ctx: Context, name: string, taskSlug: string, path: string[]): Promise<string> {
  const id = uuidOf("ModelVersion", name);
  const version = id === null ? null : await ctx.db.modelVersion.findFirst({ where: { AND: [{ id }, { state: "READY" }, visibleModelVersions(ctx.actor)] } });
  if (!version) throw new NotFound("model version", name, path);
  const task = tasks.find(({ slug }) => slug === taskSlug);
  const trainedFor = tasks.find(({ slug }) => slug === version.taskSlug);
  if (!task || !trainedFor) throw new InvalidInput([{ message: `It is not known what ${version.label} takes in and gives out.`, path }]);
  const shapes = [trainedFor, task].map(({ inputShape, classes }) => `${inputShape.join("×")} → ${classes}`);
  if (shapes[0] !== shapes[1]) throw new InvalidInput([{ message: `${version.label} maps ${shapes[0]}; the task ${taskSlug} needs ${shapes[1]}.`, path }]);
  return version.id;
}
