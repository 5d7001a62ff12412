import { doctorOptions, ledgerOptions, planOptions, recomputeOptions, runOptions } from "./options.ts";
import type { OptionDescription } from "./read-options.ts";

function listed(options: Record<string, OptionDescription>): string {
  const heads = Object.entries(options).map(([name, { short, value }]) => `${short ? `-${short}, ` : "    "}--${name}${value ? ` ${value}` : ""}`);
  const width = Math.max(...heads.map(({ length }) => length));
  return Object.values(options).map(({ help, example }, at) => `  ${heads[at]!.padEnd(width)}  ${help}${example && !help.includes("e.g.") ? `; e.g. ${example}` : ""}`).join("\n");
}

const run = `joulemark-energy run [OPTIONS] -- COMMAND [ARGUMENTS…]

Runs a command and says what it took: joules by component with 95 % interval, method and boundary; carbon, water, cost. The command has this
terminal's input and output, gets the signals that this process gets, and its exit code is the exit code: 128 + n after signal n, 127 where the
command is not found, 126 where it may not be executed, 125 where this program refused before it started. The table goes to standard error.
Where measuring fails, the command goes on.

${listed(runOptions)}

  joulemark-energy run --zone DE --json energy.json -- python train.py --epochs 3
  joulemark-energy run --signal intensity.csv --deadline "8 h" --like energy.json -- python train.py --epochs 3

With --signal and --deadline it waits for the cleanest time if that saves enough to be likely, else it starts at once; it ends before the deadline
where it takes no longer than --at-most. Ctrl-C while it waits ends it before anything was started.`;

const signalFile = `A signal file says what its values are; times carry their zone, and values of the future are forecasts:

  # zone: DE
  # kind: average            (or marginal)
  # source: the grid operator's download of 25 November
  time,gramsPerKwh
  2026-11-25T22:00:00Z,412
  2026-11-25T22:30:00Z,398`;

const plan = `joulemark-energy plan --signal FILE --deadline TIME [OPTIONS]

Says when to start something so that it emits least before its deadline, what that saves, and why where it is not worth waiting. Starts nothing.

${listed(planOptions)}

${signalFile}

  joulemark-energy plan --signal intensity.csv --deadline 2026-11-26T08:00+01:00 --takes "2 h" --watts 40`;

const ledger = `joulemark-energy ledger FILE --signal FILE [OPTIONS]

Says of each start that \`run --ledger\` wrote down what it emitted, what it would have emitted had it run at once, and the least that was possible,
by what came; nothing is claimed before all of it has come.

${listed(ledgerOptions)}

${signalFile}

  joulemark-energy ledger starts.jsonl --signal intensity.csv --beside marginal.csv`;

const doctor = `joulemark-energy doctor [OPTIONS]

Says what can be measured on this machine, component by component, why not more, and the command that would allow it. Changes nothing.

${listed(doctorOptions)}`;

const recompute = `joulemark-energy recompute FILE [OPTIONS]

Makes new carbon, water and cost of a record's joules and hours; the old figures are kept in it. The record goes to standard output, its table to
standard error. What no option names stays as the record has it.

${listed(recomputeOptions)}

  joulemark-energy recompute energy.json --zone FR --pue 1.2 > recomputed.json`;

export const usages = { run, doctor, recompute, plan, ledger };

export const usage = `joulemark-energy run [OPTIONS] -- COMMAND …     measure any command
joulemark-energy doctor [--json]                what can be measured on this machine, and what would allow more
joulemark-energy recompute FILE [OPTIONS]       another zone, tariff or PUE for a record
joulemark-energy plan --signal FILE …           when to start so that it emits least
joulemark-energy ledger FILE --signal FILE      what starting then has saved
joulemark-energy COMMAND --help                 the options of each
joulemark-energy --version`;
