import { EngineError } from "../errors.ts";

/** As many values as one document may hold: each takes a hundred times its text in memory, once it is parsed and checked. */
export const MOST_JSON_VALUES = 500_000;
/** As deep as its values may stand within each other: what walks or writes them again goes as deep on the stack. */
export const DEEPEST_JSON = 256;

const [QUOTE, COMMA, COLON, OPEN_LIST, BACKSLASH, CLOSE_LIST, OPEN_OBJECT, CLOSE_OBJECT] = [0x22, 0x2c, 0x3a, 0x5b, 0x5c, 0x5d, 0x7b, 0x7d];

/** About how many values a text in JSON has, how deep they stand, and how many keys its outermost object, equal ones counted each. What is no JSON is counted as far as it goes. */
export function measureJson(bytes: Uint8Array): { values: number; depth: number; outerKeys: number } {
  let [values, depth, deepest, outerKeys] = [0, 0, 0, 0];
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) {
      for (at += 1; at < bytes.length && bytes[at] !== QUOTE; at++) if (bytes[at] === BACKSLASH) at += 1;
    } else if (byte === COMMA) values += 1;
    else if (byte === COLON) outerKeys += depth === 1 ? 1 : 0;
    else if (byte === OPEN_LIST || byte === OPEN_OBJECT) {
      values += 1;
      deepest = Math.max(deepest, (depth += 1));
    } else if (byte === CLOSE_LIST || byte === CLOSE_OBJECT) depth -= 1;
  }
  return { values, depth: deepest, outerKeys };
}

/**
 * A document that came from somebody else.
 * @param what it is, for who reads a refusal
 * @throws EngineError CORRUPT for what is not JSON; UNSUPPORTED for one of too many values, or too deep, which is known before any is made
 */
export function parseBoundedJson(text: Uint8Array | string, what: string): unknown {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  const { values, depth } = measureJson(bytes);
  if (values > MOST_JSON_VALUES) throw new EngineError("UNSUPPORTED", `${what} holds about ${values} values; ${MOST_JSON_VALUES} are read at the most.`);
  if (depth > DEEPEST_JSON) throw new EngineError("UNSUPPORTED", `${what} has values ${depth} deep within each other; ${DEEPEST_JSON} are read at the most.`);
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch (cause) {
    throw new EngineError("CORRUPT", `${what} is not JSON.`, { cause });
  }
}

/** The same, of a document that is an object. @throws EngineError as `parseBoundedJson`, and CORRUPT for another value */
export function parseBoundedObject(text: Uint8Array | string, what: string): Record<string, unknown> {
  const value = parseBoundedJson(text, what);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new EngineError("CORRUPT", `${what} is no JSON object.`);
  return value as Record<string, unknown>;
}
