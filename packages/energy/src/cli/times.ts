import { UsageError } from "./usage-error.ts";

const secondsOfUnit: Record<string, number> = { s: 1, min: 60, m: 60, h: 3600, d: 86_400 };
const SPAN = /(\d+(?:\.\d+)?)\s*(s|min|m|h|d)/g;

/** Seconds of a span like `90 s`, `45 min`, `2 h 30 min`; null where it is none. */
function secondsOf(text: string): number | null {
  const written = text.trim();
  if (written === "" || written.replace(SPAN, "").trim() !== "") return null;
  return [...written.matchAll(SPAN)].reduce((sum, [, amount, unit]) => sum + Number(amount) * secondsOfUnit[unit!]!, 0);
}

/** A span of time, s, greater than 0. @throws UsageError */
export function spanOf(option: string, text: string): number {
  const seconds = secondsOf(text);
  if (seconds === null || !(seconds > 0)) throw new UsageError(`--${option}: "${text}" is no span of time; write e.g. "45 min" or "2 h 30 min".`);
  return seconds;
}

const RFC_3339 = /^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|z|[+-]\d{2}:\d{2})$/;

/** A moment with its zone, or a span from now. @throws UsageError, also where it has passed */
export function momentOf(option: string, text: string, now: Date): Date {
  const span = secondsOf(text);
  const ms = span === null ? (RFC_3339.test(text.trim()) ? Date.parse(text.trim().replace(" ", "T")) : NaN) : now.getTime() + span * 1000;
  if (Number.isNaN(ms)) throw new UsageError(`--${option}: "${text}" is no time with its zone and no span from now; write e.g. 2026-11-26T08:00+01:00 or "8 h".`);
  if (ms <= now.getTime()) throw new UsageError(`--${option}: ${text} has passed; it is ${now.toISOString()}.`);
  return new Date(ms);
}
