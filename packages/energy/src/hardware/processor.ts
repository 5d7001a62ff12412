import { readFileSync } from "node:fs";
import { availableParallelism, cpus } from "node:os";
import type { ProcessorFamily } from "./processors.ts";
import { processorFamilies, unknownFamily } from "./processors.ts";

export interface Processor {
  /** As the system names it, e.g. "AMD EPYC". */
  model: string;
  /** Slug of the checked-in table, or "unknown". */
  family: string;
  /** Hardware threads that this process may use. */
  threads: number;
  /** W per busy thread, and the 95 % factor of that figure. */
  wattsPerThread: number;
  factor: number;
}

interface Identity {
  model: string;
  vendor: string;
  cpuFamily: number;
  modelNumber: number;
  stepping: number;
}

/** The first processor of a /proc/cpuinfo. */
export function parseCpuInfo(text: string): Identity {
  const field = (name: string): string => text.match(new RegExp(`^${name}[ \\t]*:(.*)$`, "m"))?.[1]?.trim() ?? "";
  return { model: field("model name"), vendor: field("vendor_id"), cpuFamily: Number(field("cpu family")), modelNumber: Number(field("model")), stepping: Number(field("stepping")) };
}

const within = (value: number, [from, to]: [number, number]): boolean => value >= from && value <= to;

/** The line of the table that a processor belongs to, or the unknown one. */
export function familyOf({ vendor, cpuFamily, modelNumber, stepping, model }: Identity): { slug: string; wattsPerThread: number; factor: number } {
  const isOf = (family: ProcessorFamily): boolean =>
    family.vendor === vendor && family.cpuFamily === cpuFamily && within(modelNumber, family.models) && within(stepping, family.steppings ?? [0, Infinity]) && model.includes(family.name ?? "");
  return processorFamilies.find(isOf) ?? unknownFamily;
}

/** This machine's processor. Where the system tells nothing, the family is "unknown". */
export function readProcessor(cpuInfoPath = "/proc/cpuinfo"): Processor {
  const identity = process.platform === "linux" ? parseCpuInfo(readFileSync(cpuInfoPath, "utf8")) : { model: "", vendor: "", cpuFamily: -1, modelNumber: -1, stepping: -1 };
  const { slug, wattsPerThread, factor } = familyOf(identity);
  return { model: identity.model || cpus()[0]?.model || "unknown", family: slug, threads: availableParallelism(), wattsPerThread, factor };
}

/** `cpu/amd-epyc-zen4/1`: results of other classes are not ranked with it. */
export const hardwareClassOf = ({ kind, processorFamily, threads }: { kind: "cpu" | "gpu"; processorFamily: string; threads: number }): string => `${kind}/${processorFamily}/${threads}`;
