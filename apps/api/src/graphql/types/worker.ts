import { NotFound } from "../../domain/errors.ts";
import { uuidOf } from "../../domain/global-id.ts";
import type { AssignedFile, Assignment, StopReason as StopReasonValue } from "../../domain/runs.ts";
import { appendRunEvents, claimRun, heartbeat, releaseRun, reportRun } from "../../domain/runs.ts";
import { artifactUrl } from "../addresses.ts";
import { builder } from "../builder.ts";
import { asResult, resultUnion } from "../result-union.ts";
import { RunEventKind } from "./run-event.ts";

const StopReason = builder.enumType("StopReason", { description: "Why a worker must stop a run it executes.", values: ["CANCELLED", "BUDGET_EXCEEDED", "DEADLINE"] as const });

const AttemptRef = builder.inputType("AttemptRef", { fields: (t) => ({ run: t.id({ required: true }), number: t.int({ required: true }), token: t.string({ required: true }) }) });
const ClaimRunInput = builder.inputType("ClaimRunInput", {
  fields: (t) => ({ workerId: t.string({ required: true }), workerName: t.string({ required: true }), backend: t.string({ required: true }), hardwareClass: t.string({ required: true }), zone: t.string() }),
});
const HeartbeatInput = builder.inputType("HeartbeatInput", {
  fields: (t) => ({ attempt: t.field({ type: AttemptRef, required: true }), step: t.int(), totalSteps: t.int(), epoch: t.int(), etaSeconds: t.float(), energyJoules: t.float(), backend: t.string() }),
});
const NamedValueInput = builder.inputType("NamedValueInput", { fields: (t) => ({ name: t.string({ required: true }), value: t.float({ required: true }) }) });
const RunEventInput = builder.inputType("RunEventInput", {
  fields: (t) => ({
    at: t.field({ type: "DateTime", required: true }),
    kind: t.field({ type: RunEventKind, required: true }),
    step: t.int(),
    epoch: t.int(),
    values: t.field({ type: [NamedValueInput], required: true, defaultValue: [] }),
    message: t.string(),
  }),
});
const AppendRunEventsInput = builder.inputType("AppendRunEventsInput", {
  description: "firstIndex counts the events of this attempt from 0; events sent again after a lost answer are not stored twice.",
  fields: (t) => ({ attempt: t.field({ type: AttemptRef, required: true }), firstIndex: t.int({ required: true }), events: t.field({ type: [RunEventInput], required: true }) }),
});
const ArtifactInput = builder.inputType("ArtifactInput", {
  fields: (t) => ({ name: t.string({ required: true }), sha256: t.string({ required: true }), sizeBytes: t.float({ required: true }), mediaType: t.string({ required: true }) }),
});
const ReportRunInput = builder.inputType("ReportRunInput", {
  description: "report: the engine's report.json. artifacts: uploaded before under the attempt's token. energyRecord: what the meters recorded.",
  fields: (t) => ({ attempt: t.field({ type: AttemptRef, required: true }), report: t.field({ type: "JSON", required: true }), artifacts: t.field({ type: [ArtifactInput], required: true }), energyRecord: t.field({ type: "JSON" }) }),
});
const ReleaseRunInput = builder.inputType("ReleaseRunInput", {
  description: "The child died or the worker stops: the run goes back to the queue with its last checkpoint. energyRecord: what the meters recorded up to it.",
  fields: (t) => ({ attempt: t.field({ type: AttemptRef, required: true }), reason: t.string({ required: true }), energyRecord: t.field({ type: "JSON" }) }),
});

const Checkpoint = builder.objectRef<NonNullable<Assignment["checkpoint"]>>("Checkpoint").implement({
  fields: (t) => ({
    step: t.exposeInt("step"),
    energyJoules: t.exposeFloat("energyJoules"),
    sha256: t.exposeString("sha256"),
    sizeBytes: t.exposeFloat("sizeBytes"),
    url: t.string({ resolve: ({ sha256 }, _args, { publicUrl }) => artifactUrl(publicUrl, sha256) }),
  }),
});

const BaseFile = builder.objectRef<AssignedFile>("BaseFile").implement({
  description: "A file of a run's base version, or of one that a step names, to be read below /artifacts/sha256/ with the attempt's token.",
  fields: (t) => ({ name: t.exposeString("name"), sha256: t.exposeString("sha256"), sizeBytes: t.exposeFloat("sizeBytes") }),
});

const NamedVersion = builder.objectRef<Assignment["namedVersions"][number]>("NamedVersion").implement({
  description: "A version that a step of the specification names beside the base: a further teacher.",
  fields: (t) => ({ name: t.exposeString("name", { description: "As the specification names it." }), label: t.exposeString("label"), files: t.expose("files", { type: [BaseFile] }) }),
});

const RunAssignment = builder.objectRef<Assignment>("RunAssignment").implement({
  description: "A run that is this worker's until its lease ends. The token stands for the attempt; it is given once.",
  fields: (t) => ({
    run: t.prismaField({ type: "Run", resolve: (query, { run }, _args, { db }) => db.run.findUniqueOrThrow({ ...query, where: { id: run.id } }) }),
    attempt: t.exposeInt("attempt"),
    token: t.exposeString("token"),
    leaseUntil: t.expose("leaseUntil", { type: "DateTime" }),
    specification: t.field({ type: "JSON", resolve: ({ specification }) => specification }),
    seed: t.exposeInt("seed"),
    baseVersion: t.prismaField({
      type: "ModelVersion",
      nullable: true,
      description: "Where the run starts from; null: it begins with new layers.",
      resolve: (query, { baseVersionId }, _args, { db }) => (baseVersionId === null ? null : db.modelVersion.findUniqueOrThrow({ ...query, where: { id: baseVersionId } })),
    }),
    baseFiles: t.expose("baseFiles", { type: [BaseFile], description: "The base version's files; none where there is no base version." }),
    namedVersions: t.expose("namedVersions", { type: [NamedVersion], description: "What steps name beside the base, in the specification's order." }),
    checkpoint: t.expose("checkpoint", { type: Checkpoint, nullable: true }),
    remainingEnergyJoules: t.exposeFloat("remainingEnergyJoules", { nullable: true, description: "What the experiment's budget leaves for this run, J; null: no budget." }),
  }),
});

const ClaimRunResult = resultUnion<{ assignment: Assignment | null; retryAfterSeconds: number }>("ClaimRun", "assignment null: nothing to do now; ask again after retryAfterSeconds.", (t) => ({
  assignment: t.expose("assignment", { type: RunAssignment, nullable: true }),
  retryAfterSeconds: t.exposeFloat("retryAfterSeconds"),
}));
const HeartbeatResult = resultUnion<{ leaseUntil: Date; stop: StopReasonValue | null }>("Heartbeat", "The lease was prolonged.", (t) => ({
  leaseUntil: t.expose("leaseUntil", { type: "DateTime" }),
  stop: t.expose("stop", { type: StopReason, nullable: true }),
}));
const AppendRunEventsResult = resultUnion<{ received: number }>("AppendRunEvents", "How many events of the attempt are stored.", (t) => ({ received: t.exposeInt("received") }));
const ReportRunResult = resultUnion<{ id: string }>("ReportRun", "The run as it ended.", (t) => ({
  run: t.prismaField({ type: "Run", resolve: (query, { id }, _args, { db }) => db.run.findUniqueOrThrow({ ...query, where: { id } }) }),
}));
const ReleaseRunResult = resultUnion<{ id: string }>("ReleaseRun", "The run, queued again or ended.", (t) => ({
  run: t.prismaField({ type: "Run", resolve: (query, { id }, _args, { db }) => db.run.findUniqueOrThrow({ ...query, where: { id } }) }),
}));

/** The attempt as the domain names it. @throws NotFound for what is no run's id */
function attemptOf({ run, number, token }: { run: string; number: number; token: string }): { runId: string; number: number; token: string } {
  const runId = uuidOf("Run", run);
  if (runId === null) throw new NotFound("run", run, ["attempt", "run"]);
  return { runId, number, token };
}

builder.mutationFields((t) => ({
  claimRun: t.field({
    type: ClaimRunResult,
    args: { input: t.arg({ type: ClaimRunInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(() => claimRun(context, input)),
  }),
  heartbeat: t.field({
    type: HeartbeatResult,
    args: { input: t.arg({ type: HeartbeatInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => heartbeat(context, { ...input, attempt: attemptOf(input.attempt) })),
  }),
  appendRunEvents: t.field({
    type: AppendRunEventsResult,
    args: { input: t.arg({ type: AppendRunEventsInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => appendRunEvents(context, { ...input, attempt: attemptOf(input.attempt) })),
  }),
  reportRun: t.field({
    type: ReportRunResult,
    args: { input: t.arg({ type: ReportRunInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => reportRun(context, { ...input, attempt: attemptOf(input.attempt) })),
  }),
  releaseRun: t.field({
    type: ReleaseRunResult,
    args: { input: t.arg({ type: ReleaseRunInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(async () => releaseRun(context, { ...input, attempt: attemptOf(input.attempt) })),
  }),
}));
