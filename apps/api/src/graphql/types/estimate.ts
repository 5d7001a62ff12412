import type { ExperimentEstimate } from "../../domain/estimates.ts";
import { estimateExperiment } from "../../domain/estimates.ts";
import { builder } from "../builder.ts";
import { asResult, resultUnion } from "../result-union.ts";
import { Measurement } from "./measurement.ts";

const ProjectedFigures = builder.objectRef<ExperimentEstimate["perRun"]>("ProjectedFigures").implement({
  description: "What runs will report, in 8 of 10 cases within the interval. What such a figure is itself off by is not in it.",
  fields: (t) => ({
    energy: t.expose("energy", { type: Measurement, description: "Of training." }),
    carbon: t.expose("carbon", { type: Measurement }),
    cost: t.expose("cost", { type: Measurement, description: "Of electricity." }),
    duration: t.expose("duration", { type: Measurement, description: "From claim to end, one run after another; waiting in the queue is not in it." }),
  }),
});

const EstimateBasisKind = builder.enumType("EstimateBasisKind", {
  values: {
    NONE: { description: "No run of the hardware class is known: the rates are another machine's, and wide." },
    FEW: { description: "Rates are learnt; how far they are off is believed." },
    CALIBRATED: { description: "Rates are learnt, and the interval is how far runs lay from it that were held out." },
  },
});
const EstimateDimension = builder.enumType("EstimateDimension", {
  description: "What an experiment can have more or less of than past runs: steps, weights of the largest network, or work in proportion to the steps.",
  values: {
    STEPS: { value: "steps" },
    WEIGHTS: { value: "weights" },
    MULTIPLY_ADDS: { value: "multiplyAdds" },
    LAYERS: { value: "layerSteps" },
    OPTIMIZER_VALUES: { value: "optimizerValues" },
    EXAMPLE_VALUES: { value: "exampleValues" },
    PASSES: { value: "passes" },
  } as const satisfies Record<string, { value: ExperimentEstimate["basis"]["beyond"][number]["what"] }>,
});
const EstimateBeyond = builder.objectRef<ExperimentEstimate["basis"]["beyond"][number]>("EstimateBeyond").implement({
  description: "What the experiment has more or less of than any run that was learnt from.",
  fields: (t) => ({
    what: t.expose("what", { type: EstimateDimension }),
    times: t.exposeFloat("times", { description: "A power of two; below 1: less." }),
  }),
});
const EstimateBasis = builder.objectRef<ExperimentEstimate["basis"]>("EstimateBasis").implement({
  fields: (t) => ({
    kind: t.expose("kind", { type: EstimateBasisKind }),
    runs: t.exposeInt("runs", { description: "Past runs that energy was learnt from, at most 500." }),
    durationRuns: t.exposeInt("durationRuns"),
    works: t.exposeInt("works", { description: "Kinds of work among them." }),
    otherTask: t.exposeBoolean("otherTask", { description: "No run of this task is among them." }),
    beyond: t.expose("beyond", { type: [EstimateBeyond] }),
    words: t.exposeString("words"),
  }),
});

const EstimatedLimitKind = builder.enumType("EstimatedLimitKind", { values: ["ENERGY", "COST", "DEADLINE"] as const });
const EstimatedLimit = builder.objectRef<ExperimentEstimate["limits"][number]>("EstimatedLimit").implement({
  description: "A limit of the budget, and how likely the runs reach it; lost attempts and waiting come on top.",
  fields: (t) => ({
    kind: t.expose("kind", { type: EstimatedLimitKind }),
    limit: t.exposeFloat("limit", { description: "In `unit`; of a deadline, s from now." }),
    unit: t.exposeString("unit"),
    chance: t.exposeFloat("chance", { nullable: true, description: "0 to 1; null: it cannot be told, and `message` says why." }),
    message: t.exposeString("message", { nullable: true }),
  }),
});

const EstimateExperimentInput = builder.inputType("EstimateExperimentInput", {
  fields: (t) => ({
    specification: t.field({ type: "JSON", required: true }),
    project: t.string({ description: "Slug. Null: whichever of the viewer's." }),
    hardwareClass: t.string({ description: "Of a worker that may run it; null: of those the one whose class ran last." }),
  }),
});

const EstimateExperimentResult = resultUnion<ExperimentEstimate>("EstimateExperiment", "What the experiment will take, before it is submitted.", (t) => ({
  perRun: t.expose("perRun", { type: ProjectedFigures }),
  total: t.expose("total", { type: ProjectedFigures, description: "Of all runs." }),
  seedCount: t.exposeInt("seedCount", { description: "How many runs." }),
  hardwareClass: t.exposeString("hardwareClass", { nullable: true, description: "What the figures are for; null: no worker that may run it has been heard of." }),
  hardwareClasses: t.exposeStringList("hardwareClasses", { description: "Of every worker that may run it." }),
  basis: t.field({ type: EstimateBasis, resolve: ({ basis }) => basis }),
  limits: t.expose("limits", { type: [EstimatedLimit] }),
}));

/** Learning from some hundred runs takes about as long as a page of a board. */
const COST = 1000;

builder.queryField("estimateExperiment", (t) =>
  t.field({
    type: EstimateExperimentResult,
    authScopes: { signedIn: true },
    complexity: { field: COST },
    description: "Energy, carbon, cost and duration of an experiment before it is submitted, each with an interval of level 0.8. Refused as submitExperiment would.",
    args: { input: t.arg({ type: EstimateExperimentInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(() => estimateExperiment(context, input)),
  }),
);
