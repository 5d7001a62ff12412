import { randomUUID } from "node:crypto";
import { PothosValidationError } from "@pothos/core";
import { GraphQLError, type GraphQLFormattedError } from "graphql";
import type { Logger } from "../http/logger.ts";

export type ErrorFormatter = (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError;

/** The error a resolver threw, below the wrappers that GraphQL adds. */
function causeOf(error: unknown): unknown {
  return error instanceof GraphQLError && error.originalError ? causeOf(error.originalError) : error;
}

/**
 * What of an error reaches a client: refusals and errors of the document as they are; of a fault only a number to find
 * it in the log by, since its message may hold SQL, paths or addresses.
 * @param asRefusal the code and message of an expected refusal; null for everything else
 */
export const formatErrors = (logger: Logger, asRefusal: (error: unknown) => { code: string; message: string } | null): ErrorFormatter => (formatted, error) => {
  const cause = causeOf(error);
  const refusal = asRefusal(cause);
  if (refusal) return { ...formatted, message: refusal.message, extensions: { code: refusal.code } };
  if (cause instanceof PothosValidationError) return { ...formatted, message: cause.message, extensions: { code: "BAD_USER_INPUT" } };
  const code = formatted.extensions?.code;
  if (code !== undefined && code !== "INTERNAL_SERVER_ERROR") return formatted;
  const reference = randomUUID();
  logger.error({ err: cause, reference, path: formatted.path }, "a resolver failed");
  return { ...formatted, message: `The server failed; the reason is in its log under ${reference}.`, extensions: { code: "INTERNAL_SERVER_ERROR", reference } };
};
