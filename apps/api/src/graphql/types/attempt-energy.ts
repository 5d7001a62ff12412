import type { Attribution as AttributionShape, ComponentFigure, LadderStep as LadderStepShape, StoredRecord } from "../../domain/energy-record.ts";
import { builder } from "../builder.ts";
import { Cost, Measurement } from "./measurement.ts";

const Attribution = builder.objectRef<AttributionShape>("EnergyAttribution").implement({
  description: "How a counter that others use as well was shared out.",
  fields: (t) => ({
    rule: t.exposeString("rule", { description: "exclusive: nobody else used it; cpu-time: in proportion to CPU time." }),
    share: t.exposeFloat("share", { description: "Of the machine's joules, 0 to 1." }),
    machineJoules: t.exposeFloat("machineJoules"),
    activeJoules: t.exposeFloat("activeJoules"),
    idleJoules: t.exposeFloat("idleJoules"),
    unallocatedJoules: t.exposeFloat("unallocatedJoules", { description: "Given to nobody whom the sampler knows." }),
  }),
});

const ComponentEnergy = builder.objectRef<ComponentFigure>("ComponentEnergy").implement({
  fields: (t) => ({
    name: t.exposeString("name", { description: "machine, cpu, dram or gpu." }),
    energy: t.expose("energy", { type: Measurement, nullable: true, description: "Null: not measured; the ladder says why." }),
    meter: t.exposeString("meter", { nullable: true }),
    attribution: t.expose("attribution", { type: Attribution, nullable: true }),
  }),
});

const LadderStep = builder.objectRef<LadderStepShape>("LadderStep").implement({
  description: "A meter that was taken, or was not to be had and why.",
  fields: (t) => ({
    component: t.exposeString("component"),
    method: t.exposeString("method"),
    taken: t.exposeBoolean("taken"),
    reason: t.exposeString("reason"),
    remedy: t.exposeString("remedy", { nullable: true, description: "The command or setting that would have made it available." }),
  }),
});

/** What the meters of one attempt recorded. */
export const AttemptEnergy = builder.objectRef<StoredRecord>("AttemptEnergy").implement({
  description: "What the meters of one attempt recorded, from the beginning of the run: joules that its checkpoint carried are in it.",
  fields: (t) => ({
    wallSeconds: t.exposeFloat("wallSeconds"),
    cpuSeconds: t.exposeFloat("cpuSeconds", { description: "Of the whole process tree." }),
    coverage: t.exposeFloat("coverage", { nullable: true, description: "Share of the process tree's CPU time that was seen; null where it cannot be known." }),
    captureMode: t.string({ nullable: true, description: "How CPU time was counted: cgroup-v2, cgroup-v1, process-tree or own-process; null in records of the first release.", resolve: ({ scope }) => scope?.mode }),
    energy: t.expose("energy", { type: Measurement, nullable: true }),
    facilityEnergy: t.expose("facilityEnergy", { type: Measurement, nullable: true, description: "With the building's overhead (PUE); null where none is known." }),
    carbon: t.expose("carbon", { type: Measurement, nullable: true }),
    embodiedCarbon: t.expose("embodiedCarbon", { type: Measurement, nullable: true }),
    water: t.expose("water", { type: Measurement, nullable: true }),
    cost: t.expose("cost", { type: Measurement, nullable: true }),
    costs: t.expose("costs", { type: [Cost] }),
    components: t.expose("components", { type: [ComponentEnergy] }),
    ladder: t.expose("ladder", { type: [LadderStep] }),
    flags: t.exposeStringList("flags", { description: "What a reader should know before trusting the figures, in kebab-case." }),
    samplerCpuSeconds: t.float({ nullable: true, description: "CPU time that measuring itself took; null in records of the first release.", resolve: ({ sampler }) => sampler?.cpuSeconds }),
    methodSha256: t.string({ description: "Over method, constants and versions of the data.", resolve: ({ digests }) => digests.method }),
    document: t.field({ type: "JSON", description: "The whole record, for recomputing.", resolve: (record) => record }),
  }),
});
