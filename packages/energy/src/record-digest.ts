import { createHash } from "node:crypto";
import { canonicalJson } from "./canonical-json.ts";
import type { EnergyRecord } from "./energy-record.ts";
import type { StoredRecord } from "./migrated-record.ts";

const sha256 = (value: unknown): string => createHash("sha256").update(canonicalJson(value)).digest("hex");

type Undigested = { [K in keyof EnergyRecord as K extends "digests" ? never : K]: StoredRecord[K] };

/**
 * Digests by which others can tell what a record rests on, over canonical JSON: `method` covers how each component was obtained, the constants, and the data
 * that converted it, with their versions; `readings` covers what was read and the energy made of it, and never changes once measured.
 */
export function digestsOf(record: Undigested): EnergyRecord["digests"] {
  const { startedAt, endedAt, wallSeconds, cpuSeconds, coverage, energy, components, ladder, constants, scope, sampler, counters, conversion } = record;
  const method = {
    components: components.map(({ name, meter, energy: ofComponent, attribution }) => ({ name, meter, method: ofComponent?.method ?? null, boundary: ofComponent?.boundary ?? null, source: ofComponent?.source ?? null, rule: attribution?.rule ?? null })),
    ladder, constants, conversion, scope, sampler: sampler && { version: sampler.version, intervalSeconds: sampler.intervalSeconds },
  };
  const readings = { startedAt, endedAt, wallSeconds, cpuSeconds, coverage, energy, components, counters, sampler };
  return { method: sha256(method), readings: sha256(readings) };
}

/** Whether a record still says what it said when its digests were made. */
export function digestsHold(record: StoredRecord): { method: boolean; readings: boolean } {
  const { method, readings } = digestsOf(record);
  return { method: method === record.digests.method, readings: readings === record.digests.readings };
}
