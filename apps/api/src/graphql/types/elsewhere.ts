import type { Projection as ProjectionShape } from "@joulemark/engine/spec";
import type { Elsewhere as ElsewhereShape, ElsewhereDevice as DeviceShape, FigureSource as FigureShape } from "../../domain/elsewhere.ts";
import { elsewhereOf } from "../../domain/elsewhere.ts";
import { builder } from "../builder.ts";
import { Measurement } from "./measurement.ts";
import { Result } from "./result.ts";

const DeviceKind = builder.enumType("DeviceKind", { values: { CPU: { value: "cpu" }, GPU: { value: "gpu" }, NPU: { value: "npu" } } as const satisfies Record<string, { value: DeviceShape["profile"]["kind"] }> });
const NumberType = builder.enumType("NumberType", { values: { FLOAT32: { value: "float32" }, FLOAT16: { value: "float16" }, INT8: { value: "int8" } } as const satisfies Record<string, { value: ProjectionShape["numberType"] }> });
const ElsewhereReason = builder.enumType("ElsewhereReason", { values: { UNKNOWN_LAYERS: { description: "The run's report does not tell the network's layers, or tells some that this release does not know." } } });

const Projection = builder.objectRef<ProjectionShape>("Projection").implement({
  description: "By roofline and launch overhead, each figure PROJECTED. The interval carries forward how far the model was off on the machine that was calibrated; how well another device's software uses it is not in it.",
  fields: (t) => ({
    batchSize: t.exposeInt("batchSize"),
    callTime: t.expose("callTime", { type: Measurement, description: "Of one call that predicts a batch, s." }),
    energyPerThousand: t.expose("energyPerThousand", { type: Measurement, nullable: true, description: "Of 1,000 inferences, J; null: its watts are not known." }),
    costPerThousand: t.expose("costPerThousand", { type: Measurement, nullable: true, description: "Of 1,000 inferences on a rented device; null: its price is not known." }),
  }),
});
const FigureSource = builder.objectRef<FigureShape>("FigureSource").implement({
  description: "A figure of the device, as published or as others measured it.",
  fields: (t) => ({
    figure: t.exposeString("figure", { description: "operationsPerSecond, bytesPerSecond, maxWatts, …" }),
    value: t.exposeFloat("value"),
    unit: t.exposeString("unit", { description: "op/s (a multiply-add is two), B/s, B, s, W; of a price an ISO 4217 code per hour: USD/h." }),
    date: t.exposeString("date", { nullable: true, description: "Of a price: the day it was looked up." }),
    source: t.exposeString("source"),
  }),
});
const ElsewhereDevice = builder.objectRef<DeviceShape>("ElsewhereDevice").implement({
  fields: (t) => ({
    id: t.string({ resolve: ({ profile }) => profile.id }),
    name: t.string({ resolve: ({ profile }) => profile.title.en }),
    nameZh: t.string({ resolve: ({ profile }) => profile.title.zh }),
    kind: t.field({ type: DeviceKind, resolve: ({ profile }) => profile.kind }),
    numberType: t.expose("numberType", { type: NumberType, nullable: true, description: "What it would compute in; null: it has no type that the network could use, so there is no projection." }),
    projections: t.expose("projections", { type: [Projection] }),
    sources: t.expose("sources", { type: [FigureSource], description: "Where the figures that the projections rest on were read." }),
  }),
});
const Elsewhere = builder.objectRef<ElsewhereShape>("Elsewhere").implement({
  description: "What inference would take on other devices: projected, never measured, so it stands on no board and in no published document.",
  fields: (t) => ({
    reason: t.expose("reason", { type: ElsewhereReason, nullable: true, description: "Why there is none; null: there is." }),
    devices: t.expose("devices", { type: [ElsewhereDevice] }),
  }),
});

builder.prismaObjectFields(Result, (t) => ({
  elsewhere: t.field({
    type: Elsewhere,
    description: "Of the network of the first seed.",
    args: { batchSizes: t.arg.intList({ required: true, defaultValue: [1, 256] }) },
    complexity: { field: 5, multiplier: 2 },
    select: { leadRun: { select: { report: true } } },
    resolve: ({ leadRun }, { batchSizes }) => elsewhereOf(leadRun.report, batchSizes),
  }),
}));
