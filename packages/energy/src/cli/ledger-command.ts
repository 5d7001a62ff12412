import { readFileSync } from "node:fs";
import { ledgerOf } from "../decide/ledger.ts";
import type { LedgerAccount, LedgerEntry } from "../decide/ledger.ts";
import type { IntensitySignal } from "../decide/signal.ts";
import { slotsKnownAt } from "../decide/signal.ts";
import { ledgerOptions } from "./options.ts";
import { readOptions } from "./read-options.ts";
import { wordsOf } from "./say.ts";
import { shownInLine, shownSeconds } from "./shown.ts";
import type { StartLine } from "./start-line.ts";
import { startLinesOf } from "./start-line.ts";
import { signalOfFile } from "./start-signal.ts";
import { usages } from "./usage.ts";
import { UsageError } from "./usage-error.ts";

async function entryOf(line: StartLine, signals: IntensitySignal[], now: Date): Promise<LedgerEntry> {
  const [submittedAt, deadline] = [new Date(line.submittedAt), line.deadline === null ? null : new Date(line.deadline)];
  const wall = line.windows.reduce((sum, { from, to }) => sum + Date.parse(to) - Date.parse(from), 0);
  const until = new Date(Math.max(deadline?.getTime() ?? 0, submittedAt.getTime() + wall, ...line.windows.map(({ to }) => Date.parse(to))));
  const withSlots = await Promise.all(signals.map(async ({ zone, kind, source, values }) => ({ signal: { zone, kind, source }, slots: slotsKnownAt(await values(submittedAt, until), now) })));
  return ledgerOf({ submittedAt, deadline, windows: line.windows, energy: line.energy, pause: null, signals: withSlots });
}

function accountLines({ signal, figures, awaiting }: LedgerAccount): string[] {
  if (figures === null) return [`  by the ${signal.kind} intensity of ${signal.zone}: not told yet; the half hour from ${awaiting} has not come, or is not in the file`];
  const { actual, runNow, oracle, saving } = figures;
  const verdict = saving.value < 0 ? "the delay cost more:" : "saved";
  return [`  by the ${signal.kind} intensity of ${signal.zone}: ${shownInLine(actual)}; at once ${shownInLine(runNow)}; ${verdict} ${shownInLine(saving)}; least possible ${shownInLine(oracle)}`];
}

const entryLines = ({ submittedAt, delaySeconds, deadlineMet, energy, accounts }: LedgerEntry, { command, deadline }: StartLine): string[] => [
  `${command}, asked for at ${submittedAt}: waited ${shownSeconds(delaySeconds)}, ${shownInLine(energy)}${deadline ? `, deadline ${deadlineMet ? "met" : "missed"}` : ""}`,
  ...accounts.flatMap(accountLines),
];

/** `joulemark-energy ledger`. @throws UsageError, InvalidInput naming the line of a file that is wrong */
export async function ledgerCommand(args: readonly string[]): Promise<number> {
  const { values, positionals } = readOptions([...args], ledgerOptions);
  if (values.help) {
    console.log(usages.ledger);
    return 0;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError("Give one file that `joulemark-energy run --ledger` wrote, e.g. joulemark-energy ledger starts.jsonl --signal intensity.csv.");
  if (values.signal === undefined) throw new UsageError("Give the intensities that came: --signal intensity.csv. `joulemark-energy ledger --help` shows such a file.");
  const signals = [await signalOfFile("signal", values.signal), ...(values.beside === undefined ? [] : [await signalOfFile("beside", values.beside)])];
  const lines = startLinesOf(contentOf(path), path);
  const entries = await Promise.all(lines.map((line) => entryOf(line, signals, new Date())));
  if (values.json) console.log(JSON.stringify(entries, null, 2));
  else console.log(entries.length === 0 ? `${path} has no starts yet.` : entries.flatMap((entry, at) => entryLines(entry, lines[at]!)).join("\n"));
  return 0;
}

function contentOf(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${wordsOf(error)}. Give a file that \`joulemark-energy run --ledger\` wrote.`);
  }
}
