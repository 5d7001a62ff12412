import { readFile } from "node:fs/promises";
import type { Problem } from "../../read-json.ts";
import { InvalidInput } from "../../read-json.ts";
import type { IntensitySignal } from "../signal.ts";
import type { FileSignalOptions } from "./file.ts";
import { fileSignal } from "./file.ts";

/** What a file says of itself, and what it would be right to say. `kind` cannot be told from numbers, so nothing stands in for it. */
const needed = { zone: "the grid zone of the values, e.g. DE", kind: "average or marginal", source: "who published the values" } as const;
const known = new Set([...Object.keys(needed), "licence", "basis", "stepMinutes"]);

/** Of lines like `# zone: DE`; other comments are passed over. */
function descriptionOfCsv(content: string): Record<string, string> {
  const pairs = content.split(/\r?\n/).flatMap((line) => {
    const [, key, value] = /^#\s*(\w+)\s*:\s*(.*\S)\s*$/.exec(line) ?? [];
    return key !== undefined && value !== undefined && known.has(key) ? [[key, value] as const] : [];
  });
  return Object.fromEntries(pairs);
}

/** Of an object around the list of values; a bare list says nothing of itself. */
function partsOfJson(content: string): { description: Record<string, unknown>; values: string } {
  try {
    const parsed = JSON.parse(content) as unknown;
    if (typeof parsed !== "object" || parsed === null || Array.isArray(parsed)) return { description: {}, values: content };
    const { values, ...description } = parsed as Record<string, unknown>;
    return { description, values: JSON.stringify(values ?? null) };
  } catch {
    return { description: {}, values: content }; // what is wrong with it is told by who reads the values
  }
}

/**
 * A signal from a file that says itself what its values are: CSV as `fileSignal` reads it, with lines `# zone: DE`, `# kind: average`, `# source: …` and, where
 * they apply, `# licence: …`, `# basis: direct` (or life-cycle), `# stepMinutes: 60`; or JSON with these keys beside `values`.
 * @param given in place of what the file does not say
 * @throws InvalidInput naming the line that is missing or wrong
 */
export function describedSignal(content: string, name = "The signal file", given: Partial<FileSignalOptions> = {}): IntensitySignal {
  const bare = content.replace(/^\uFEFF/, "");
  const json = /^\s*[[{]/.test(bare);
  const { description, values } = json ? partsOfJson(bare) : { description: descriptionOfCsv(bare), values: bare };
  const said: Record<string, unknown> = { ...given, ...description };
  const missing = Object.entries(needed).flatMap(([key, right]): Problem[] => (said[key] === undefined ? [{ path: json ? key : `line "# ${key}: …"`, value: undefined, right }] : []));
  if (missing.length > 0) throw new InvalidInput(name, missing);
  const step = said["stepMinutes"];
  return fileSignal(values, { ...said, ...(typeof step === "string" && /^\d+$/.test(step) && { stepMinutes: Number(step) }) } as unknown as FileSignalOptions, name);
}

/** @throws InvalidInput as `describedSignal`, and what the file system throws */
export const readDescribedSignal = async (path: string, given?: Partial<FileSignalOptions>): Promise<IntensitySignal> => describedSignal(await readFile(path, "utf8"), path, given);
