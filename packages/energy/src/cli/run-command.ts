import { conversionOf } from "../conversion-of.ts";
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
import { usages } from "./usage.ts";
import { UsageError } from "./usage-error.ts";

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
  const refusal = whyNotRunnable(line.command);
  if (refusal) {
    warn(refusal.problem);
    return refusal.code;
  }

  const window = await openMeasuredWindow(conversion, intervalSeconds);
  const { code, signal, problem } = await runChild(line, window.environment, (pid) => window.started(pid));
  const record = await window.stop();
  if (problem) warn(problem);
  const asked = (["json", "csv", "prometheus"] as const).filter((option) => values[option] !== undefined);
  if (!record && asked.length > 0) warn(`Without a record nothing was written to ${asked.map((option) => `--${option}`).join(", ")}.`);
  if (record) {
    writeOutputs(record, values, (option, error) => warn(`${option} was not written: ${wordsOf(error)}.`));
    if (!values.quiet) ["", `${commandLine(line.command, line.parameters)}: ${signal ? `ended by ${signal}` : `exit code ${code}`}`, ...recordTable(record)].forEach(say);
  }
  return code;
}
