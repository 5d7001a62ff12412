import { visibleArtifacts, visibleModelVersions, visibleResults } from "../../domain/access.ts";
import { qualityOf, qualityOrder } from "../../domain/comparable.ts";
import { figureOf } from "../../domain/figures.ts";
import type { Order as OrderValue } from "../../domain/comparison.ts";
import type { Metric } from "../../storage/db.ts";
import { builder } from "../builder.ts";
import { localId } from "../local-id.ts";
import { Order } from "./comparison.ts";
import { Measurement, NamedValue } from "./measurement.ts";
import { Task, taskOf } from "./task.ts";

const ModelVersionState = builder.enumType("ModelVersionState", { values: ["READY", "QUARANTINED"] as const });

const Flag = builder.objectRef<{ kind: string; reason: string }>("Flag").implement({
  description: "What a reader must know before relying on a version.",
  fields: (t) => ({ kind: t.exposeString("kind"), reason: t.exposeString("reason") }),
});

type Deltas = { qualityMetric: string | null; qualityDelta: number | null };
const qualityDeltaOf = ({ qualityMetric, qualityDelta }: Deltas): { name: string; value: number } | null => (qualityMetric === null || qualityDelta === null ? null : { name: qualityMetric, value: qualityDelta });
const ENERGY = "What the step from the parent took.";

const ORDER = "How the child's quality stands to the parent's, each with its interval; LOWER is worse. Null where there is no qualityDelta.";
const ofBothEnds = { parent: { select: { run: { select: { metrics: true } } } }, child: { select: { run: { select: { metrics: true } } } } } as const;
type End = { run: { metrics: Metric[] } | null };
function qualityOrderOf({ qualityDelta, parent, child }: Pick<Deltas, "qualityDelta"> & { parent: End; child: End }): OrderValue | null {
  const [before, after] = [parent, child].map(({ run }) => run && qualityOf(run));
  return qualityDelta !== null && before && after ? qualityOrder(after, before) : null;
}

const LineageParent = builder.prismaObject("LineageEdge", {
  name: "LineageParent",
  description: "Where a version comes from. Deltas are child minus parent; null where one of both was not measured.",
  fields: (t) => ({
    technique: t.exposeString("technique"),
    parameters: t.expose("parameters", { type: "JSON" }),
    version: t.relation("parent"),
    qualityDelta: t.field({ type: NamedValue, nullable: true, resolve: qualityDeltaOf }),
    qualityOrder: t.field({ type: Order, nullable: true, description: ORDER, select: ofBothEnds, resolve: qualityOrderOf }),
    trainingEnergy: t.field({
      type: Measurement,
      nullable: true,
      description: ENERGY,
      select: { child: { select: { run: { select: { measurements: true } } } } },
      resolve: ({ child }) => figureOf(child.run?.measurements ?? [], "TRAINING_ENERGY"),
    }),
    sizeBytesDelta: t.float({ nullable: true, resolve: ({ sizeBytesDelta }) => Number(sizeBytesDelta) }),
  }),
});

/** A step with both its ends, of which who asks may see both. */
export const LineageStep = builder.prismaObject("LineageEdge", {
  variant: "LineageStep",
  description: "A step from a version to one that was made from it. Deltas are child minus parent; null where one of both was not measured.",
  fields: (t) => ({
    technique: t.exposeString("technique"),
    parent: t.relation("parent"),
    child: t.relation("child"),
    qualityDelta: t.field({ type: NamedValue, nullable: true, resolve: qualityDeltaOf }),
    qualityOrder: t.field({ type: Order, nullable: true, description: ORDER, select: ofBothEnds, resolve: qualityOrderOf }),
    trainingEnergy: t.field({ type: Measurement, nullable: true, description: ENERGY, select: { child: { select: { run: { select: { measurements: true } } } } }, resolve: ({ child }) => figureOf(child.run?.measurements ?? [], "TRAINING_ENERGY") }),
    sizeBytesDelta: t.float({ resolve: ({ sizeBytesDelta }) => Number(sizeBytesDelta) }),
  }),
});

const LineageChild = builder.prismaObject("LineageEdge", {
  variant: "LineageChild",
  fields: (t) => ({ technique: t.exposeString("technique"), version: t.relation("child") }),
});

export const ModelVersion = builder.prismaNode("ModelVersion", {
  id: { field: "id" },
  nullable: true, // node(id) of what may not be seen is null
  findUnique: (id, { actor }) => ({ id, AND: [visibleModelVersions(actor)] }),
  description: "A version of a model: immutable, its files stored under their sha256.",
  fields: (t) => ({
    label: t.exposeString("label"),
    state: t.expose("state", { type: ModelVersionState }),
    task: t.field({ type: Task, nullable: true, resolve: ({ taskSlug }) => taskOf(taskSlug) }),
    parameterCount: t.float({ resolve: ({ parameterCount }) => Number(parameterCount) }),
    sizeBytes: t.float({ description: "Of its weights, B.", resolve: ({ sizeBytes }) => Number(sizeBytes) }),
    multiplyAdds: t.float({ nullable: true, description: "Multiply-adds of one inference; null: not known.", resolve: ({ multiplyAdds }) => (multiplyAdds === null ? null : Number(multiplyAdds)) }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    model: t.relation("model"),
    artifacts: t.relatedConnection("artifacts", { cursor: "id", totalCount: true, query: (_args, { actor }) => ({ where: visibleArtifacts(actor), orderBy: { name: "asc" } }) }),
    flags: t.field({ type: [Flag], select: { state: true }, resolve: ({ state }) => (state === "QUARANTINED" ? [{ kind: "QUARANTINED", reason: "Its files have not passed inspection." }] : []) }),
    parents: t.relation("parents", { type: LineageParent, query: (_args, { actor }) => ({ where: { parent: visibleModelVersions(actor) }, orderBy: { id: "asc" } }) }),
    children: t.relation("children", { type: LineageChild, description: "The newest hundred.", query: (_args, { actor }) => ({ where: { child: visibleModelVersions(actor) }, orderBy: { id: "desc" }, take: 100 }) }),
    results: t.relation("result", { description: "That stand for it: it is their first seed's. The newest hundred.", query: (_args, { actor }) => ({ where: visibleResults(actor), orderBy: { id: "desc" }, take: 100 }) }),
  }),
});

builder.queryField("modelVersion", (t) =>
  t.prismaField({
    type: "ModelVersion",
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { db, actor }) => db.modelVersion.findFirst({ ...query, where: { AND: [{ id: localId("ModelVersion", id) }, visibleModelVersions(actor)] } }),
  }),
);
