import { readFile } from "node:fs/promises";
import { basis, kind } from "../../conversion-parts.ts";
import type { Problem } from "../../read-json.ts";
import { InvalidInput, boolean, number, object, oneOf, optional, orElse, readAll, text, time } from "../../read-json.ts";
import type { IntensitySignal, IntensitySlot } from "../signal.ts";
import { SLOT_MS, slotsWithin } from "../signal.ts";

/** What a file of values does not say of itself. */
export interface FileSignalOptions {
  zone: string;
  /** `average` or `marginal`: it cannot be told from the numbers. */
  kind: IntensitySignal["kind"];
  /** Who published the values. */
  source: string;
  licence?: string;
  basis?: IntensitySignal["basis"];
  /** Step of the file, minutes; an hourly value stands for both halves. 30 where left out. */
  stepMinutes?: 30 | 60;
}

const options = object<Required<FileSignalOptions>>({
  zone: text("a grid zone"), kind, source: text("who published the values"), licence: orElse(text(), "licence not stated"), basis: orElse(basis, null), stepMinutes: orElse(oneOf(30, 60), 30),
});

/** A value as it stands in the file. */
interface Row {
  time: string;
  gramsPerKwh: number;
  forecast?: boolean;
}
interface Line {
  /** Where it stands, for messages: `line 7`, or `[6]` of a JSON list. */
  at: string;
  row: Row;
}

const row = object<Row>({ time, gramsPerKwh: number({ min: 0, max: 5000 }, "g CO2e per kWh"), forecast: optional(boolean) });
const COLUMNS = ["time", "gramsPerKwh", "forecast"] as const;

const cellsOf = (line: string): string[] => line.split(",").map((cell) => cell.trim().replace(/^"(.*)"$/, "$1"));
const asNumber = (cell: string | undefined): unknown => (cell === undefined || cell === "" ? undefined : Number.isNaN(Number(cell)) ? cell : Number(cell));
const asBoolean = (cell: string | undefined): unknown => (cell === "true" ? true : cell === "false" ? false : cell || undefined);

function linesOfCsv(csv: string, name: string, problems: Problem[]): Line[] {
  const lines = csv.split(/\r?\n/).map((content, index) => ({ content, at: `line ${index + 1}` })).filter(({ content }) => content.trim() !== "" && !content.startsWith("#"));
  const header = cellsOf(lines[0]?.content ?? "");
  if (header[0] !== COLUMNS[0] || header[1] !== COLUMNS[1] || (header.length > 2 && header[2] !== COLUMNS[2]) || header.length > 3)
    throw new InvalidInput(name, [{ path: lines[0]?.at ?? "line 1", value: lines[0]?.content, right: `the header ${COLUMNS.slice(0, 2).join(",")} or ${COLUMNS.join(",")}` }]);
  return lines.slice(1).map(({ content, at }) => {
    const cells = cellsOf(content);
    if (cells.length > header.length) problems.push({ path: at, value: content, right: `${header.length} cells, as the header says` });
    return { at, row: row({ time: cells[0], gramsPerKwh: asNumber(cells[1]), forecast: asBoolean(cells[2]) }, at, problems) };
  });
}

function linesOfJson(json: string, name: string, problems: Problem[]): Line[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(json);
  } catch (error) {
    throw new InvalidInput(name, [{ path: "", value: json, right: `JSON (${(error as Error).message})` }]);
  }
  if (!Array.isArray(parsed)) throw new InvalidInput(name, [{ path: "", value: parsed, right: `a list of {${COLUMNS.join(", ")}}` }]);
  return parsed.map((entry, index) => ({ at: `[${index}]`, row: row(entry, `[${index}]`, problems) }));
}

const atUtc = (ms: number): string => new Date(ms).toISOString().replace(":00.000Z", "Z");

/** In order of time, each value once, none missing. A night without its second hour of summer time, or with it, is whole: times carry their zone. */
function orderedSlots(lines: Line[], stepMs: number, problems: Problem[]): IntensitySlot[] {
  const sorted = lines.map(({ at, row: { time: when, gramsPerKwh, forecast = false } }) => ({ at, when, startMs: Date.parse(when), gramsPerKwh, forecast })).sort((a, b) => a.startMs - b.startMs);
  sorted.forEach(({ at, when, startMs }, index) => {
    const before = sorted[index - 1];
    if (startMs % stepMs !== 0) problems.push({ path: at, value: when, right: `a time on a whole step of ${stepMs / 60_000} minutes` });
    if (before === undefined) return;
    if (startMs === before.startMs) problems.push({ path: at, value: when, right: `another time: ${before.at} has a value for ${atUtc(startMs)} already` });
    else if (startMs - before.startMs !== stepMs && startMs % stepMs === 0) problems.push({ path: at, value: when, right: `${atUtc(before.startMs + stepMs)}, the step of ${stepMs / 60_000} minutes after ${before.at}; values in between are missing` });
  });
  return sorted.flatMap(({ startMs, gramsPerKwh, forecast }) => Array.from({ length: stepMs / SLOT_MS }, (_, half) => ({ startMs: startMs + half * SLOT_MS, gramsPerKwh, forecast })));
}

/**
 * A signal from a text of half-hourly values: CSV with the header `time,gramsPerKwh[,forecast]` (lines that begin with # are passed over), or a JSON list of such
 * objects. Times need a zone (`Z` or `+01:00`), so that a change to summer time is unambiguous. Lines may stand in any order.
 * @param name of the file, for messages
 * @throws InvalidInput naming each line that is wrong: no zone, no number, a gap, a duplicate, a time off the step
 */
export function fileSignal(content: string, given: FileSignalOptions, name = "The signal file"): IntensitySignal {
  const { zone, kind: ofKind, source, licence, basis: ofBasis, stepMinutes } = readAll(options, given, `${name}: options`);
  const problems: Problem[] = [];
  const bare = content.replace(/^\uFEFF/, "");
  const lines = /^\s*[[{]/.test(bare) ? linesOfJson(bare, name, problems) : linesOfCsv(bare, name, problems);
  if (lines.length === 0) problems.push({ path: "", value: content, right: "a file with at least one value" });
  if (problems.length > 0) throw new InvalidInput(name, problems);
  const slots = orderedSlots(lines, stepMinutes * 60_000, problems);
  if (problems.length > 0) throw new InvalidInput(name, problems);
  return { zone, kind: ofKind, basis: ofBasis, licence, source: `${ofKind} intensity of ${zone} from a file (${source}, ${licence})`, values: (from, to) => Promise.resolve(slotsWithin(slots, from, to)) };
}

/** @throws InvalidInput as `fileSignal`, and what the file system throws */
export const readFileSignal = async (path: string, given: FileSignalOptions): Promise<IntensitySignal> => fileSignal(await readFile(path, "utf8"), given, path);
