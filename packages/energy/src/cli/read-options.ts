import { parseArgs } from "node:util";
import { nearest } from "./nearest.ts";
import { UsageError } from "./usage-error.ts";

export interface OptionDescription {
  type: "string" | "boolean";
  short?: string;
  /** What the value is called in the help, e.g. `FILE`; of strings only. */
  value?: string;
  /** A right value. */
  example?: string;
  help: string;
}

type Values<T extends Record<string, OptionDescription>> = { [K in keyof T]?: T[K]["type"] extends "string" ? string : boolean };

const shown = (name: string, { value, example }: OptionDescription): string => `--${name}${value ? ` ${example ?? value}` : ""}`;

/**
 * Options and the other arguments, in any order.
 * @throws UsageError naming the option, and the nearest right one where it is unknown
 */
export function readOptions<T extends Record<string, OptionDescription>>(args: string[], options: T): { values: Values<T>; positionals: string[] } {
  const names = Object.keys(options);
  const known = Object.fromEntries(names.map((name) => [name, { type: options[name]!.type, ...(options[name]!.short ? { short: options[name]!.short } : {}) }]));
  const { tokens } = parseArgs({ args, options: known, strict: false, allowPositionals: true, tokens: true });
  const values: Record<string, string | boolean> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === "positional") positionals.push(token.value);
    if (token.kind !== "option") continue;
    const option = Object.hasOwn(options, token.name) ? options[token.name]! : undefined;
    if (!option) {
      const near = nearest(token.name, names);
      throw new UsageError(`There is no option ${token.rawName}. ${near ? `Did you mean ${shown(near, options[near]!)}?` : `There are: ${names.map((name) => `--${name}`).join(", ")}.`}`);
    }
    if (Object.hasOwn(values, token.name) && option.type === "string") throw new UsageError(`${token.rawName} was given twice; give it once.`);
    if (option.type === "boolean") {
      if (token.value !== undefined) throw new UsageError(`${token.rawName} takes no value; leave "${token.value}" away.`);
      values[token.name] = true;
      continue;
    }
    const swallowed = token.value !== undefined && !token.inlineValue && /^-./.test(token.value);
    if (token.value === undefined || token.value === "" || swallowed) throw new UsageError(`${token.rawName} needs a value: ${shown(token.name, option)}${swallowed ? `. One that begins with "-" is written --${token.name}=${token.value}` : ""}.`);
    values[token.name] = token.value;
  }
  return { values: values as Values<T>, positionals };
}
