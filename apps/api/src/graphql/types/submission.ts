import { submitExperiment } from "../../domain/experiments.ts";
import { NotFound } from "../../domain/errors.ts";
import { uuidOf } from "../../domain/global-id.ts";
import { publish } from "../../domain/publications.ts";
import { cancelRun, retryRun } from "../../domain/runs.ts";
import { builder } from "../builder.ts";
import { asResult, resultUnion } from "../result-union.ts";
import { Discipline, Visibility } from "./vocabulary.ts";

const SubmitExperimentInput = builder.inputType("SubmitExperimentInput", {
  fields: (t) => ({
    project: t.string({ required: true, description: "Slug." }),
    idempotencyKey: t.string({ required: true, description: "The same key and input give the same experiment; the same key with another input is refused." }),
    specification: t.field({ type: "JSON", required: true }),
    visibility: t.field({ type: Visibility, description: "Null: as the project's." }),
  }),
});
const CancelRunInput = builder.inputType("CancelRunInput", { fields: (t) => ({ run: t.id({ required: true }) }) });
const RetryRunInput = builder.inputType("RetryRunInput", { fields: (t) => ({ run: t.id({ required: true }) }) });
const PublishInput = builder.inputType("PublishInput", {
  fields: (t) => ({
    results: t.idList({ required: true }),
    title: t.string({ required: true }),
    abstract: t.string(),
    disciplines: t.field({ type: [Discipline], required: true }),
    authors: t.stringList(),
  }),
});

const SubmitExperimentResult = resultUnion<{ id: string }>("SubmitExperiment", "The experiment, with its runs queued.", (t) => ({
  experiment: t.prismaField({ type: "Experiment", resolve: (query, { id }, _args, { db }) => db.experiment.findUniqueOrThrow({ ...query, where: { id } }) }),
}));
const CancelRunResult = resultUnion<{ id: string }>("CancelRun", "The run; one that runs is told to stop, and ends a little later.", (t) => ({
  run: t.prismaField({ type: "Run", resolve: (query, { id }, _args, { db }) => db.run.findUniqueOrThrow({ ...query, where: { id } }) }),
}));
const RetryRunResult = resultUnion<{ id: string }>("RetryRun", "The run, queued again; what its attempts used stays charged.", (t) => ({
  run: t.prismaField({ type: "Run", resolve: (query, { id }, _args, { db }) => db.run.findUniqueOrThrow({ ...query, where: { id } }) }),
}));
const PublishResult = resultUnion<{ id: string }>("Publish", "The publication; its results are frozen.", (t) => ({
  publication: t.prismaField({ type: "Publication", resolve: (query, { id }, _args, { db }) => db.publication.findUniqueOrThrow({ ...query, where: { id } }) }),
}));

/** @throws NotFound for what is no id of this type */
function required(type: Parameters<typeof uuidOf>[0], id: string, path: string[]): string {
  const uuid = uuidOf(type, id);
  if (uuid === null) throw new NotFound(type.toLowerCase(), id, path);
  return uuid;
}

builder.mutationFields((t) => ({
  submitExperiment: t.field({
    type: SubmitExperimentResult,
    args: { input: t.arg({ type: SubmitExperimentInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(() => submitExperiment(context, input)),
  }),
  cancelRun: t.field({
    type: CancelRunResult,
    args: { input: t.arg({ type: CancelRunInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => cancelRun(context, required("Run", input.run, ["run"]))),
  }),
  retryRun: t.field({
    type: RetryRunResult,
    description: "Queues a run again that failed or was cancelled.",
    args: { input: t.arg({ type: RetryRunInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => retryRun(context, required("Run", input.run, ["run"]))),
  }),
  publish: t.field({
    type: PublishResult,
    args: { input: t.arg({ type: PublishInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => publish(context, { ...input, results: input.results.map((id, index) => required("Result", id, ["results", String(index)])) })),
  }),
}));
