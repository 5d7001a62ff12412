import type { RequestHandler, Response } from "express";
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema, getOperationAST, OperationTypeNode, parse, specifiedRules, validate } from "graphql";
import { createHandler } from "graphql-sse/lib/use/express";
import { errorBody } from "../http/error-answer.ts";
import type { Logger } from "../http/logger.ts";
import type { ErrorFormatter } from "./format-error.ts";
import { aliasesRule, checkDirectives, costRule, limits, textRule } from "./limits.ts";

export interface EventStreamOptions<Context extends object> {
  schema: GraphQLSchema;
  logger: Logger;
  formatError: ErrorFormatter;
  /** The context of one stream; `signal` fires when the client is gone. Throws what must be answered as an HTTP status. */
  contextOf(request: Parameters<RequestHandler>[0], signal: AbortSignal): Promise<Context>;
  /** Streams of all clients at once; further ones get 429. */
  maxStreams: number;
}

export interface EventStream {
  handle: RequestHandler;
  openStreams(): number;
  /** Cuts every stream without completing it: clients take it up again elsewhere, after the last event they saw. */
  cutAll(): void;
}

/** Subscriptions over Server-Sent Events, one a connection, under the limits of `/graphql`. */
export function createEventStream<Context extends object>({ schema, logger, formatError, contextOf, maxStreams }: EventStreamOptions<Context>): EventStream {
  const open = new Set<Response>();
  const format = (error: GraphQLError, code: string): GraphQLFormattedError => formatError({ ...error.toJSON(), extensions: { code, ...publicExtensions(error) } }, error);

  const handler = createHandler<Record<PropertyKey, unknown>>({
    schema,
    authenticate: () => null, // one connection for each subscription: nothing of a client is kept between requests
    async onSubscribe(request, { query, operationName, variables }) {
      const refused = (errors: readonly GraphQLError[], code: string) => ({ data: null, errors: errors.map((error) => asError(format(error, code))) });
      try {
        checkDirectives(query);
        const document = parse(query, { maxTokens: limits.tokens });
        const operation = getOperationAST(document, operationName);
        if (!operation) return refused([new GraphQLError("Name the operation to run.")], "OPERATION_RESOLUTION_FAILURE");
        if (operation.operation !== OperationTypeNode.SUBSCRIPTION) return refused([new GraphQLError("This address takes subscriptions only; send queries and mutations to /graphql.")], "BAD_USER_INPUT");
        const contextValue = request.raw.res?.locals.context as Context & Record<PropertyKey, unknown>;
        const errors = validate(schema, document, [...specifiedRules, aliasesRule]);
        const dear = errors.length > 0 ? [] : validate(schema, document, [textRule(variables ?? {}), costRule(contextValue, variables ?? {}, operationName)]);
        if (errors.length + dear.length > 0) return refused([...errors, ...dear].map(withoutSuggestion), "GRAPHQL_VALIDATION_FAILED");
        return { schema, document, operationName, variableValues: variables, contextValue };
      } catch (error) {
        if (error instanceof GraphQLError) return refused([error], "GRAPHQL_PARSE_FAILED");
        throw error;
      }
    },
    onNext: (_context, _request, result) => (result.errors ? { ...result, errors: result.errors.map((error) => asError(format(error as GraphQLError, "INTERNAL_SERVER_ERROR"))) } : undefined),
  });

  return {
    async handle(request, response) {
      if (request.headers.accept !== "text/event-stream") return void response.status(406).json(errorBody("NOT_ACCEPTABLE", "Send the header accept: text/event-stream; queries and mutations go to /graphql."));
      if (open.size >= maxStreams) return void response.status(429).setHeader("Retry-After", "5").json(errorBody("RATE_LIMITED", "Too many event streams are open; try again in a few seconds."));
      const gone = new AbortController();
      open.add(response);
      response.on("close", () => {
        open.delete(response);
        gone.abort();
      });
      response.locals.context = await contextOf(request, gone.signal);
      response.setHeader("X-Accel-Buffering", "no");
      try {
        await handler(request, response);
      } catch (error) {
        // The source of events failed: no "complete", so that the client comes back after what it has seen.
        logger.error({ err: error }, "an event stream failed");
        response.destroy();
      }
    },
    openStreams: () => open.size,
    cutAll: () => {
      for (const response of open) response.destroy();
    },
  };
}

const asError = ({ message, extensions }: GraphQLFormattedError): GraphQLError => new GraphQLError(message, { extensions });
const publicExtensions = (error: GraphQLError): Record<string, unknown> => {
  const { http: _http, ...rest } = error.extensions;
  return rest;
};
/** As Apollo's `hideSchemaDetailsFromClientErrors`. */
const withoutSuggestion = (error: GraphQLError): GraphQLError => new GraphQLError(error.message.replace(/ ?Did you mean(.+?)\?$/, ""), { extensions: { ...error.extensions } });
