import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { FormValues } from "./write-values.ts";

/** An address with its draft passes every proxy's limit of 8 kB for a line, also where it stands in another address. */
const MOST_LETTERS = 5_000;
const MOST_BYTES = 200_000;

/** What a form holds as a word of an address, so that it outlives signing in, also without JavaScript; null: it is too long for one. */
export function writeDraft(values: FormValues): string | null {
  const text = deflateRawSync(JSON.stringify(values)).toString("base64url");
  return text.length <= MOST_LETTERS ? text : null;
}

/** What a draft holds; null: it is none. */
export function readDraft(text: string): FormValues | null {
  if (text.length > MOST_LETTERS) return null;
  try {
    const values: unknown = JSON.parse(inflateRawSync(Buffer.from(text, "base64url"), { maxOutputLength: MOST_BYTES }).toString("utf8"));
    return isValues(values) ? values : null;
  } catch {
    return null; // cut off, or no draft of ours
  }
}

const isValues = (value: unknown): value is FormValues => typeof value === "object" && value !== null && !Array.isArray(value) && Object.values(value).every((text) => typeof text === "string");
