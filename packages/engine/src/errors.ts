/** What can go wrong in the engine, as a code that a caller can act on. */
export type EngineErrorCode = "INVALID_INPUT" | "UNSUPPORTED" | "NUMERIC" | "BUDGET_EXCEEDED" | "CANCELLED" | "CORRUPT" | "NATIVE";

/** An expected failure of the engine. `path` names the part of the specification or the network that is wrong. */
export class EngineError extends Error {
  readonly code: EngineErrorCode;
  readonly path: string[] | undefined;

  constructor(code: EngineErrorCode, message: string, options: { path?: string[]; cause?: unknown } = {}) {
    super(message, "cause" in options ? { cause: options.cause } : undefined);
    this.name = "EngineError";
    this.code = code;
    this.path = options.path;
  }
}
