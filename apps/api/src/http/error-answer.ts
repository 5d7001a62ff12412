import type { ErrorRequestHandler, RequestHandler } from "express";
import { GraphQLError } from "graphql";
import type { Logger } from "./logger.ts";

interface HttpFault {
  status?: unknown;
  type?: unknown;
  expose?: unknown;
}

/** What a client is told of a request that could not be read; by the type that the body parser gives. */
const readable: Record<string, string> = {
  "entity.parse.failed": "The body is not valid JSON.",
  "entity.too.large": "The body is larger than this route takes.",
  "encoding.unsupported": "That content encoding is not supported.",
  "charset.unsupported": "That character set is not supported.",
  "request.size.invalid": "The body is not as long as its content-length says.",
  "request.aborted": "The request was cut off.",
};

/** The shape of every refusal outside of GraphQL's own answers. */
export const errorBody = (code: string, message: string): { errors: { message: string; extensions: { code: string } }[] } => ({ errors: [{ message, extensions: { code } }] });

/**
 * The last handler: errors become JSON. What the client did wrong is said; a fault is logged and hidden:
 * no stack, query or path leaves the server.
 */
export function answerErrors(logger: Logger): ErrorRequestHandler {
  return (error: unknown, request, response, next) => {
    if (request.destroyed && !request.complete) return void logger.debug({ path: request.path }, "a client went away in the middle of its request");
    if (response.headersSent) return next(error);
    if (error instanceof GraphQLError) return void response.status(statusOf(error)).json({ errors: [{ message: error.message, extensions: { code: error.extensions.code } }] });
    const { status, type } = (typeof error === "object" && error !== null ? error : {}) as HttpFault;
    const known = typeof status === "number" && status >= 400 && status < 500 ? status : 500;
    if (known === 500) logger.error({ err: error, method: request.method, path: request.path, requestId: response.getHeader("x-request-id") }, "a request failed");
    const message = known === 500 ? "The server failed; the reason is in its log." : (readable[String(type)] ?? "The request could not be read.");
    response.status(known).json(errorBody(known === 500 ? "INTERNAL_SERVER_ERROR" : known === 413 ? "TOO_LARGE" : "BAD_REQUEST", message));
  };
}

/** The status an error of GraphQL asks for; such errors are made by us, for clients to read. */
function statusOf({ extensions }: GraphQLError): number {
  const { status } = (extensions.http ?? {}) as { status?: number };
  return status ?? 400;
}

export const answerNotFound: RequestHandler = (_request, response) => {
  response.status(404).json(errorBody("NOT_FOUND", "There is nothing at this address."));
};
