import type { EnergyRecord } from "./energy-record.ts";
import { migrateRecord } from "./migrate-record.ts";
import type { StoredRecord } from "./migrated-record.ts";
import { MIGRATED_FLAG } from "./migrated-record.ts";
import type { Reader } from "./read-json.ts";
import { InvalidInput, listOf, object, oneOf, orNull, readAll, text, time } from "./read-json.ts";
import * as read from "./record-readers.ts";

const always = {
  ...read.figures, schemaVersion: oneOf(2), wallSeconds: read.amount, cpuSeconds: read.amount, coverage: orNull(read.share), energy: orNull(read.measurement), components: listOf(read.component),
  ladder: listOf(read.step), flags: listOf(text()), constants: read.constants, counters: listOf(read.counter), conversion: read.conversion, digests: object<EnergyRecord["digests"]>({ method: read.digest, readings: read.digest }),
  superseded: listOf(object<EnergyRecord["superseded"][number]>({ ...read.figures, conversion: read.conversion, supersededAt: time })),
};
const measured = object<EnergyRecord>({ ...always, startedAt: time, endedAt: time, scope: read.scope, host: read.host, sampler: read.sampler });
const notRecorded: Reader<null> = (value, path, problems) => {
  if (value !== null) problems.push({ path, value, right: `null in a record with the flag ${MIGRATED_FLAG}` });
  return null;
};
const migrated = object<StoredRecord>({ ...always, startedAt: notRecorded, endedAt: notRecorded, scope: notRecorded, host: notRecorded, sampler: notRecorded });

const WHAT = "The energy record";

function parsedJson(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch (error) {
    throw new InvalidInput(WHAT, [{ path: "", value: json, right: `JSON (${(error as Error).message})` }]);
  }
}

const fieldOf = (value: unknown, key: string): unknown => (typeof value === "object" && value !== null && key in value ? (value as Record<string, unknown>)[key] : undefined);

/**
 * Reads a record of this release or the first one; that is migrated, and its flags say what it lacks.
 * @param json text, or what JSON.parse made of it
 * @throws InvalidInput with every path that is wrong
 */
export function parseRecord(json: unknown): StoredRecord {
  const value = typeof json === "string" ? parsedJson(json) : json;
  const version = fieldOf(value, "schemaVersion");
  if (version === 1) return migrateRecord(value);
  if (version !== 2) throw new InvalidInput(WHAT, [{ path: "schemaVersion", value: version, right: "1 or 2; a newer one needs a newer release" }]);
  const flags = fieldOf(value, "flags");
  return Array.isArray(flags) && flags.includes(MIGRATED_FLAG) ? readAll(migrated, value, WHAT) : readAll(measured, value, WHAT);
}
