import { readFileSync } from "node:fs";
import type { Job } from "../decide/schedule.ts";
import { parseRecord } from "../parse-record.ts";
import type { startOptions } from "./options.ts";
import { numberOf } from "./quantities.ts";
import { wordsOf } from "./say.ts";
import { momentOf, spanOf } from "./times.ts";
import { UsageError } from "./usage-error.ts";

export type StartValues = { [K in keyof typeof startOptions]?: string };

/** What 9 of 10 runs stay within, of the expected time, where nothing was said: our judgement, on the wide side. */
const P90_OF_EXPECTED = 1.5;

/** Time and mean power of an earlier run of the same. @throws UsageError */
function measuredJob(path: string): { seconds: number; watts: number | null } {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path, "utf8"));
  } catch (error) {
    throw new UsageError(`--like: ${path} cannot be read: ${wordsOf(error)}. Give a record that \`joulemark-energy run --json\` wrote.`);
  }
  const { wallSeconds, energy } = parseRecord(value);
  if (!(wallSeconds > 0)) throw new UsageError(`--like: the record ${path} lasted no time, so nothing follows from it.`);
  return { seconds: wallSeconds, watts: energy && energy.value / wallSeconds };
}

/**
 * What is to be started, as the options tell.
 * @throws UsageError naming the option that is wrong or missing, and what would be right
 */
export function jobOfOptions({ like, takes, "at-most": most, watts, deadline, pause }: StartValues & { pause?: string | undefined }, pue: number | null, now: Date): Job {
  const before = like === undefined ? null : measuredJob(like);
  const p50 = takes === undefined ? before?.seconds : spanOf("takes", takes);
  if (p50 === undefined) throw new UsageError("How long it takes is not known; give --takes \"2 h\", or --like energy.json, the record of an earlier run.");
  const p90 = most === undefined ? p50 * P90_OF_EXPECTED : spanOf("at-most", most);
  if (p90 < p50) throw new UsageError(`--at-most: ${most} is less than the expected time; give what 9 of 10 runs stay within.`);
  const power = watts === undefined ? before?.watts : numberOf("watts", watts, { above: 0 });
  if (power === undefined || power === null) throw new UsageError("The power that it draws is not known; give --watts 40, or --like energy.json, the record of an earlier run that has joules.");
  return { seconds: { p50, p90 }, watts: power, pue, deadline: deadline === undefined ? null : momentOf("deadline", deadline, now), pause: pause === undefined ? null : pauseOf(pause) };
}

/** `500 J/30 s`: what a checkpoint and a restart take. */
function pauseOf(text: string): NonNullable<Job["pause"]> {
  const [, joules, span] = /^(\S+)\s*J\s*\/\s*(.+)$/.exec(text.trim()) ?? [];
  if (joules === undefined || span === undefined) throw new UsageError(`--pause: "${text}" is not what a checkpoint and a restart take; write joules and time, e.g. "500 J/30 s".`);
  return { joules: numberOf("pause", joules, { least: 0 }), seconds: spanOf("pause", span) };
}
