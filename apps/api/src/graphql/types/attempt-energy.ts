import type { Attribution as AttributionShape, ComponentFigure, ConvertedFigures, LadderStep as LadderStepShape, StoredRecord } from "../../domain/energy-record.ts";
import type { ResultEnergy as ResultEnergyShape } from "../../domain/result-energy.ts";
import { builder } from "../builder.ts";
import { Cost, Measurement } from "./measurement.ts";

const Attribution = builder.objectRef<AttributionShape>("EnergyAttribution").implement({
  description: "How a counter that others use as well was shared out.",
  fields: (t) => ({
    rule: t.exposeString("rule", { description: "exclusive: nobody else used it; cpu-time: in proportion to CPU time." }),
    share: t.exposeFloat("share", { description: "Of the counter's joules, 0 to 1." }),
    machineJoules: t.exposeFloat("machineJoules", { description: "What the whole counter moved by." }),
    activeJoules: t.exposeFloat("activeJoules", { description: "Of the share: in proportion to CPU time." }),
    idleJoules: t.exposeFloat("idleJoules", { description: "Of the share: for threads that were reserved while nothing ran." }),
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

const Sci = builder.objectRef<NonNullable<ConvertedFigures["sci"]>>("Sci").implement({
  description: "Software Carbon Intensity (ISO/IEC 21031): operational and embodied emissions for each functional unit.",
  fields: (t) => ({
    figure: t.expose("figure", { type: Measurement }),
    functionalUnit: t.exposeString("functionalUnit", { description: "R, by name." }),
    count: t.exposeFloat("count", { description: "Functional units in the window." }),
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
    sci: t.expose("sci", { type: Sci, nullable: true, description: "Null where embodied carbon or what to divide by is not known." }),
    cost: t.expose("cost", { type: Measurement, nullable: true }),
    costs: t.expose("costs", { type: [Cost] }),
    components: t.expose("components", { type: [ComponentEnergy] }),
    ladder: t.expose("ladder", { type: [LadderStep] }),
    flags: t.exposeStringList("flags", { description: "What a reader should know before trusting the figures, in kebab-case." }),
    samplerCpuSeconds: t.float({ nullable: true, description: "CPU time that measuring itself took; null in records of the first release.", resolve: ({ sampler }) => sampler?.cpuSeconds }),
    methodSha256: t.string({ description: "Over method, constants and versions of the data.", resolve: ({ digests }) => digests.method }),
    readingsSha256: t.string({ description: "Over what was read and the energy made of it: no recomputation changes it.", resolve: ({ digests }) => digests.readings }),
    document: t.field({ type: "JSON", description: "The whole record, for recomputing.", resolve: (record) => record }),
  }),
});

const FlagCount = builder.objectRef<ResultEnergyShape["flags"][number]>("FlagCount").implement({
  fields: (t) => ({ flag: t.exposeString("flag"), runs: t.exposeInt("runs", { description: "How many runs have it." }) }),
});

/** What the meters of a result's runs recorded. */
export const ResultEnergy = builder.objectRef<ResultEnergyShape>("ResultEnergy").implement({
  description: "What the meters of a result's runs recorded: figures are means of one run, warnings those of any.",
  fields: (t) => ({
    recordedRuns: t.exposeInt("recordedRuns", { description: "Runs that have a record." }),
    components: t.expose("components", { type: [ComponentEnergy], description: "Null energy where some run was not measured, or not as the others." }),
    coverage: t.exposeFloat("coverage", { nullable: true, description: "Lowest of the runs; null where it cannot be known of one." }),
    captureModes: t.exposeStringList("captureModes"),
    ladder: t.expose("ladder", { type: [LadderStep], description: "Every step of any run, once." }),
    flags: t.expose("flags", { type: [FlagCount] }),
    cpuSeconds: t.exposeFloat("cpuSeconds"),
    wallSeconds: t.exposeFloat("wallSeconds"),
    samplerCpuSeconds: t.exposeFloat("samplerCpuSeconds", { nullable: true }),
    facilityEnergy: t.expose("facilityEnergy", { type: Measurement, nullable: true }),
    water: t.expose("water", { type: Measurement, nullable: true }),
    embodiedCarbon: t.expose("embodiedCarbon", { type: Measurement, nullable: true }),
    sci: t.expose("sci", { type: Sci, nullable: true }),
  }),
});
