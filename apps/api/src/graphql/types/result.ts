import { holdsIn, visiblePublications, visibleResults, visibleRuns } from "../../domain/access.ts";
import { storedRecord } from "../../domain/energy-record.ts";
import { costsOf, figureOf, qualitiesOf } from "../../domain/figures.ts";
import { latencyOf } from "../../domain/latency.ts";
import { resultEnergyOf } from "../../domain/result-energy.ts";
import { citationOf } from "../../domain/citation.ts";
import { pageUrl } from "../addresses.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { Action, allowed, MAY } from "./action.ts";
import { ResultEnergy } from "./attempt-energy.ts";
import { EnergyRecord, RECORD } from "./energy-record-file.ts";
import { Environment } from "./environment.ts";
import { Latency } from "./latency.ts";
import { Cost, Measurement, Metric } from "./measurement.ts";
import { Reproduction } from "./reproduction.ts";
import { knownTask, Task } from "./task.ts";
import { Visibility } from "./vocabulary.ts";

const ResultState = builder.enumType("ResultState", { values: ["DRAFT", "PUBLISHED", "SUPERSEDED", "WITHDRAWN"] as const });

const Citation = builder.objectRef<{ bibtex: string; cff: string }>("Citation").implement({ fields: (t) => ({ bibtex: t.exposeString("bibtex"), cff: t.exposeString("cff") }) });

export const Result = builder.prismaNode("Result", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visibleResults(actor)] }),
  description: "What the runs of one point showed over their seeds. Frozen when published.",
  fields: (t) => ({
    url: t.string({ resolve: ({ id }, _args, { publicUrl }) => pageUrl(publicUrl, "Result", id) }),
    state: t.expose("state", { type: ResultState }),
    visibility: t.field({ type: Visibility, description: "A draft's is its experiment's; what is published is public.", select: { state: true, experiment: { select: { visibility: true } } }, resolve: ({ state, experiment }) => (state === "DRAFT" ? experiment.visibility : ("PUBLIC" as const)) }),
    viewerMay: t.field({ type: [Action], description: MAY, resolve: ({ state, institutionId }, _args, { actor }) => allowed({ PUBLISH: state === "DRAFT" && holdsIn(actor, institutionId, "RESEARCHER", "result:publish") }) }),
    publishedAt: t.expose("publishedAt", { type: "DateTime", nullable: true }),
    sha256: t.exposeString("sha256", { nullable: true, description: "Over its figures as canonical JSON (RFC 8785); null: not published." }),
    experiment: t.relation("experiment"),
    institution: t.relation("institution"),
    task: t.field({ type: Task, resolve: ({ taskSlug }) => knownTask(taskSlug) }),
    modelVersion: t.relation("modelVersion", { description: "Of the first seed." }),
    techniques: t.exposeStringList("techniques"),
    specification: t.expose("specification", { type: "JSON" }),
    runs: t.relatedConnection("runs", { cursor: "id", totalCount: true, query: (_args, { actor }) => ({ where: visibleRuns(actor), orderBy: { position: "asc" } }) }),
    environment: t.field({
      type: Environment,
      description: "Of the first seed's run.",
      select: { leadRun: { select: { environment: true } } },
      resolve({ id, leadRun }) {
        if (!leadRun.environment) throw new Error(`The lead run of result ${id} has no environment.`);
        return leadRun.environment;
      },
    }),
    metrics: t.field({ type: [Metric], select: { metrics: true }, resolve: ({ metrics }) => qualitiesOf(metrics) }),
    trainingEnergy: t.field({ type: Measurement, nullable: true, description: "Of one run: the mean over the seeds.", select: { measurements: true }, resolve: ({ measurements }) => figureOf(measurements, "TRAINING_ENERGY") }),
    inferenceEnergyPerThousand: t.field({ type: Measurement, nullable: true, select: { measurements: true }, resolve: ({ measurements }) => figureOf(measurements, "INFERENCE_ENERGY_PER_THOUSAND") }),
    latency: t.field({
      type: [Latency],
      description: "Of predicting, by batch size, as the first seed's run measured it; empty: not measured.",
      select: { leadRun: { select: { report: true, environment: { select: { backend: true } } } } },
      resolve: ({ leadRun: { report, environment } }) => latencyOf(report, environment?.backend),
    }),
    searchEnergy: t.field({ type: Measurement, nullable: true, description: "Of the search that led here; null: there was none.", resolve: () => null }),
    attemptsCharged: t.exposeInt("attemptsCharged"),
    carbon: t.field({ type: Measurement, nullable: true, select: { measurements: true }, resolve: ({ measurements }) => figureOf(measurements, "CARBON") }),
    cost: t.field({ type: Measurement, nullable: true, select: { measurements: true }, resolve: ({ measurements }) => figureOf(measurements, "COST") }),
    costs: t.field({ type: [Cost], select: { measurements: true }, resolve: ({ measurements }) => costsOf(measurements) }),
    energy: t.field({
      type: ResultEnergy,
      nullable: true,
      description: "What the meters of its runs recorded; null: no record was received.",
      select: { runs: { orderBy: { position: "asc" }, select: { attempts: { orderBy: { number: "desc" }, take: 1, select: { energyRecord: true } } } } },
      resolve: ({ runs }) => resultEnergyOf(runs.flatMap(({ attempts }) => storedRecord(attempts[0]?.energyRecord) ?? [])),
    }),
    energyRecords: t.prismaField({
      type: [EnergyRecord],
      select: (_args, _context, nested) => ({ runs: { orderBy: { position: "asc" }, select: { artifacts: nested({ where: { name: RECORD } }) } } }),
      resolve: (_query, result) => result.runs.flatMap(({ artifacts }) => artifacts),
    }),
    crateUrl: t.string({ nullable: true, description: "Address of its research object (RO-Crate); null: none was made.", resolve: () => null }),
    reproductions: t.field({ type: [Reproduction], resolve: () => [] }),
    citation: t.field({
      type: Citation,
      nullable: true,
      description: "Null: not published.",
      select: { institution: true, experiment: true, publications: { include: { publication: true }, orderBy: { publicationId: "asc" }, take: 1 } },
      resolve({ id, publishedAt, sha256, institution, experiment, publications }, _args, { publicUrl }) {
        if (publishedAt === null || sha256 === null) return null;
        const publication = publications[0]?.publication;
        return citationOf({ title: publication?.title ?? experiment.name, authors: publication?.authors ?? [], institution: institution.name, publishedAt, sha256, url: pageUrl(publicUrl, "Result", id) });
      },
    }),
    publications: t.prismaField({
      type: ["Publication"],
      select: (_args, { actor }, nested) => ({ publications: { where: { publication: visiblePublications(actor) }, select: { publication: nested() } } }),
      resolve: (_query, result) => result.publications.map(({ publication }) => publication),
    }),
  }),
});

builder.queryFields((t) => ({
  result: t.prismaField({
    type: "Result",
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db, actor }) => db.result.findFirst({ ...query, where: { AND: [{ id: localId("Result", id) }, visibleResults(actor)] } }),
  }),
  results: t.prismaConnection({
    type: "Result",
    cursor: "id",
    description: "Results that are visible, newest first.",
    totalCount: (_connection, _args, { db, actor }) => db.result.count({ where: visibleResults(actor) }),
    resolve: (query, _root, _args, { db, actor }) => db.result.findMany({ ...query, where: visibleResults(actor), orderBy: { id: "desc" } }),
  }),
}));
