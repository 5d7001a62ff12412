import { type Actor, visibleExperiments, visibleResults, visibleRuns } from "../../domain/access.ts";
import { experimentState, inState } from "../../domain/experiments.ts";
import type { RunState } from "../../storage/db.ts";
import { pageUrl } from "../addresses.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { Action, allowed, curates, MAY, researches } from "./action.ts";
import { Visibility } from "./vocabulary.ts";

const ExperimentState = builder.enumType("ExperimentState", { values: ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const });

export const Experiment = builder.prismaNode("Experiment", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visibleExperiments(actor)] }),
  description: "A declared specification and the runs it became.",
  fields: (t) => ({
    url: t.string({ resolve: ({ id }, _args, { publicUrl }) => pageUrl(publicUrl, "Experiment", id) }),
    name: t.exposeString("name"),
    state: t.field({ type: ExperimentState, select: { runs: { select: { state: true } } }, resolve: ({ runs }) => experimentState(runs.map(({ state }) => state)) }),
    specification: t.expose("specification", { type: "JSON" }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    project: t.relation("project"),
    institution: t.relation("institution", { description: "In whose name it was submitted." }),
    visibility: t.expose("visibility", { type: Visibility, description: "Of it, its runs and its drafts; what is published is public." }),
    viewerMay: t.field({
      type: [Action],
      description: MAY,
      select: { institutionId: true, runs: { select: { state: true } } },
      resolve: ({ institutionId, runs }, _args, { actor }) =>
        allowed({
          CHANGE_VISIBILITY: curates(actor, institutionId),
          CANCEL: researches(actor, institutionId) && runs.some(({ state }) => state === "QUEUED" || state === "RUNNING"),
          RETRY: researches(actor, institutionId) && runs.some(({ state }) => state === "FAILED" || state === "CANCELLED"),
        }),
    }),
    runs: t.relatedConnection("runs", { cursor: "id", totalCount: true, query: (_args, { actor }) => ({ where: visibleRuns(actor), orderBy: [{ point: "asc" }, { position: "asc" }] }) }),
    results: t.relation("results", { query: (_args, { actor }) => ({ where: visibleResults(actor), orderBy: { point: "asc" } }) }),
  }),
});

builder.queryFields((t) => ({
  experiment: t.prismaField({
    type: "Experiment",
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db, actor }) => db.experiment.findFirst({ ...query, where: { AND: [{ id: localId("Experiment", id) }, visibleExperiments(actor)] } }),
  }),
  experiments: t.prismaConnection({
    type: "Experiment",
    cursor: "id",
    description: "Experiments that are visible, newest first; of one project and in one state, where they are named.",
    args: { project: t.arg.string({ description: "Slug." }), state: t.arg({ type: ExperimentState }) },
    totalCount: (_connection, args, { db, actor }) => db.experiment.count({ where: matching(args, actor) }),
    resolve: (query, _root, args, { db, actor }) => db.experiment.findMany({ ...query, where: matching(args, actor), orderBy: { id: "desc" } }),
  }),
}));

const matching = ({ project, state }: { project?: string | null | undefined; state?: RunState | null | undefined }, actor: Actor) => ({
  AND: [project ? { project: { slug: project } } : {}, state ? inState(state) : {}, visibleExperiments(actor)],
});
