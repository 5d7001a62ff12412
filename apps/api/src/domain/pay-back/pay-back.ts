import type { CostKind, ElectricityPrice, Order, PayBack as PayBackSums, PayBackInput } from "@joulemark/energy";
import { combineFactors, electricityPayBackInput, electricityPriceOf, orderOf, payBacksOf, UnknownZone } from "@joulemark/energy";
import { visibleResults } from "../access.ts";
import { comparableOf, comparedResult, qualityOf, qualityOrder } from "../comparable.ts";
import type { Context } from "../context.ts";
import { storedRecord } from "../energy-record.ts";
import type { Figure } from "../figures.ts";
import type { Base, Baseline } from "./baseline.ts";
import { chosenBaseline, comparedFigures, defaultBaseline, originsOf } from "./baseline.ts";
import type { PayBackSpending } from "./spendings.ts";
import { knownSpendings, spendingsOf } from "./spendings.ts";

export type { CostKind, ElectricityPrice };

export interface BreakEven extends Pick<PayBackSums, "unit" | "spent" | "saved" | "basis"> {
  /** NEVER: an inference takes distinguishably more than before. NOT_DISTINGUISHABLE: it cannot be told whether it takes less. */
  verdict: "PAYS_BACK" | "NOT_DISTINGUISHABLE" | "NEVER";
  /** `low` of NOT_DISTINGUISHABLE: not before so many, if ever. */
  inferences: { value: number | null; low: number | null; high: number | null; level: number };
}

/** After how many inferences a result has saved what making it took. */
export interface PayBack {
  baseline: Baseline;
  /** Per 1,000 inferences, J. */
  before: Figure;
  after: Figure;
  /** Of this result's quality to the baseline's; `lower` is worse. Null: one is not known. */
  qualityOrder: Order | null;
  spendings: PayBackSpending[];
  energy: BreakEven;
  costs: { kind: CostKind; breakEven: BreakEven; price: ElectricityPrice }[];
}

export interface PayBackQuestion {
  /** UUID of a result; null: the default. */
  baseline: string | null;
  /** Whether the training of what the model was made from counts; null: unless it is the baseline, which is there in any case. */
  countBase: boolean | null;
}

/**
 * Null: the energy of training or of inferences was not measured, or there is nothing to hold it against.
 * @param resultId of a result that the actor may see
 * @throws NotFound, InvalidInput for a baseline that cannot be one
 */
export async function payBackOf(ctx: Context, resultId: string, { baseline: chosen, countBase }: PayBackQuestion): Promise<PayBack | null> {
  const include = { ...comparedFigures, runs: { ...comparedFigures.runs, include: { measurements: true, environment: true, attempts: { orderBy: { number: "desc" }, take: 1, select: { energyRecord: true } } } } } as const;
  const result = await ctx.db.result.findFirst({ where: { AND: [{ id: resultId }, visibleResults(ctx.actor)] }, include });
  if (!result) return null;
  const after = comparableOf(comparedResult(result), "INFERENCE_ENERGY_PER_THOUSAND");
  const { base, others } = await originsOf(ctx, result.experimentId);
  const baseline = chosen === null ? await defaultBaseline(ctx, result, base) : await chosenBaseline(ctx, result, chosen);
  const before = baseline && comparableOf(baseline, "INFERENCE_ENERGY_PER_THOUSAND");
  const origins = [...(base ? [base] : []), ...others].map((origin) => ({ base: origin, counted: countBase ?? !isBase(baseline, origin) }));
  const spendings = spendingsOf({ ...comparedResult(result), lostJoules: result.runs.map(({ lostEnergyJoules }) => lostEnergyJoules) }, origins);
  const [training] = spendings;
  if (!after || !before || training?.figure?.boundary !== after.figure.boundary) return null;
  const input: PayBackInput = { spendings: knownSpendings(spendings), base: before, optimized: after };
  const [lead] = result.runs;
  const price = priceOf(lead?.attempts[0]?.energyRecord, lead?.environment?.zone ?? null);
  const { energy, money } = payBacksOf(input, price ? [electricityPayBackInput(input, price)] : []);
  const order = orderOf(after, before);
  const [mine, theirs] = [qualityOf(result), qualityOf(baseline)];
  return {
    baseline, before: before.figure, after: after.figure, spendings,
    qualityOrder: mine && theirs && mine.name === theirs.name ? qualityOrder(mine, theirs) : null,
    energy: breakEvenOf(energy, order),
    costs: money.flatMap(({ kind, payBack }) => (price ? [{ kind, price, breakEven: breakEvenOf(payBack, order) }] : [])), // one price: money stands as energy does
  };
}

const isBase = (baseline: Baseline | null, base: Base): boolean => baseline !== null && (baseline.modelVersionId === base.modelVersionId || (baseline.resultId !== null && baseline.resultId === base.resultId));

/** Nothing is called a saving that orderOf does not call lower. */
function breakEvenOf({ verdict, inferences, unit, spent, saved, basis }: PayBackSums, order: Order): BreakEven {
  const sums = { unit, spent, saved, basis };
  const none = { value: null, low: null, high: null, level: inferences.level };
  if (order === "higher") return { ...sums, verdict: "NEVER", inferences: none };
  return order === "lower" && verdict === "pays-back" ? { ...sums, verdict: "PAYS_BACK", inferences } : { ...sums, verdict: "NOT_DISTINGUISHABLE", inferences: { ...none, low: inferences.low } };
}

/** What a kWh cost where the result was made, with its building's overhead: by its first run's record, else by its zone today. */
function priceOf(record: unknown, zone: string | null): ElectricityPrice | null {
  const conversion = storedRecord(record)?.conversion;
  if (conversion?.pue) {
    const { price, pue } = conversion;
    return { ...price, pricePerKwh: price.pricePerKwh * pue.value, factor: combineFactors(price.factor, pue.factor), source: `${price.source}; at PUE ${pue.value}` };
  }
  if (conversion) return conversion.price;
  try {
    return electricityPriceOf(zone);
  } catch (error) {
    if (error instanceof UnknownZone) return null;
    throw error;
  }
}
