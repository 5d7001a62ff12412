import { chanceAbove, createEstimator, electricityPriceOf, gridIntensityOf, UnknownZone } from "@joulemark/energy";
import type { Estimate, Estimator, PastRun, Work } from "@joulemark/energy";
import { architectureOfLabel, namedModels, parseSpecification, workOf } from "@joulemark/engine/spec";
import type { Architecture, Specification } from "@joulemark/engine/spec";
import { z } from "zod";
import type { Database } from "../storage/db.ts";
import { knownMachines, runHistory } from "../storage/run-history.ts";
import type { HistoryRow, KnownMachine } from "../storage/run-history.ts";
import { institutionsOf } from "./access.ts";
import type { Context } from "./context.ts";
import { InvalidInput } from "./errors.ts";
import { acceptedSpecification } from "./experiments.ts";
import { parseInput } from "./input.ts";
import { basePath, findBase, findNamed } from "./named-versions.ts";
import { projectToWorkIn } from "./projects.ts";

const schema = z.object({ project: z.string().nullish(), specification: z.unknown(), hardwareClass: z.string().nullish() });
export interface EstimateExperiment {
  specification: unknown;
  /** Slug; null: as if for any of the actor's institutions. */
  project?: string | null;
  /** Null: of the worker whose class ran last. */
  hardwareClass?: string | null;
}

/** How likely a limit of the budget stops the experiment. */
export interface LimitForecast {
  kind: "ENERGY" | "COST" | "DEADLINE";
  /** J, money, or s from now. */
  limit: number;
  unit: string;
  /** 0 … 1; null: it cannot be told. Waiting in the queue and lost attempts come on top. */
  chance: number | null;
  /** Why not. */
  message: string | null;
}

export interface ExperimentEstimate extends Estimate {
  /** How many runs the experiment would have. */
  seedCount: number;
  /** Null: no worker that may run it has been heard of. */
  hardwareClass: string | null;
  /** Of all workers that may run it. */
  hardwareClasses: string[];
  limits: LimitForecast[];
}

/**
 * What an experiment will take, before it is submitted. It learns from every run of the hardware class, whoever's: what it tells of them is the speed of a
 * machine, how many they are, and their range in powers of two.
 * @throws NotFound, NotAllowed and InvalidInput as submitExperiment; InvalidInput for a class that no worker in question has
 */
export async function estimateExperiment(ctx: Context, input: EstimateExperiment): Promise<ExperimentEstimate> {
  const { project, hardwareClass } = parseInput(schema, input);
  const machines = await knownMachines(ctx.db, await servedInstitutions(ctx, project ?? null));
  const specification = acceptedSpecification(input.specification);
  const named = await namedArchitectures(ctx, specification);
  const work = workOf(specification, await baseArchitecture(ctx, specification), (name) => named.get(name) ?? null);
  const machine = chosen(machines, hardwareClass ?? null);
  const estimator = await estimatorFor(ctx.db, machine);
  const seedCount = specification.seeds.length;
  const estimate = estimator.estimate({ work, task: specification.task, runs: seedCount });
  return {
    ...estimate,
    seedCount,
    hardwareClass: machine?.hardwareClass ?? null,
    hardwareClasses: machines.map((known) => known.hardwareClass),
    limits: limitsOf(specification, estimate, ctx.now()),
  };
}

/** Whose workers may run it; null: all. A worker serves its institution's runs and those of projects that name it. */
async function servedInstitutions(ctx: Context, slug: string | null): Promise<string[] | null> {
  if (slug === null) return ctx.actor.kind === "administrator" ? null : institutionsOf(ctx.actor);
  const { project, institution } = await projectToWorkIn(ctx, slug, "RESEARCHER", "submit");
  const working = await ctx.db.projectInstitution.findMany({ where: { projectId: project.id, acceptedAt: { not: null } }, select: { institutionId: true } });
  return [institution.id, ...working.map(({ institutionId }) => institutionId)];
}

function chosen(machines: KnownMachine[], hardwareClass: string | null): KnownMachine | null {
  if (hardwareClass === null) return machines[0] ?? null;
  const machine = machines.find((known) => known.hardwareClass === hardwareClass);
  if (machine) return machine;
  const known = machines.length > 0 ? `Classes of those that do: ${machines.map((one) => one.hardwareClass).join(", ")}.` : "None has been heard of yet.";
  throw new InvalidInput([{ message: `No worker of the class ${hardwareClass} serves this. ${known}`, path: ["hardwareClass"] }]);
}

/** Shapes of the base version's network; null: the specification brings new layers. */
async function baseArchitecture(ctx: Context, specification: Specification): Promise<Architecture | null> {
  const id = await findBase(ctx, specification);
  return id === null ? null : architectureOf(ctx, id, basePath);
}

/** Shapes of the networks that steps name beside the base, by those names. */
async function namedArchitectures(ctx: Context, specification: Specification): Promise<Map<string, Architecture>> {
  const all = new Map<string, Architecture>();
  for (const { name, path, modelVersionId } of await findNamed(ctx, specification)) all.set(name, await architectureOf(ctx, modelVersionId, path));
  return all;
}

/** @throws InvalidInput where nothing says which layers it has */
async function architectureOf(ctx: Context, id: string, path: string[]): Promise<Architecture> {
  const { label, run } = await ctx.db.modelVersion.findUniqueOrThrow({ where: { id }, select: { label: true, run: { select: { report: true } } } });
  const { network } = (run?.report ?? {}) as { network?: { label?: string; architecture?: Architecture } };
  const architecture = network?.architecture ?? architectureOfLabel(network?.label ?? label); // reports of the first release have a label only
  if (architecture) return architecture;
  throw new InvalidInput([{ message: `It is not known which layers ${label} has, so its work cannot be counted.`, path }]);
}

/** What was learnt of each class, and from which newest run: learning again from the same runs gives the same. */
const learnt = new WeakMap<Database, Map<string, { from: string; estimator: Estimator }>>();

async function estimatorFor(db: Database, machine: KnownMachine | null): Promise<Estimator> {
  const rows = machine === null ? [] : await runHistory(db, machine.hardwareClass);
  const known = learnt.get(db) ?? new Map<string, { from: string; estimator: Estimator }>();
  learnt.set(db, known);
  const zone = machine?.zone ?? null;
  const from = `${zone} ${rows.length} ${rows[0]?.runId}`;
  const before = known.get(machine?.hardwareClass ?? "");
  if (before?.from === from) return before.estimator;
  const estimator = createEstimator(pastRuns(rows), { hardwareClass: machine?.hardwareClass ?? null, ...meterOf(rows), conversion: conversionOf(zone) });
  known.set(machine?.hardwareClass ?? "", { from, estimator });
  return estimator;
}

const meterOf = ([newest]: HistoryRow[]) => ({ boundary: newest?.boundary ?? ("PROCESS" as const), meter: newest ? `${newest.method}, ${newest.source}` : null });

/** A zone that no table has is an old worker's; it is told when it runs. */
function conversionOf(zone: string | null) {
  try {
    return { grid: gridIntensityOf(zone), price: electricityPriceOf(zone) };
  } catch (error) {
    if (!(error instanceof UnknownZone)) throw error;
    return { grid: gridIntensityOf(null), price: electricityPriceOf(null) };
  }
}

/** The rows whose work can be counted; one of an older form, on a base that is no longer known, or with further models, cannot. */
function pastRuns(rows: HistoryRow[]): PastRun[] {
  const works = new Map<string, Work | null>();
  return rows.flatMap(({ experimentId, specification, baseLabel, taskSlug, energyJoules, durationSeconds }) => {
    const work = works.get(experimentId) ?? workOfRow(specification, baseLabel);
    works.set(experimentId, work);
    return work ? [{ work, task: taskSlug, energyJoules, durationSeconds }] : [];
  });
}

function workOfRow(specification: unknown, baseLabel: string | null): Work | null {
  const parsed = parseSpecification(specification);
  if (!parsed.ok || namedModels(parsed.specification).length > 0) return null;
  const base = baseLabel === null ? null : architectureOfLabel(baseLabel);
  return parsed.specification.base.layers || base ? workOf(parsed.specification, base) : null;
}

function limitsOf({ budget }: Specification, { total }: Estimate, now: Date): LimitForecast[] {
  const limits: LimitForecast[] = [];
  if (budget?.maxEnergyJoules) limits.push({ kind: "ENERGY", limit: budget.maxEnergyJoules, unit: "J", chance: chanceAbove(total.energy, budget.maxEnergyJoules), message: null });
  if (budget?.maxCost) {
    const { value: limit, currency } = budget.maxCost;
    const priced = total.cost.unit;
    const isPriced = priced === currency;
    const message = isPriced ? null : `Electricity is priced in ${priced} there, so a run would be refused: give maxCost in ${priced}, or maxEnergyJoules.`;
    limits.push({ kind: "COST", limit, unit: currency, chance: isPriced ? chanceAbove(total.cost, limit) : null, message });
  }
  if (budget?.deadline) {
    const seconds = (Date.parse(budget.deadline) - now.getTime()) / 1000;
    limits.push({ kind: "DEADLINE", limit: seconds, unit: "s", chance: seconds > 0 ? chanceAbove(total.duration, seconds) : 1, message: null });
  }
  return limits;
}
