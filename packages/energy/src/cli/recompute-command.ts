import { readFileSync } from "node:fs";
import { parseRecord } from "../parse-record.ts";
import { recompute } from "../recompute.ts";
import { givenConversion } from "./conversion-of-options.ts";
import { recomputeOptions } from "./options.ts";
import { readOptions } from "./read-options.ts";
import { recordTable } from "./record-table.ts";
import { say, wordsOf } from "./say.ts";
import { usages } from "./usage.ts";
import { UsageError } from "./usage-error.ts";
import { whyNotWritable, writeWhole } from "./write-whole.ts";

/** @throws UsageError naming the file */
function readRecord(path: string) {
  let value: unknown;
  try {
    value = JSON.parse(readFileSync(path === "-" ? 0 : path, "utf8"));
  } catch (error) {
    throw new UsageError(`${path} cannot be read: ${wordsOf(error)}. Give a record that \`joulemark-energy run --json\` wrote.`);
  }
  return parseRecord(value);
}

/** `joulemark-energy recompute`. @throws UsageError */
export function recomputeCommand(args: readonly string[]): number {
  const { values, positionals } = readOptions([...args], recomputeOptions);
  if (values.help) {
    console.log(usages.recompute);
    return 0;
  }
  const [path, ...more] = positionals;
  if (path === undefined || more.length > 0) throw new UsageError(`Give one record, e.g. joulemark-energy recompute energy.json --zone FR${more.length > 0 ? `; there are ${positionals.length}` : ""}.`);
  const changes = givenConversion(values, new Date().toISOString().slice(0, 10));
  if (Object.keys(changes).length === 0) throw new UsageError("Nothing to recompute with: give a zone, an intensity, a tariff or a PUE, e.g. --zone FR.");
  const problem = values.json === undefined ? null : whyNotWritable(values.json);
  if (problem) throw new UsageError(`--json: ${problem}.`);
  const record = recompute(readRecord(path), changes);
  const text = `${JSON.stringify(record, null, 2)}\n`;
  if (values.json === undefined) process.stdout.write(text);
  else writeWhole(values.json, text);
  if (!values.quiet) recordTable(record).forEach(say);
  return 0;
}
