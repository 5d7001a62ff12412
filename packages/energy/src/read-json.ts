/** One thing that is wrong with an input. */
export interface Problem {
  /** e.g. `components[0].energy.value`. */
  path: string;
  value: unknown;
  /** What would be right. */
  right: string;
}

const shown = (value: unknown): string => {
  const text = value === undefined ? "missing" : typeof value === "number" && !Number.isFinite(value) ? String(value) : JSON.stringify(value) ?? String(value);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
};

/** An input in which something is wrong; every problem is listed, not only the first. */
export class InvalidInput extends Error {
  readonly code = "INVALID_INPUT";
  readonly problems: Problem[];

  constructor(what: string, problems: Problem[]) {
    super(`${what} cannot be used. ${problems.map(({ path, value, right }) => `${path || what} is ${shown(value)}: ${right}.`).join(" ")}`);
    this.name = "InvalidInput";
    this.problems = problems;
  }
}

/** Reads a value of unknown shape. What is wrong is added to `problems`; the result is of use only while there are none. */
export type Reader<T> = (value: unknown, path: string, problems: Problem[]) => T;

const accept = <T>(right: string, isRight: (value: unknown) => boolean): Reader<T> => (value, path, problems) => {
  if (!isRight(value)) problems.push({ path, value, right });
  return value as T;
};

export interface Range {
  /** Least and greatest that are allowed. */
  min?: number;
  max?: number;
  /** Must be greater than this. */
  above?: number;
  whole?: boolean;
}

const bounds = ({ min, max, above, whole }: Range): string =>
  [whole ? "a whole number" : "a number", ...(above === undefined ? [] : [`greater than ${above}`]), ...(min === undefined ? [] : [`of at least ${min}`]), ...(max === undefined ? [] : [`of at most ${max}`])].join(" ");

/** @param what the quantity in words with its unit, e.g. `g CO2e per kWh` */
export const number = (range: Range = {}, what?: string): Reader<number> =>
  accept(`${what === undefined ? "" : `${what}, `}${bounds(range)}`, (value) => {
    if (typeof value !== "number" || !Number.isFinite(value)) return false;
    const { min = -Infinity, max = Infinity, above = -Infinity, whole = false } = range;
    return value >= min && value <= max && value > above && (!whole || Number.isInteger(value));
  });

export const text = (what = "text that is not empty", pattern = /\S/): Reader<string> => accept(what, (value) => typeof value === "string" && pattern.test(value));
export const anyText: Reader<string> = text("text", /^/);
export const boolean: Reader<boolean> = accept("true or false", (value) => typeof value === "boolean");
export const oneOf = <const T extends string | number>(...allowed: T[]): Reader<T> => accept(`one of ${allowed.join(", ")}`, (value) => allowed.includes(value as T));

/** One of the names of a union; the compiler wants every one of them. */
export const nameOf = <T extends string>(names: Record<T, true>): Reader<T> => oneOf(...(Object.keys(names) as T[]));

const isDate = (value: string): boolean => {
  const at = new Date(`${value}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(value); // 2025-02-30 would become 2 March
};
/** RFC 3339 date. */
export const date: Reader<string> = accept("a date like 2025-06-30", (value) => typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) && isDate(value));
/** RFC 3339 time with its zone. */
export const time: Reader<string> = accept(
  "a time with its zone like 2025-06-30T12:00:00Z",
  (value) => typeof value === "string" && /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/.test(value) && !Number.isNaN(Date.parse(value)) && isDate(value.slice(0, 10)),
);

export const orNull = <T>(reader: Reader<T>): Reader<T | null> => (value, path, problems) => (value === null ? null : reader(value, path, problems));
/** What may be left out. */
export const optional = <T>(reader: Reader<T>): Reader<T | undefined> => (value, path, problems) => (value === undefined ? undefined : reader(value, path, problems));
export const orElse = <T>(reader: Reader<T>, instead: T): Reader<T> => (value, path, problems) => (value === undefined ? instead : reader(value, path, problems));

export const listOf = <T>(reader: Reader<T>): Reader<T[]> => (value, path, problems) => {
  if (Array.isArray(value)) return value.map((entry, index) => reader(entry, `${path}[${index}]`, problems));
  problems.push({ path, value, right: "a list" });
  return [];
};

const isPlain = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const under = (path: string, key: string): string => (path === "" ? key : `${path}.${key}`);

export const mapOf = <T>(reader: Reader<T>): Reader<Record<string, T>> => (value, path, problems) => {
  if (isPlain(value)) return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, reader(entry, under(path, key), problems)]));
  problems.push({ path, value, right: "an object" });
  return {};
};

/** One reader for each key; the compiler holds them to the type. An unknown key is a problem. */
export const object = <T>(readers: { [K in keyof Required<T>]: Reader<T[K]> }): Reader<T> => (value, path, problems) => {
  if (!isPlain(value)) {
    problems.push({ path, value, right: `an object with ${Object.keys(readers).join(", ")}` });
    return {} as T;
  }
  const known = Object.entries<Reader<unknown>>(readers as Record<string, Reader<unknown>>);
  for (const key of Object.keys(value).filter((candidate) => !Object.hasOwn(readers, candidate) && value[candidate] !== undefined))
    problems.push({ path: under(path, key), value: value[key], right: `no such key here; there are ${Object.keys(readers).join(", ")}` });
  const entries = known.map(([key, reader]) => [key, reader(Object.hasOwn(value, key) ? value[key] : undefined, under(path, key), problems)] as const);
  return Object.fromEntries(entries.filter(([, entry]) => entry !== undefined)) as T;
};

/** A further check on what was read well. */
export const where = <T>(reader: Reader<T>, isRight: (value: T) => boolean, right: string): Reader<T> => (value, path, problems) => {
  const before = problems.length;
  const read = reader(value, path, problems);
  if (problems.length === before && !isRight(read)) problems.push({ path, value, right });
  return read;
};

/**
 * @param what the whole in words, for the message
 * @throws InvalidInput with all that is wrong
 */
export function readAll<T>(reader: Reader<T>, value: unknown, what: string): T {
  const problems: Problem[] = [];
  const read = reader(value, "", problems);
  if (problems.length > 0) throw new InvalidInput(what, problems);
  return read;
}
