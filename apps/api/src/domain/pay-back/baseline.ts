import type { Measurement, Prisma } from "../../storage/db.ts";
import { visibleModelVersions, visibleResults, visibleRuns } from "../access.ts";
import type { Compared } from "../comparable.ts";
import { comparedResult, comparedRun } from "../comparable.ts";
import type { Context } from "../context.ts";
import { InvalidInput, NotFound } from "../errors.ts";
import { encodeGlobalId } from "../global-id.ts";
import { boardRows } from "../leaderboard/board.ts";
import { originIds } from "../named-versions.ts";

/** What is loaded of a result whose energies are compared. */
export const comparedFigures = { metrics: true, measurements: true, runs: { orderBy: { position: "asc" }, include: { measurements: true } } } as const;
export type ResultFigures = Prisma.ResultGetPayload<{ include: typeof comparedFigures }>;

/** What would be used if the optimized model were not there. */
export interface Baseline extends Compared {
  /** CHOSEN by whoever asks; BASE: what the optimized model was made from; BEST_OF_BOARD: the first of the same board. */
  reason: "CHOSEN" | "BASE" | "BEST_OF_BOARD";
  /** UUID; null: of a single run that stands for no result that may be seen. */
  resultId: string | null;
  /** UUID. */
  modelVersionId: string;
}

/** A version that an experiment began with, or that its steps name, as far as it may be seen. */
export type Base = Omit<Baseline, "reason"> & { taskSlug: string; isWithdrawn: boolean };

const inferenceOf = ({ measurements }: { measurements: Measurement[] }): Measurement | undefined => measurements.find(({ quantity }) => quantity === "INFERENCE_ENERGY_PER_THOUSAND");

/** What a result was made from. Its base; null: there is none, or it may not be seen. And what else its steps name, each once. */
export async function originsOf(ctx: Context, experimentId: string): Promise<{ base: Base | null; others: Base[] }> {
  const experiment = await ctx.db.experiment.findUniqueOrThrow({ where: { id: experimentId }, select: { baseVersionId: true, models: { orderBy: { position: "asc" } } } });
  const origins = (await Promise.all(originIds(experiment).map((id) => originOf(ctx, id)))).filter((origin) => origin !== null);
  const isBase = ({ modelVersionId }: Base): boolean => modelVersionId === experiment.baseVersionId;
  return { base: origins.find(isBase) ?? null, others: origins.filter((origin) => !isBase(origin)) };
}

/** The result that a version stands for, or its own run. Null: it may not be seen. */
async function originOf({ db, actor }: Context, modelVersionId: string): Promise<Base | null> {
  const run = await db.run.findFirst({
    where: { AND: [{ modelVersionId }, { modelVersion: visibleModelVersions(actor) }, visibleRuns(actor)] },
    include: { metrics: true, measurements: true, environment: true, experiment: { select: { taskSlug: true } } },
  });
  if (!run) return null;
  const common = { modelVersionId, taskSlug: run.experiment.taskSlug };
  const result = run.resultId === null ? null : await db.result.findFirst({ where: { AND: [{ id: run.resultId }, visibleResults(actor)] }, include: comparedFigures });
  return result ? { ...common, ...comparedResult(result), resultId: result.id, isWithdrawn: result.state === "WITHDRAWN" } : { ...common, ...comparedRun(run), resultId: null, isWithdrawn: false };
}

/** The result that was chosen. @throws NotFound, InvalidInput naming what keeps it from being compared */
export async function chosenBaseline({ db, actor }: Context, result: ResultFigures, id: string): Promise<Baseline> {
  const chosen = await db.result.findFirst({ where: { AND: [{ id }, visibleResults(actor)] }, include: comparedFigures });
  if (!chosen) throw new NotFound("result", id === "" ? "of this id" : encodeGlobalId("Result", id), ["baseline"]);
  const trouble = troubleWith(result, chosen);
  if (trouble) throw new InvalidInput([{ message: `${trouble} Choose one of payBackBaselines.`, path: ["baseline"] }]);
  return { ...comparedResult(chosen), resultId: chosen.id, modelVersionId: chosen.modelVersionId, reason: "CHOSEN" };
}

function troubleWith(result: ResultFigures, other: ResultFigures): string | null {
  if (other.id === result.id) return "A result is no baseline of itself.";
  if (other.taskSlug !== result.taskSlug) return `The baseline is of the task ${other.taskSlug}, this result of ${result.taskSlug}.`;
  const [mine, theirs] = [inferenceOf(result), inferenceOf(other)];
  if (!theirs) return "The energy of the baseline's inferences was not measured.";
  return mine?.boundary === theirs.boundary ? null : `The baseline's energy is of the boundary ${theirs.boundary}, this result's of ${mine?.boundary}.`;
}

/**
 * What a reader who chose nothing can defend: what the model was made from, where its inferences were measured around the same boundary; else the first other result of
 * the same board. Null: there is neither.
 */
export async function defaultBaseline({ db }: Context, result: ResultFigures, base: Base | null): Promise<Baseline | null> {
  const mine = inferenceOf(result);
  if (base && !base.isWithdrawn && base.taskSlug === result.taskSlug && mine && inferenceOf(base)?.boundary === mine.boundary) return { ...base, reason: "BASE" };
  const { taskSlug, boundary, method, hardwareClass } = result;
  if (boundary === null || method === null || hardwareClass === null) return null;
  const { rows } = await boardRows(db, { taskSlug, boundary, method, hardwareClass }, { first: 100 });
  const best = rows.find(({ resultId, inferenceEnergyPerThousand: figure }) => resultId !== result.id && figure !== null && figure.boundary === mine?.boundary);
  if (!best) return null;
  const found = await db.result.findUniqueOrThrow({ where: { id: best.resultId }, include: comparedFigures });
  return { ...comparedResult(found), resultId: found.id, modelVersionId: found.modelVersionId, reason: "BEST_OF_BOARD" };
}

/** Results that may be chosen as a baseline of this one, but for what may not be seen. */
export async function comparableResults({ db }: Pick<Context, "db">, resultId: string): Promise<Prisma.ResultWhereInput> {
  const result = await db.result.findUniqueOrThrow({ where: { id: resultId }, select: { taskSlug: true, measurements: true } });
  const mine = inferenceOf(result);
  if (!mine) return { id: { in: [] } };
  const { quantity, boundary, unit } = mine;
  return { id: { not: resultId }, taskSlug: result.taskSlug, state: { in: ["DRAFT", "PUBLISHED"] }, measurements: { some: { quantity, boundary, unit } } };
}
