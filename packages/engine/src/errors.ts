/** What can go wrong in the engine, as a code that a caller can act on. */
export type EngineErrorCode = "INVALID_INPUT" | "UNSUPPORTED" | "NUMERIC" | "BUDGET_EXCEEDED" | "CANCELLED" | "CORRUPT" | "NATIVE";

const LONGEST_MESSAGE = 8000;
/** Control characters, which a terminal obeys, and those that turn the direction of a line. A name in a file of somebody else's may have any. */
const COMMANDS = /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/** A message that can be shown: nothing in it commands a terminal, and it ends. */
function shown(message: string): string {
  const cut = message.length > LONGEST_MESSAGE ? `${message.slice(0, LONGEST_MESSAGE)}… (${message.length} characters)` : message;
  return cut.replace(COMMANDS, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`);
}

/** An expected failure of the engine. `path` names the part of the specification or the network that is wrong. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly path: string[] | undefined;

  constructor(code: EngineErrorCode, message: string, options: { path?: string[]; cause?: unknown } = {}) {
    super(shown(message), "cause" in options ? { cause: options.cause } : undefined);
    this.name = "EngineError";
    this.code = code;
    this.path = options.path;
  }
}
