import type { EnergyRecord } from "./energy-record.ts";
import type { RecordFlag } from "./record-flags.ts";

/** What the first release did not record. */
type NotRecorded = "startedAt" | "endedAt" | "scope" | "host" | "sampler";

/** A record of the first release in the second's form; its flags say what it lacks. */
export type MigratedRecord = Omit<EnergyRecord, NotRecorded> & Record<NotRecorded, null>;

/** A record as it was stored. */
export type StoredRecord = EnergyRecord | MigratedRecord;

export const MIGRATED_FLAG: RecordFlag = "migrated-from-version-1";
