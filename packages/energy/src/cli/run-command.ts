import { basename } from "node:path";
import { conversionOf } from "../conversion-of.ts";
import type { Conversion } from "../conversion.ts";
import type { EnergyRecord } from "../energy-record.ts";
import { awaitStart } from "./await-start.ts";
import { givenConversion } from "./conversion-of-options.ts";
import { zoneOfEnvironment } from "./env.ts";
import { whyNotRunnable } from "./find-executable.ts";
import { openMeasuredWindow } from "./measured-window.ts";
import { runOptions } from "./options.ts";
import { numberOf } from "./quantities.ts";
import { readOptions } from "./read-options.ts";
import { recordTable } from "./record-table.ts";
import { runChild } from "./run-child.ts";
import { checkOutputs, writeOutputs } from "./run-outputs.ts";
import { say, warn, wordsOf } from "./say.ts";
import { commandLine, splitCommand } from "./split-command.ts";
import { jobOfOptions } from "./start-job.ts";
import type { StartValues } from "./start-job.ts";
import { addStartLine } from "./start-line.ts";
import type { Start } from "./start-line.ts";
import { usages } from "./usage.ts";
import { UsageError } from "./usage-error.ts";
import { whyNotWritable } from "./write-whole.ts";

/** What the options ask of the start; null: at once, as ever. @throws UsageError */
function startOf(values: StartValues & { ledger?: string }, command: string, { pue }: Conversion) {
  const { signal, ledger } = values;
  if (signal === undefined) {
    const alone = (["deadline", "like", "takes", "at-most", "watts", "ledger"] as const).find((option) => values[option] !== undefined);
    if (alone) throw new UsageError(`--${alone} is for a start by carbon intensity; give --signal intensity.csv too.`);
    return null;
  }
  const problem = ledger === undefined ? null : whyNotWritable(ledger);
  if (problem) throw new UsageError(`--ledger: ${problem}.`);
  const submittedAt = new Date();
  const job = jobOfOptions(values, pue?.value ?? null, submittedAt);
  return { signal, job, command: basename(command), submittedAt, deadline: job.deadline };
}

function writeStart(path: string, start: Start, record: EnergyRecord): void {
  try {
    if (!addStartLine(path, start, record)) warn("Without joules nothing was written to --ledger.");
  } catch (error) {
    warn(`--ledger was not written: ${wordsOf(error)}.`);
  }
}

/** `joulemark-energy run`. @returns the command's exit code @throws UsageError, before anything is started */
export async function runCommand(args: readonly string[]): Promise<number> {
  const isHelp = args.slice(0, args.includes("--") ? args.indexOf("--") : undefined).some((arg) => arg === "--help" || arg === "-h");
  if (isHelp) {
    console.log(usages.run);
    return 0;
  }
  const line = splitCommand(args);
  const { values, positionals } = readOptions(line.options, runOptions);
  if (positionals.length > 0) throw new UsageError(`"${positionals[0]}" stands before --; what is measured stands behind it, e.g. joulemark-energy run -- ${commandLine(line.command, line.parameters)}`);
  const conversion = conversionOf({ zone: zoneOfEnvironment(), ...givenConversion(values, new Date().toISOString().slice(0, 10)) });
  const intervalSeconds = values.interval === undefined ? undefined : numberOf("interval", values.interval, { least: 0.05, most: 3600 });
  checkOutputs(values);
  const start = startOf(values, line.command, conversion);
  const refusal = whyNotRunnable(line.command);
  if (refusal) {
    warn(refusal.problem);
    return refusal.code;
  }

  const when = start && (await awaitStart(start.signal, start.job));
  if (when && when.plan === null) return when.code;

  const window = await openMeasuredWindow(conversion, intervalSeconds);
  const { code, signal, problem } = await runChild(line, window.environment, (pid) => window.started(pid));
  const record = await window.stop();
  if (problem) warn(problem);
  const asked = (["json", "csv", "prometheus", "ledger"] as const).filter((option) => values[option] !== undefined);
  if (!record && asked.length > 0) warn(`Without a record nothing was written to ${asked.map((option) => `--${option}`).join(", ")}.`);
  if (record) {
    writeOutputs(record, values, (option, error) => warn(`${option} was not written: ${wordsOf(error)}.`));
    if (start && when?.plan && values.ledger !== undefined) writeStart(values.ledger, { ...start, plan: when.plan }, record);
    if (!values.quiet) ["", `${commandLine(line.command, line.parameters)}: ${signal ? `ended by ${signal}` : `exit code ${code}`}`, ...recordTable(record)].forEach(say);
  }
  return code;
}
