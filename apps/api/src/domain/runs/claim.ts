import { setTimeout as sleep } from "node:timers/promises";
import { z } from "zod";
import type { Artifact, Run } from "../../storage/db.ts";
import { claimNext, hasClaimable } from "../../storage/run-queue.ts";
import type { Claimed } from "../../storage/run-queue.ts";
import type { Context } from "../context.ts";
import { NotAllowed } from "../errors.ts";
import { parseInput, shortText } from "../input.ts";
import { newToken, sha256Of } from "../sha256.ts";
import { spendingOf } from "./budget.ts";
import type { Spending } from "./budget.ts";

const schema = z.object({
  workerId: shortText,
  workerName: shortText,
  backend: shortText,
  hardwareClass: z.string().regex(/^(cpu|gpu)\/[a-z0-9._-]+\/\d+$/, "A hardware class is written like cpu/amd-epyc-zen4/2."),
  zone: z.string().max(20).nullish(),
});
export type ClaimRun = z.input<typeof schema>;

/** To be fetched by the attempt's token. */
export interface AssignedFile {
  name: string;
  sha256: string;
  sizeBytes: number;
}

/** What a worker is given: the run, the proof that it is its own, and what it starts from. */
export interface Assignment {
  run: Run;
  attempt: number;
  token: string;
  leaseUntil: Date;
  /** As submitted, but for `budget.maxCost`: that is what is left of it. */
  specification: unknown;
  seed: number;
  /** UUID of the base version. */
  baseVersionId: string | null;
  /** Its files, whether or not the worker's key may see the version: the attempt's token fetches them. */
  baseFiles: AssignedFile[];
  /** Versions that steps name beside the base, with their files. */
  namedVersions: { name: string; label: string; files: AssignedFile[] }[];
  checkpoint: { step: number; energyJoules: number; sha256: string; sizeBytes: number } | null;
  /** What the budget leaves from now on, J: what is in the checkpoint was used before. Null: no limit. */
  remainingEnergyJoules: number | null;
}

const ATTEMPTS_TO_CLAIM = 5;
const RETRY_SECONDS = { contended: 0.5, empty: 1 };

/** Gives the next run to a worker, under a lease of 60 s. For keys with the scope run:execute, which serve their institution's runs and those of projects that name it. */
export async function claimRun(ctx: Context, input: ClaimRun): Promise<{ assignment: Assignment | null; retryAfterSeconds: number }> {
  const { actor } = ctx;
  if (actor.kind !== "key" || !actor.scopes.includes("run:execute")) throw new NotAllowed("Only a key with the scope run:execute claims runs.");
  const worker = parseInput(schema, input);
  const workerId = await noteWorker(ctx, worker, actor.institutionId);
  const token = newToken();
  const claim = { ...worker, workerId, zone: worker.zone ?? null, institutionId: actor.institutionId, tokenSha256: sha256Of(token) };
  for (let tried = 1; ; tried++) {
    const claimed = await claimNext(ctx.db, claim);
    if (claimed) {
      ctx.outbox.announce(claimed.runId);
      return { assignment: await assignmentOf(ctx, claimed, token), retryAfterSeconds: 0 };
    }
    // Nothing, because every row was locked by another claim, or because there is nothing.
    if (!(await hasClaimable(ctx.db, actor.institutionId))) return { assignment: null, retryAfterSeconds: RETRY_SECONDS.empty };
    if (tried >= ATTEMPTS_TO_CLAIM) return { assignment: null, retryAfterSeconds: RETRY_SECONDS.contended };
    await sleep(10 + Math.random() * 40);
  }
}

const versionFiles = { artifacts: { orderBy: { name: "asc" } } } as const;

const filesOf = (version: { artifacts: Artifact[] } | null): AssignedFile[] => (version?.artifacts ?? []).map(({ name, sha256, sizeBytes }) => ({ name, sha256, sizeBytes: Number(sizeBytes) }));

async function assignmentOf(ctx: Context, { runId, number, leaseUntil }: Claimed, token: string): Promise<Assignment> {
  const { experiment, checkpoints, ...run } = await ctx.db.run.findUniqueOrThrow({
    where: { id: runId },
    include: { experiment: { include: { baseVersion: { include: versionFiles }, models: { orderBy: { position: "asc" }, include: { modelVersion: { include: versionFiles } } } } }, checkpoints: { orderBy: { step: "desc" }, take: 1 } },
  });
  const [newest] = checkpoints;
  const checkpoint = newest ? { step: newest.step, energyJoules: newest.energyJoules, sha256: newest.sha256, sizeBytes: Number(newest.sizeBytes) } : null;
  const spending = await spendingOf(ctx.db, experiment.id);
  return {
    run,
    attempt: number,
    token,
    leaseUntil,
    specification: withCostLeft(experiment.specification, spending),
    seed: run.seed,
    baseVersionId: experiment.baseVersionId,
    baseFiles: filesOf(experiment.baseVersion),
    namedVersions: experiment.models.map(({ name, modelVersion }) => ({ name, label: modelVersion.label, files: filesOf(modelVersion) })),
    checkpoint,
    remainingEnergyJoules: spending.budgetEnergyJoules === null ? null : Math.max(0, spending.budgetEnergyJoules - spending.energyJoules),
  };
}

function withCostLeft(specification: unknown, { budgetCost, cost, costCurrency }: Spending): unknown {
  if (budgetCost === null || !isObject(specification) || !isObject(specification.budget)) return specification;
  return { ...specification, budget: { ...specification.budget, maxCost: { value: Math.max(0, budgetCost - cost), currency: costCurrency } } };
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A worker names itself; its key's institution stands before the name, so that no key can speak for another's worker. @returns its row's id */
async function noteWorker(ctx: Context, worker: z.output<typeof schema>, institutionId: string | null): Promise<string> {
  const id = `${institutionId ?? "operator"}:${worker.workerId}`;
  const seen = { name: worker.workerName, backend: worker.backend, hardwareClass: worker.hardwareClass, zone: worker.zone ?? null, lastSeenAt: ctx.now() };
  await ctx.db.worker.upsert({ where: { id }, create: { id, institutionId, ...seen }, update: seen });
  return id;
}
