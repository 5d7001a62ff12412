import { canonicalJson } from "./canonical-json.ts";
import type { ConversionInput } from "./conversion-of.ts";
import { changedConversion } from "./conversion-of.ts";
import { convert } from "./convert.ts";
import type { ConvertedFigures } from "./energy-record.ts";
import type { StoredRecord } from "./migrated-record.ts";
import { digestsOf } from "./record-digest.ts";
import type { RecordFlag } from "./record-flags.ts";
import { flagIf } from "./record-flags.ts";

const figuresOf = ({ facilityEnergy, carbon, water, cost, costs, embodiedCarbon, sci }: ConvertedFigures): ConvertedFigures => ({ facilityEnergy, carbon, water, cost, costs, embodiedCarbon, sci });

/** Such a flag speaks of the conversion, not of the readings. */
const ZONE_FLAG: RecordFlag = "zone-not-set";

/**
 * The record with its figures made anew by another conversion; the old ones move to `superseded` with theirs. Energy and readings stay as they were.
 * The same input a second time changes nothing.
 * @param changes parts of the conversion to replace; null takes one out, what is left out stays
 * @throws InvalidInput, UnknownZone
 */
export function recompute<R extends StoredRecord>(record: R, changes: Partial<ConversionInput>, now = new Date()): R {
  const conversion = changedConversion(record.conversion, changes);
  const figures = convert(record.energy, record.wallSeconds, conversion);
  const old = { ...figuresOf(record), conversion: record.conversion };
  if (canonicalJson({ ...figures, conversion }) === canonicalJson(old)) return record;
  const flags = [...record.flags.filter((flag) => flag !== ZONE_FLAG), ...flagIf(conversion.grid.zone === null, ZONE_FLAG)];
  const renewed = { ...record, ...figures, conversion, flags, superseded: [...record.superseded, { ...old, supersededAt: now.toISOString() }] };
  return { ...renewed, digests: digestsOf(renewed) };
}
