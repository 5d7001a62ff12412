import type { StartPlan } from "../decide/schedule.ts";
import { planOptions } from "./options.ts";
import { numberOf } from "./quantities.ts";
import { readOptions } from "./read-options.ts";
import { shownInLine, shownSeconds } from "./shown.ts";
import { jobOfOptions } from "./start-job.ts";
import { planBySignal } from "./start-signal.ts";
import { usages } from "./usage.ts";
import { UsageError } from "./usage-error.ts";

const minute = (time: string): string => time.replace(/:\d{2}(\.\d+)?Z$/, "Z");
const grams = (value: number): string => shownInLine({ value, unit: "gCO2e", interval: null });

/** A plan as people read it. */
export function planLines({ explanation, windows, latestEnd, expected, signal }: StartPlan, deadline: Date | null): string[] {
  const spans = windows.map(({ from, to }) => `  ${minute(from)} to ${minute(to)} (${shownSeconds((Date.parse(to) - Date.parse(from)) / 1000)})`);
  return [
    explanation,
    ...(windows.length > 1 ? ["Stretches:", ...spans] : ["Expected:", ...spans]),
    `Ends by ${minute(latestEnd)} in 9 of 10 cases${deadline ? `; deadline ${minute(deadline.toISOString())}` : ""}.`,
    ...(expected ? [`At once: ${grams(expected.runNowGrams)}; planned: ${grams(expected.plannedGrams)}${expected.overheadGrams > 0 ? `, and ${grams(expected.overheadGrams)} for pausing` : ""}. A forecast; what it really saved is told by the ledger.`] : []),
    ...(signal ? [`Signal: ${signal.source}.`] : []),
  ];
}

/** `joulemark-energy plan`. @throws UsageError, InvalidInput of the signal file */
export async function planCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions([...args], planOptions);
  if (values.help) {
    console.log(usages.plan);
    return 0;
  }
  if (positionals.length > 0) throw new UsageError(`plan starts nothing and takes options only; leave "${positionals[0]}" away, or use run -- ${positionals[0]}.`);
  if (values.signal === undefined) throw new UsageError("Give the intensities to plan by: --signal intensity.csv. `joulemark-energy plan --help` shows such a file.");
  const now = new Date();
  const job = jobOfOptions(values, values.pue === undefined ? null : numberOf("pue", values.pue, { least: 1, most: 5 }), now);
  const { plan } = await planBySignal(values.signal, job, now);
  console.log(values.json ? JSON.stringify(plan, null, 2) : planLines(plan, job.deadline).join("\n"));
  return 0;
}
