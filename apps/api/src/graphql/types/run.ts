import { visibleModelVersions, visibleResults, visibleRuns } from "../../domain/access.ts";
import { storedRecord } from "../../domain/energy-record.ts";
import { costsOf, figureOf, lostEnergyOf, qualitiesOf } from "../../domain/figures.ts";
import { latencyOf } from "../../domain/latency.ts";
import { recentEvents } from "../../domain/run-events.ts";
import { waitingBecause } from "../../domain/runs.ts";
import { pageUrl } from "../addresses.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { Action, allowed, MAY, researches } from "./action.ts";
import { AttemptEnergy } from "./attempt-energy.ts";
import { EnergyRecord, RECORD } from "./energy-record-file.ts";
import { Failure, failureOf } from "./attempt.ts";
import { Latency } from "./latency.ts";
import { Cost, Measurement, Metric } from "./measurement.ts";
import { RunEvent } from "./run-event.ts";

export const RunState = builder.enumType("RunState", { values: ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const });

const Progress = builder.objectRef<{ step: number; totalSteps: number; epoch: number; etaSeconds: number | null }>("Progress").implement({
  fields: (t) => ({ step: t.exposeInt("step"), totalSteps: t.exposeInt("totalSteps"), epoch: t.exposeInt("epoch"), etaSeconds: t.exposeFloat("etaSeconds", { nullable: true }) }),
});

export const Run = builder.prismaNode("Run", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visibleRuns(actor)] }),
  description: "One execution of one point of an experiment with one seed.",
  fields: (t) => ({
    url: t.string({ resolve: ({ id }, _args, { publicUrl }) => pageUrl(publicUrl, "Run", id) }),
    state: t.expose("state", { type: RunState }),
    seed: t.exposeInt("seed"),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    startedAt: t.expose("startedAt", { type: "DateTime", nullable: true }),
    endedAt: t.expose("endedAt", { type: "DateTime", nullable: true }),
    experiment: t.relation("experiment"),
    waitingBecause: t.string({ nullable: true, description: "Why a queued run has not started; null once it runs.", resolve: (run, _args, context) => waitingBecause(context, run) }),
    progress: t.field({
      type: Progress,
      nullable: true,
      resolve: ({ step, totalSteps, epoch, etaSeconds }) => (step === null || totalSteps === null ? null : { step, totalSteps, epoch: epoch ?? 0, etaSeconds }),
    }),
    attempts: t.relatedConnection("attempts", { cursor: "runId_number", totalCount: true, query: { orderBy: { number: "asc" } } }),
    metrics: t.field({ type: [Metric], select: { metrics: true }, resolve: ({ metrics }) => qualitiesOf(metrics) }),
    trainingEnergy: t.field({ type: Measurement, nullable: true, select: { measurements: true }, resolve: ({ measurements }) => figureOf(measurements, "TRAINING_ENERGY") }),
    inferenceEnergyPerThousand: t.field({ type: Measurement, nullable: true, select: { measurements: true }, resolve: ({ measurements }) => figureOf(measurements, "INFERENCE_ENERGY_PER_THOUSAND") }),
    latency: t.field({
      type: [Latency],
      description: "Of predicting, by batch size; empty: not measured.",
      select: { report: true, environment: { select: { backend: true } } },
      resolve: ({ report, environment }) => latencyOf(report, environment?.backend),
    }),
    energy: t.field({
      type: AttemptEnergy,
      nullable: true,
      description: "What the meters of its newest attempt recorded; null: nothing was received.",
      select: { attempts: { orderBy: { number: "desc" }, take: 1, select: { energyRecord: true } } },
      resolve: ({ attempts }) => storedRecord(attempts[0]?.energyRecord),
    }),
    energyRecord: t.prismaField({
      type: EnergyRecord,
      nullable: true,
      description: "The record as a file; null: the run has not succeeded.",
      select: (_args, _context, nested) => ({ artifacts: nested({ where: { name: RECORD }, take: 1 }) }),
      resolve: (_query, { artifacts }) => artifacts[0] ?? null,
    }),
    costs: t.field({ type: [Cost], select: { measurements: true }, resolve: ({ measurements }) => costsOf(measurements) }),
    lostEnergy: t.field({
      type: Measurement,
      nullable: true,
      description: "Energy of steps that were lost with an attempt and done again.",
      select: { measurements: true },
      resolve: (run) => lostEnergyOf(run),
    }),
    carbon: t.field({ type: Measurement, nullable: true, select: { measurements: true }, resolve: ({ measurements }) => figureOf(measurements, "CARBON") }),
    cost: t.field({ type: Measurement, nullable: true, select: { measurements: true }, resolve: ({ measurements }) => figureOf(measurements, "COST") }),
    modelVersion: t.relation("modelVersion", { nullable: true, query: (_args, { actor }) => ({ where: visibleModelVersions(actor) }) }),
    result: t.relation("result", { nullable: true, query: (_args, { actor }) => ({ where: visibleResults(actor) }) }),
    viewerMay: t.field({
      type: [Action],
      description: MAY,
      resolve: ({ institutionId, state, cancelRequestedAt }, _args, { actor }) =>
        allowed({
          CANCEL: researches(actor, institutionId) && (state === "QUEUED" || state === "RUNNING") && cancelRequestedAt === null,
          RETRY: researches(actor, institutionId) && (state === "FAILED" || state === "CANCELLED"),
        }),
    }),
    environment: t.relation("environment", { nullable: true, description: "Null: it has not ended." }),
    failure: t.field({ type: Failure, nullable: true, resolve: failureOf }),
    trainingCpuSeconds: t.exposeFloat("trainingCpuSeconds", { nullable: true, description: "CPU seconds of the training window, of the child and its children." }),
    staleness: t.intList({
      nullable: true,
      description: "Of asynchronous training: how many gradients came so many updates late, from 0 on; the last of 256 counts all later ones too. Null: there was none.",
      resolve: ({ staleness }) => (staleness.length > 0 ? staleness : null),
    }),
    recentEvents: t.field({
      type: [RunEvent],
      description: "The newest events, oldest first; for pages without JavaScript.",
      args: { last: t.arg.int({ required: true, defaultValue: 200 }) },
      complexity: ({ last }) => ({ field: 1, multiplier: Math.max(1, last) / 10 }),
      resolve: ({ id }, { last }, context) => recentEvents(context, id, Math.min(Math.max(last, 1), 1000)),
    }),
  }),
});

builder.queryFields((t) => ({
  run: t.prismaField({
    type: "Run",
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db, actor }) => db.run.findFirst({ ...query, where: { AND: [{ id: localId("Run", id) }, visibleRuns(actor)] } }),
  }),
  runs: t.prismaConnection({
    type: "Run",
    cursor: "id",
    description: "Runs that are visible, newest first; with states, only those.",
    args: { states: t.arg({ type: [RunState] }) },
    totalCount: (_connection, { states }, { db, actor }) => db.run.count({ where: { AND: [states ? { state: { in: [...states] } } : {}, visibleRuns(actor)] } }),
    resolve: (query, _root, { states }, { db, actor }) => db.run.findMany({ ...query, where: { AND: [states ? { state: { in: [...states] } } : {}, visibleRuns(actor)] }, orderBy: { id: "desc" } }),
  }),
}));
