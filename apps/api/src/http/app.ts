import type { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type Express, type Request, type RequestHandler } from "express";
import type { Context } from "../context.ts";
import type { EventStream } from "../graphql/event-stream.ts";
import { checkDirectives } from "../graphql/limits.ts";
import { type ArtifactOptions, artifactRoutes } from "./artifacts.ts";
import { answerErrors, answerNotFound } from "./error-answer.ts";
import type { Logger } from "./logger.ts";
import type { Metrics } from "./metrics.ts";
import { logRequests } from "./request-log.ts";
import { routes } from "./routes.ts";
import { securityHeaders } from "./security-headers.ts";
import { uploadRoutes } from "./uploads.ts";

/** A request of `/graphql` is at most this long; files do not pass through it. */
const MAX_GRAPHQL_BYTES = 4 * 1024 * 1024;

export interface AppParts {
  logger: Logger;
  hostCheck: RequestHandler;
  metrics: Metrics;
  health: RequestHandler;
  auth: RequestHandler;
  graphql: ApolloServer<Context>;
  stream: EventStream;
  renewSession: RequestHandler;
  /** Null: there is no portal; pages are 404. */
  portal: RequestHandler | null;
  contextOf(request: Request): Promise<Context>;
  askerOf: ArtifactOptions["askerOf"];
  anonymousContext(): Context;
}

/** The one origin: everything under it, in the order in which it is tried. */
export function createApp(parts: AppParts): Express {
  const app = express();
  app.disable("x-powered-by");
  app.set("etag", false);
  app.use(logRequests(parts.logger), securityHeaders, parts.hostCheck, parts.metrics.observe);
  app.use(parts.health);
  app.get("/metrics", parts.metrics.answer);
  app.use("/api/auth", parts.auth);
  app.use("/uploads", uploadRoutes(parts.anonymousContext));
  app.use("/artifacts", artifactRoutes({ askerOf: parts.askerOf }));
  app.all("/graphql/stream", express.json({ limit: MAX_GRAPHQL_BYTES }), parts.stream.handle);
  app.all(
    "/graphql",
    express.json({ limit: MAX_GRAPHQL_BYTES }),
    expressMiddleware(parts.graphql, {
      async context({ req }) {
        checkDirectives((req.body as { query?: unknown } | undefined)?.query ?? req.query.query);
        return parts.contextOf(req);
      },
    }),
  );
  app.use(routes.map((route) => `/${route}`), answerNotFound);
  app.use(parts.renewSession, parts.portal ?? answerNotFound);
  app.use(answerErrors(parts.logger));
  return app;
}
