import { z } from "zod";
import { InvalidInput } from "./errors.ts";
import type { Issue } from "./errors.ts";

/** Reads an input by its schema. @throws InvalidInput with every path that is wrong, under `at` */
export function parseInput<Schema extends z.ZodType>(schema: Schema, value: unknown, at: string[] = []): z.output<Schema> {
  const unstorable = unstorableIn(value, at);
  if (unstorable.length > 0) throw new InvalidInput(unstorable);
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new InvalidInput(parsed.error.issues.map(({ message, path }) => ({ message, path: [...at, ...path.map(String)] })));
}

export const UNSTORABLE = "a character that no text may have: 0, or half of a surrogate pair";

/** What PostgreSQL stores in no text: the character 0, and half of a surrogate pair. */
const unstorable = /\0|\p{Surrogate}/u;
const everyUnstorable = new RegExp(unstorable, "gu");

/** Whether a text, or one anywhere in a value, has what cannot be stored. */
export const hasUnstorable = (value: unknown): boolean => (typeof value === "string" ? unstorable.test(value) : typeof value === "object" && value !== null && Object.values(value).some(hasUnstorable));

/** The text with U+FFFD for what cannot be stored: for logs, which are kept as far as they can be. */
export const storable = (text: string): string => text.replace(everyUnstorable, "\ufffd");

function unstorableIn(value: unknown, path: string[]): Issue[] {
  if (typeof value === "string") return unstorable.test(value) ? [{ message: `It has ${UNSTORABLE}.`, path }] : [];
  if (value === null || typeof value !== "object" || value instanceof Date) return [];
  return Object.entries(value).flatMap(([key, item]) => [...unstorableIn(key, [...path, storable(key)]), ...unstorableIn(item, [...path, storable(key)])]);
}

export const slug = z.string().regex(/^[a-z0-9](?:[a-z0-9-]{0,62}[a-z0-9])?$/, "A slug has 1 to 64 small letters, digits and hyphens, and neither begins nor ends with a hyphen.");
export const shortText = z.string().trim().min(1, "It must not be empty.").max(200, "It has more than 200 characters.");
export const sha256 = z.string().regex(/^[0-9a-f]{64}$/, "A sha256 is 64 digits, 0-9 and a-f.");
