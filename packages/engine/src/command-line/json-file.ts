import { existsSync, readFileSync } from "node:fs";
import { EngineError } from "../errors.ts";

/** @throws EngineError INVALID_INPUT naming the file that is missing or no JSON */
export function readJsonFile(path: string): unknown {
  if (!existsSync(path)) throw new EngineError("INVALID_INPUT", `There is no ${path}.`);
  try {
    return JSON.parse(readFileSync(path, "utf8"));
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause;
    throw new EngineError("INVALID_INPUT", `${path} is no JSON: ${cause.message}`, { cause });
  }
}
