import { EngineError } from "../errors.ts";

/** As many values as one document may hold: each takes a hundred times its text in memory, once it is parsed and checked. */
export const MOST_JSON_VALUES = 500_000;

const [COMMA, BRACKET, BRACE] = [0x2c, 0x5b, 0x7b];

/**
 * A document that came from somebody else.
 * @param what it is, for who reads a refusal
 * @throws EngineError CORRUPT for what is not JSON; UNSUPPORTED for one of too many values, which is known before any is made
 */
export function parseBoundedJson(text: Uint8Array | string, what: string): unknown {
  const bytes = typeof text === "string" ? Buffer.from(text) : text;
  let values = 0;
  for (const byte of bytes) if (byte === COMMA || byte === BRACKET || byte === BRACE) values += 1;
  if (values > MOST_JSON_VALUES) throw new EngineError("UNSUPPORTED", `${what} holds about ${values} values; ${MOST_JSON_VALUES} are read at the most.`);
  try {
    return JSON.parse(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("utf8"));
  } catch (cause) {
    throw new EngineError("CORRUPT", `${what} is not JSON.`, { cause });
  }
}
