import { ApolloServer, type ApolloServerPlugin, type BaseContext } from "@apollo/server";
import { ApolloServerPluginLandingPageDisabled } from "@apollo/server/plugin/disabled";
import { GraphQLError, type GraphQLSchema, validate } from "graphql";
import type { Logger } from "../http/logger.ts";
import type { ErrorFormatter } from "./format-error.ts";
import { aliasesRule, costRule, limits, textRule } from "./limits.ts";

/** What an `accept` header must name for statuses other than 200 (GraphQL over HTTP, section 6.4). */
const responseJson = "application/graphql-response+json";

/**
 * Request errors (syntax, validation, cost) have status 400 for clients that know the newer media type, and 200 for
 * those that take `application/json` only: the older ones read a 400 as a fault of the network. What is no GraphQL
 * request at all (code BAD_REQUEST) stays 400.
 */
const statusOfRequestErrors: ApolloServerPlugin<BaseContext> = {
  requestDidStart: async () => ({
    async willSendResponse({ request, response }) {
      const accept = request.http?.headers.get("accept") ?? "";
      const isLegacy = !accept.includes(responseJson);
      const codes = response.body.kind === "single" ? (response.body.singleResult.errors ?? []).map(({ extensions }) => extensions?.code) : [];
      if (isLegacy && response.http.status === 400 && codes.length > 0 && !codes.includes("BAD_REQUEST")) response.http.status = 200;
    },
  }),
};

/** Refuses dear operations before they run; variables count, so this cannot be a rule of the cached document. */
const costLimit = (schema: GraphQLSchema): ApolloServerPlugin<BaseContext> => ({
  requestDidStart: async () => ({
    async didResolveOperation({ document, request, contextValue }) {
      const [error] = validate(schema, document, [textRule(request.variables ?? {}), costRule(contextValue, request.variables ?? {}, request.operationName)]);
      if (error) throw new GraphQLError(error.message, { nodes: error.nodes, extensions: { code: "BAD_USER_INPUT", ...error.extensions, http: { status: 400 } } });
    },
  }),
});

/** The GraphQL server over the schema: hardened, without a landing page, introspection open (a public research API). */
export function createGraphQLServer<Context extends BaseContext>(schema: GraphQLSchema, logger: Logger, formatError: ErrorFormatter): ApolloServer<Context> {
  return new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: true,
    allowBatchedHttpRequests: false,
    includeStacktraceInErrorResponses: false,
    hideSchemaDetailsFromClientErrors: true,
    maxRecursiveSelections: true,
    parseOptions: { maxTokens: limits.tokens },
    validationRules: [aliasesRule],
    persistedQueries: false,
    stopOnTerminationSignals: false,
    formatError,
    logger: { debug: () => undefined, info: () => undefined, warn: (message) => logger.warn(String(message)), error: (message) => logger.error(String(message)) },
    plugins: [ApolloServerPluginLandingPageDisabled(), costLimit(schema), statusOfRequestErrors],
  });
}
