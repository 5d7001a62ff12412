import { parseSpecification } from "@joulemark/engine/spec";
import type { Specification } from "@joulemark/engine/spec";
import { z } from "zod";
import type { Experiment, Institution, Prisma, Project, RunState, Visibility, Writer } from "../storage/db.ts";
import { databaseNow } from "../storage/run-queue.ts";
import { actorName, visibilities } from "./access.ts";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { InvalidInput, QuotaExceeded } from "./errors.ts";
import { bodyHash, onceFor } from "./idempotency.ts";
import { parseInput } from "./input.ts";
import { findBase, findNamed } from "./named-versions.ts";
import type { NamedVersion } from "./named-versions.ts";
import { projectToWorkIn } from "./projects.ts";

const schema = z.object({
  project: z.string(),
  idempotencyKey: z.string().min(1, "An idempotency key is not empty.").max(200, "An idempotency key has at most 200 characters."),
  specification: z.unknown(),
  visibility: z.enum(visibilities).nullish(),
});
export interface SubmitExperiment {
  /** Slug. */
  project: string;
  idempotencyKey: string;
  specification: unknown;
  /** Null: as the project's. */
  visibility?: Visibility | null;
}

/**
 * Queues the runs of an experiment, one for each seed. For researchers of the project. The same key with the same input gives the same experiment.
 * @throws NotFound, NotAllowed, InvalidInput with every path that is wrong, IdempotencyConflict, QuotaExceeded; then nothing is queued
 */
export async function submitExperiment(ctx: Context, input: SubmitExperiment): Promise<Experiment> {
  const { idempotencyKey, project: slug, visibility } = parseInput(schema, input);
  const { project, institution } = await projectToWorkIn(ctx, slug, "RESEARCHER", "submit");
  const body = bodyHash({ project: project.id, specification: input.specification, ...(visibility ? { visibility } : {}) });
  const id = await onceFor(ctx, idempotencyKey, body, async () => {
    const specification = acceptedSpecification(input.specification);
    const baseVersionId = await findBase(ctx, specification);
    const named = await findNamed(ctx, specification);
    return (tx) => queue(tx, ctx, { project, institution, specification, baseVersionId, named, visibility: visibility ?? project.visibility });
  });
  return ctx.db.experiment.findUniqueOrThrow({ where: { id } });
}

/** @throws InvalidInput with every path that is wrong, below `specification` */
export function acceptedSpecification(value: unknown): Specification {
  const result = parseSpecification(value);
  if (result.ok) return result.specification;
  throw new InvalidInput(result.issues.map(({ message, path }) => ({ message, path: ["specification", ...path] })));
}

interface Submission {
  project: Project;
  institution: Institution;
  specification: Specification;
  baseVersionId: string | null;
  named: NamedVersion[];
  visibility: Visibility;
}

async function queue(tx: Writer, ctx: Context, { project, institution, specification, baseVersionId, named, visibility }: Submission): Promise<string> {
  const queued = await tx.run.count({ where: { institutionId: institution.id, state: "QUEUED" } });
  if (queued + specification.seeds.length > institution.maxQueued) throw new QuotaExceeded(`${institution.name} has ${queued} queued runs of ${institution.maxQueued} at most.`);
  const { name, task, budget, seeds } = specification;
  const experiment = await tx.experiment.create({
    data: {
      projectId: project.id,
      institutionId: institution.id,
      name,
      taskSlug: task,
      specification: specification as Prisma.InputJsonValue,
      baseVersionId,
      models: { create: named.map(({ name: asNamed, modelVersionId }, position) => ({ position, name: asNamed, modelVersionId })) },
      visibility,
      submittedBy: actorName(ctx.actor),
      budgetEnergyJoules: budget?.maxEnergyJoules ?? null,
      budgetCost: budget?.maxCost?.value ?? null,
      budgetCostCurrency: budget?.maxCost?.currency ?? null,
      deadline: budget?.deadline ?? null,
    },
  });
  const now = await databaseNow(tx); // Prisma would fill them by the API's clock, and a claim by the database's would not see them yet
  const runs = await tx.run.createManyAndReturn({
    data: seeds.map((seed, position) => ({ experimentId: experiment.id, projectId: project.id, institutionId: institution.id, position, seed, lastSequence: 1, queuedAt: now, notBefore: now })),
    select: { id: true },
  });
  await tx.runEvent.createMany({ data: runs.map(({ id }) => ({ runId: id, sequence: 1, at: now, kind: "STATE" as const, message: "QUEUED" })) });
  await audit(tx, ctx, "experiment.submit", { type: "Experiment", id: experiment.id }, { project: project.slug });
  return experiment.id;
}

/** An experiment is in the state its runs are in together. */
export function experimentState(runs: RunState[]): RunState {
  if (runs.includes("RUNNING")) return "RUNNING";
  if (runs.includes("QUEUED")) return runs.every((state) => state === "QUEUED") ? "QUEUED" : "RUNNING";
  if (runs.includes("FAILED")) return "FAILED";
  return runs.includes("CANCELLED") ? "CANCELLED" : "SUCCEEDED";
}

/** The experiments that `experimentState` calls so. */
export function inState(state: RunState): Prisma.ExperimentWhereInput {
  const some = (...states: RunState[]): Prisma.ExperimentWhereInput => ({ runs: { some: { state: { in: states } } } });
  const none = (...states: RunState[]): Prisma.ExperimentWhereInput => ({ runs: { none: { state: { in: states } } } });
  switch (state) {
    case "RUNNING": return { OR: [some("RUNNING"), { AND: [some("QUEUED"), some("SUCCEEDED", "FAILED", "CANCELLED")] }] };
    case "QUEUED": return { AND: [some("QUEUED"), none("RUNNING", "SUCCEEDED", "FAILED", "CANCELLED")] };
    case "FAILED": return { AND: [some("FAILED"), none("QUEUED", "RUNNING")] };
    case "CANCELLED": return { AND: [some("CANCELLED"), none("QUEUED", "RUNNING", "FAILED")] };
    case "SUCCEEDED": return none("QUEUED", "RUNNING", "FAILED", "CANCELLED");
  }
}
