import type { StoredRecord } from "@joulemark/energy";
import { InvalidInput as InvalidRecord, parseRecord } from "@joulemark/energy";
import { z } from "zod";
import type { Prisma, Writer } from "../storage/db.ts";
import { InvalidInput } from "./errors.ts";
import type { Issue } from "./errors.ts";
import { parseInput } from "./input.ts";

export type { Attribution, ComponentFigure, ConvertedFigures, LadderStep, StoredRecord } from "@joulemark/energy";

/** A record of several components and meters has about 10 kB. */
const MAX_BYTES = 256 * 1024;
const near = (a: number, b: number): boolean => Math.abs(a - b) <= 1e-9 * Math.max(Math.abs(a), Math.abs(b));

/**
 * What the meters of an attempt recorded, as the worker sends it; null where it sent none.
 * @param trainingEnergy what the report of the same attempt says, J; undefined where there is no report
 * @throws InvalidInput with every path that is wrong
 */
export function readEnergyRecord(value: unknown, trainingEnergy?: number | null): StoredRecord | null {
  if (value === null || value === undefined) return null;
  parseInput(z.unknown(), value, ["energyRecord"]); // texts that cannot be stored
  const bytes = Buffer.byteLength(JSON.stringify(value));
  if (bytes > MAX_BYTES) throw invalid([{ message: `It has ${bytes} bytes; at most ${MAX_BYTES} are kept.`, path: [] }]);
  const record = parsed(value);
  if (trainingEnergy !== undefined && !near(record.energy?.value ?? 0, trainingEnergy ?? 0)) {
    throw invalid([{ message: `It has ${record.energy?.value ?? "no"} J, the report ${trainingEnergy ?? "none"}: both are of the same window.`, path: ["energy", "value"] }]);
  }
  return record;
}

function parsed(value: unknown): StoredRecord {
  try {
    return parseRecord(value);
  } catch (error) {
    if (error instanceof InvalidRecord) throw invalid(error.problems.map(({ path, right }) => ({ message: `It must be ${right}.`, path: path.split(/[.[\]]+/).filter(Boolean) })));
    throw error;
  }
}

/** A stored record as its type; null where there is none. It was checked when it was stored. */
export const storedRecord = (value: unknown): StoredRecord | null => (value as StoredRecord | null) ?? null;

const invalid = (issues: Required<Issue>[]): InvalidInput => new InvalidInput(issues.map(({ message, path }) => ({ message, path: ["energyRecord", ...path] })));

/** Keeps the record with the attempt that it is of. */
export async function storeEnergyRecord(tx: Writer, { runId, number }: { runId: string; number: number }, record: StoredRecord | null): Promise<void> {
  if (record) await tx.attempt.update({ where: { runId_number: { runId, number } }, data: { energyRecord: record as unknown as Prisma.InputJsonObject } });
}
