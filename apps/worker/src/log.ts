import { pino } from "pino";
import type { DestinationStream, Logger } from "pino";

export type { Logger } from "pino";

/** What must never be read in a log, wherever it stands in what is logged. */
const secrets = ["token", "authorization", "*.token", "*.authorization", "*.*.token", "*.*.authorization"];

/** Logs lines of JSON, or lines for a person where they are read on a terminal. */
export function createLogger(level: string, { isTTY = process.stderr.isTTY === true, write = toStandardError() } = {}): Logger {
  const destination: DestinationStream = { write: (line) => void write(isTTY ? forPeople(line) : line) };
  return pino({ level, base: { pid: process.pid }, timestamp: pino.stdTimeFunctions.isoTime, formatters: { level: (label) => ({ level: label }) }, redact: { paths: secrets, censor: "[redacted]" } }, destination);
}

/** A log that cannot be written, as on a full disk, stops nothing: the first megabyte of lines waits for room, what comes after it is dropped. */
function toStandardError(): (text: string) => unknown {
  const stream = pino.destination({ dest: 2, sync: true, maxLength: 2 ** 20 });
  stream.on("error", () => undefined);
  return (text) => stream.write(text);
}

const silentFields = new Set(["level", "time", "pid", "msg", "err"]);

/** `12:03:44 warn  The API is away. run=… attempt=2` */
function forPeople(line: string): string {
  const entry = JSON.parse(line) as { level: string; time: string; msg?: string; err?: { message?: string } } & Record<string, unknown>;
  const fields = Object.entries(entry).flatMap(([name, value]) => (silentFields.has(name) ? [] : [`${name}=${typeof value === "object" ? JSON.stringify(value) : String(value)}`]));
  const reason = entry.err?.message ? ` (${entry.err.message})` : "";
  return `${entry.time.slice(11, 19)} ${entry.level.padEnd(5)} ${entry.msg ?? ""}${reason} ${fields.join(" ")}`.trimEnd() + "\n";
}
