import { visibleModelVersions, visibleResults } from "../../domain/access.ts";
import type { Baseline } from "../../domain/pay-back/baseline.ts";
import { comparableResults } from "../../domain/pay-back/baseline.ts";
import type { BreakEven as BreakEvenShape, PayBack as PayBackShape } from "../../domain/pay-back/pay-back.ts";
import { payBackOf } from "../../domain/pay-back/pay-back.ts";
import type { PayBackSpending as PayBackSpendingShape } from "../../domain/pay-back/spendings.ts";
import type { spendingKinds } from "../../domain/pay-back/spendings.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { Order } from "./comparison.ts";
import { CostKind, Interval, Measurement } from "./measurement.ts";
import { Result } from "./result.ts";

const BaselineReason = builder.enumType("PayBackBaselineReason", {
  values: {
    CHOSEN: { description: "By whoever asks." },
    BASE: { description: "What the model was made from: its teacher, or what it went on from." },
    BEST_OF_BOARD: { description: "The first other result of the same board." },
  },
});
const Verdict = builder.enumType("PayBackVerdict", {
  values: {
    PAYS_BACK: { description: "An inference takes distinguishably less than before." },
    NOT_DISTINGUISHABLE: { description: "It cannot be told whether an inference takes less." },
    NEVER: { description: "An inference takes distinguishably more than before." },
  },
});
const Basis = builder.enumType("PayBackBasis", {
  description: "What the intervals rest on.",
  values: {
    RUN_TO_RUN_SPREAD: { value: "run-to-run-spread", description: "Both models were measured by one method on one hardware class in several runs: what the method is off by cancels." },
    FULL_FACTORS: { value: "full-factors", description: "Each figure brings its whole interval." },
  } as const satisfies Record<string, { value: BreakEvenShape["basis"]; description: string }>,
});
const SpendingKind = builder.enumType("PayBackSpendingKind", {
  values: { TRAINING: { description: "Of the result's runs, the mean of one." }, LOST: { description: "Of steps that were lost with an attempt and done again." }, BASE_TRAINING: { description: "Of what the model was made from, e.g. its teacher." } } as const satisfies Record<(typeof spendingKinds)[number], object>,
});

const Amount = builder.objectRef<BreakEvenShape["spent"]>("PayBackAmount").implement({
  fields: (t) => ({ value: t.exposeFloat("value"), interval: t.expose("interval", { type: Interval, nullable: true }) }),
});
const Inferences = builder.objectRef<BreakEvenShape["inferences"]>("PayBackInferences").implement({
  description: "Inferences after which what was saved equals what was spent.",
  fields: (t) => ({
    value: t.exposeFloat("value", { nullable: true, description: "Null unless it pays back." }),
    low: t.exposeFloat("low", { nullable: true, description: "Where it cannot be told: not before so many, if ever." }),
    high: t.exposeFloat("high", { nullable: true }),
    level: t.exposeFloat("level"),
  }),
});
const BreakEven = builder.objectRef<BreakEvenShape>("BreakEven").implement({
  fields: (t) => ({
    verdict: t.expose("verdict", { type: Verdict }),
    inferences: t.expose("inferences", { type: Inferences }),
    unit: t.exposeString("unit", { description: "J, or an ISO 4217 code." }),
    spent: t.expose("spent", { type: Amount, description: "Sum of what is counted." }),
    saved: t.expose("saved", { type: Amount, description: "Per 1,000 inferences; negative where more is used." }),
    basis: t.expose("basis", { type: Basis }),
  }),
});
const CostBreakEven = builder.objectRef<PayBackShape["costs"][number]>("CostBreakEven").implement({
  description: "The same question asked of one kind of cost, at one price for making the model and using it.",
  fields: (t) => ({
    kind: t.expose("kind", { type: CostKind }),
    breakEven: t.expose("breakEven", { type: BreakEven }),
    pricePerKwh: t.float({ resolve: ({ price }) => price.pricePerKwh }),
    priceDate: t.string({ resolve: ({ price }) => price.priceDate }),
    priceSource: t.string({ resolve: ({ price }) => price.source }),
  }),
});
const PayBackSpending = builder.objectRef<PayBackSpendingShape>("PayBackSpending").implement({
  fields: (t) => ({
    kind: t.expose("kind", { type: SpendingKind }),
    counted: t.exposeBoolean("counted"),
    figure: t.expose("figure", { type: Measurement, nullable: true, description: "Null: not known, or not visible, and so not counted." }),
    modelVersion: t.prismaField({
      type: "ModelVersion",
      nullable: true,
      description: "Whose training it was, where it is another model's.",
      resolve: (query, { modelVersionId }, _args, { db, actor }) => (modelVersionId === null ? null : db.modelVersion.findFirst({ ...query, where: { AND: [{ id: modelVersionId }, visibleModelVersions(actor)] } })),
    }),
  }),
});
const PayBackBaseline = builder.objectRef<Baseline>("PayBackBaseline").implement({
  description: "What would be used if the optimized model were not there.",
  fields: (t) => ({
    reason: t.expose("reason", { type: BaselineReason }),
    hardwareClass: t.exposeString("hardwareClass", { nullable: true }),
    result: t.prismaField({
      type: "Result",
      nullable: true,
      description: "Null: a single run, which stands for no visible result.",
      resolve: (query, { resultId }, _args, { db, actor }) => (resultId === null ? null : db.result.findFirst({ ...query, where: { AND: [{ id: resultId }, visibleResults(actor)] } })),
    }),
    modelVersion: t.prismaField({
      type: "ModelVersion",
      nullable: true,
      resolve: (query, { modelVersionId }, _args, { db, actor }) => db.modelVersion.findFirst({ ...query, where: { AND: [{ id: modelVersionId }, visibleModelVersions(actor)] } }),
    }),
  }),
});

const PayBack = builder.objectRef<PayBackShape>("PayBack").implement({
  description: "After how many inferences a result has saved what making it took: 1,000 × spent / (before − after), the last two per 1,000 inferences.",
  fields: (t) => ({
    baseline: t.expose("baseline", { type: PayBackBaseline }),
    before: t.expose("before", { type: Measurement, description: "Of the baseline, J per 1,000 inferences." }),
    after: t.expose("after", { type: Measurement, description: "Of this result, J per 1,000 inferences." }),
    qualityOrder: t.expose("qualityOrder", { type: Order, nullable: true, description: "Of this result's quality to the baseline's; LOWER is worse." }),
    spendings: t.expose("spendings", { type: [PayBackSpending] }),
    energy: t.expose("energy", { type: BreakEven }),
    costs: t.expose("costs", { type: [CostBreakEven], description: "Electricity, where its price is known; of computing and hardware only the training's hours are measured." }),
  }),
});

/** One question reads several results with their runs. */
const complexity = { field: 10, multiplier: 2 };

builder.prismaObjectFields(Result, (t) => ({
  payBack: t.field({
    type: PayBack,
    nullable: true,
    complexity,
    description: "Null: the energy of training or inferences was not measured, or there is nothing to hold it against.",
    args: {
      baseline: t.arg.id({ description: "A result of payBackBaselines; null: what the model was made from, else the first other result of its board." }),
      countBase: t.arg.boolean({ description: "Whether the training of what the model was made from counts; null: unless that is the baseline, which is there in any case." }),
    },
    resolve: ({ id }, { baseline, countBase }, context) => payBackOf(context, id, { baseline: baseline === null || baseline === undefined ? null : localId("Result", baseline), countBase: countBase ?? null }),
  }),
  payBackBaselines: t.prismaField({
    type: ["Result"],
    complexity,
    description: "Results whose inferences this one's can be held against: of the same task, measured around the same boundary. The newest fifty.",
    resolve: async (query, { id }, _args, context) => context.db.result.findMany({ ...query, where: { AND: [await comparableResults(context, id), visibleResults(context.actor)] }, orderBy: { id: "desc" }, take: 50 }),
  }),
}));
