import type { Order } from "@joulemark/energy";
import { orderOf } from "@joulemark/energy";
import type { Quantity } from "../storage/db.ts";
import { visibleResults, visibleRuns } from "./access.ts";
import type { Compared } from "./comparable.ts";
import { comparableOf, comparedResult, comparedRun, qualityOf, qualityOrder } from "./comparable.ts";
import type { Context } from "./context.ts";
import { InvalidInput } from "./errors.ts";
import { decodeGlobalId } from "./global-id.ts";

export type { Order };

export const comparedQuantities = ["QUALITY", "TRAINING_ENERGY", "INFERENCE_ENERGY_PER_THOUSAND", "CARBON", "COST"] as const satisfies ("QUALITY" | Quantity)[];
export type ComparedQuantity = (typeof comparedQuantities)[number];

/** In what figures differ that cannot be held against each other. */
export const apartKinds = ["TASK", "BOUNDARY", "METHOD", "HARDWARE_CLASS", "UNIT"] as const;
export type ApartKind = (typeof apartKinds)[number];

/** `b` after `a` in the order they were asked for. Of quality, `lower` is worse. */
export interface ComparedPair {
  a: string;
  b: string;
  order: Order;
}

export interface ComparedFigure {
  quantity: ComparedQuantity;
  /** Not empty: sizes say nothing of each other, and nothing is compared. */
  apart: ApartKind[];
  /** Global id of the one that is distinguishably better than every other; null: none is, or there is no other. */
  best: string | null;
  /** Every two that were measured. */
  pairs: ComparedPair[];
}

/** More would be more pairs than anybody reads. */
const MOST = 10;

interface Subject extends Compared {
  id: string;
  taskSlug: string;
}

/**
 * Runs and results held against each other, quantity by quantity, as far as they may be seen.
 * @param ids global ids, at most 10
 * @throws InvalidInput for more
 */
export async function compare(ctx: Context, ids: readonly string[]): Promise<ComparedFigure[]> {
  if (ids.length > MOST) throw new InvalidInput([{ message: `At most ${MOST} runs or results are compared at once, not ${ids.length}.`, path: ["of"] }]);
  const subjects = await subjectsOf(ctx, [...new Set(ids)]);
  return comparedQuantities.map((quantity) => (quantity === "QUALITY" ? comparedQuality(subjects) : comparedFigure(subjects, quantity)));
}

async function subjectsOf({ db, actor }: Context, ids: string[]): Promise<Subject[]> {
  const asked = (typename: string): string[] => ids.flatMap((id) => { const decoded = decodeGlobalId(id); return decoded?.typename === typename ? [decoded.id] : []; });
  const figures = { metrics: true, measurements: true } as const;
  const runs = await db.run.findMany({ where: { AND: [{ id: { in: asked("Run") } }, visibleRuns(actor)] }, include: { ...figures, environment: true, experiment: { select: { taskSlug: true } } } });
  const results = await db.result.findMany({ where: { AND: [{ id: { in: asked("Result") } }, visibleResults(actor)] }, include: { ...figures, runs: { select: { measurements: true } } } });
  return ids.flatMap((id): Subject[] => {
    const decoded = decodeGlobalId(id);
    const run = decoded?.typename === "Run" ? runs.find((row) => row.id === decoded.id) : undefined;
    if (run) return [{ id, taskSlug: run.experiment.taskSlug, ...comparedRun(run) }];
    const result = decoded?.typename === "Result" ? results.find((row) => row.id === decoded.id) : undefined;
    return result ? [{ id, taskSlug: result.taskSlug, ...comparedResult(result) }] : [];
  });
}

function comparedQuality(subjects: Subject[]): ComparedFigure {
  const measured = subjects.flatMap((subject) => { const metric = qualityOf(subject); return metric ? [{ subject, metric }] : []; });
  const apart: ApartKind[] = differ(measured, ({ subject, metric }) => `${subject.taskSlug} ${metric.name}`) ? ["TASK"] : [];
  const pairs = pairsOf(measured, apart, ({ metric: a }, { metric: b }) => qualityOrder(a, b));
  return { quantity: "QUALITY", apart, pairs, best: bestOf(measured, pairs, "higher") };
}

function comparedFigure(subjects: Subject[], quantity: Exclude<ComparedQuantity, "QUALITY">): ComparedFigure {
  const measured = subjects.flatMap((subject) => { const comparable = comparableOf(subject, quantity); return comparable ? [{ subject, comparable }] : []; });
  const apart = (["BOUNDARY", "METHOD", "HARDWARE_CLASS", "UNIT"] as const).filter((kind) => differ(measured, ({ subject, comparable: { figure } }) => ({ BOUNDARY: figure.boundary, METHOD: figure.method, HARDWARE_CLASS: subject.hardwareClass, UNIT: figure.unit })[kind]));
  const pairs = pairsOf(measured, apart, ({ comparable: a }, { comparable: b }) => orderOf(a, b));
  return { quantity, apart, pairs, best: bestOf(measured, pairs, "lower") };
}

const differ = <T>(all: T[], read: (one: T) => string | null): boolean => new Set(all.map(read)).size > 1;

function pairsOf<T extends { subject: Subject }>(measured: T[], apart: ApartKind[], order: (a: T, b: T) => Order): ComparedPair[] {
  if (apart.length > 0) return [];
  return measured.flatMap((a, index) => measured.slice(index + 1).map((b) => ({ a: a.subject.id, b: b.subject.id, order: order(a, b) })));
}

function bestOf(measured: { subject: Subject }[], pairs: ComparedPair[], better: "lower" | "higher"): string | null {
  if (pairs.length === 0) return null;
  const wins = (id: string): boolean => pairs.every(({ a, b, order }) => (a === id ? order === better : b !== id || (order !== better && order !== "not-distinguishable")));
  return measured.find(({ subject }) => wins(subject.id))?.subject.id ?? null;
}
