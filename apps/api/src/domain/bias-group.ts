import type { MeasurementBoundary, MeasurementMethod } from "../storage/db.ts";

/** A processor that no table knows: two of that class may be two machines. */
const UNKNOWN = /^[^/]+\/unknown\//;

/**
 * Figures of one method, boundary and hardware class share the error of their meter or model: it cancels where they are held against each other.
 * Null: of no group, since the hardware is not known.
 */
export const biasGroupOf = ({ method, boundary }: { method: MeasurementMethod; boundary: MeasurementBoundary | null }, hardwareClass: string | null | undefined): string | null =>
  hardwareClass === null || hardwareClass === undefined || UNKNOWN.test(hardwareClass) ? null : `${method}/${boundary ?? ""}/${hardwareClass}`;
