import { createServer } from "node:http";
import { join } from "node:path";
import type { Request } from "express";
import type { Context } from "./context.ts";
import type { Actor } from "./domain/access.ts";
import { DomainError } from "./domain/errors.ts";
import { sweepLeases } from "./domain/runs.ts";
import { tidyUp } from "./domain/tidy-up.ts";
import type { Env } from "./env.ts";
import { createEventStream } from "./graphql/event-stream.ts";
import { formatErrors } from "./graphql/format-error.ts";
import { schema } from "./graphql/schema.ts";
import { createGraphQLServer } from "./graphql/server.ts";
import { createApp } from "./http/app.ts";
import { actorOf } from "./http/auth/actor.ts";
import { createAuth, KEY_PREFIX } from "./http/auth/auth.ts";
import { bootstrap } from "./http/auth/bootstrap.ts";
import { identityOf } from "./http/auth/identity.ts";
import { renewSession } from "./http/auth/renew-session.ts";
import { authRoutes } from "./http/auth/routes.ts";
import { bearerOf } from "./http/bearer.ts";
import { drain } from "./http/drain.ts";
import { healthRoutes } from "./http/health.ts";
import { checkHost } from "./http/host-check.ts";
import type { Logger } from "./http/logger.ts";
import { createMailer } from "./http/mail.ts";
import { createMetrics } from "./http/metrics.ts";
import { proxyToPortal } from "./http/portal-proxy.ts";
import { repeat } from "./http/repeat.ts";
import { secretOf } from "./http/secret-file.ts";
import { runningVersion } from "./http/version.ts";
import { openFolder } from "./storage/blobs/folder.ts";
import { isAlive, openDatabase } from "./storage/db.ts";
import { readInstallation } from "./storage/installation-figures.ts";
import { migrationState } from "./storage/migrations.ts";
import { openOutbox } from "./storage/outbox.ts";

const SWEEP_MS = 5_000;
const TIDY_MS = 60_000;
/** Requests under way at a stop may take this long. */
const GRACE_MS = 10_000;
const MAX_STREAMS = 500;
/** A connection on which nothing moves for so long is cut. */
const IDLE_MS = 120_000;

/** The database does not fit this version; the message says what to do. */
export class WrongDatabase extends Error {
  override readonly name = "WrongDatabase";
}

export interface Api {
  url: string;
  /** Lets requests under way end, cuts event streams, closes the database. */
  stop(): Promise<void>;
}

/**
 * Starts the API process' parts in order and listens.
 * @throws WrongDatabase where migrations are missing or newer than this version
 */
export async function startApi(env: Env, logger: Logger): Promise<Api> {
  const db = openDatabase(env.databaseUrl);
  const { pending, unknown } = await migrationState(db);
  if (pending.length > 0) throw new WrongDatabase(`The database lacks ${pending.length} migrations (${pending.join(", ")}). Apply them: node scripts/migrate.ts`);
  if (unknown.length > 0) throw new WrongDatabase(`The database is newer than this version: it has ${unknown.join(", ")}. Start the newer version.`);

  const blobs = await openFolder(join(env.dataFolder, "artifacts"));
  const outbox = await openOutbox(db, { databaseUrl: env.databaseUrl, onError: (error) => logger.error({ err: error }, "announcing events failed") });
  const auth = createAuth({ db, secret: await secretOf(join(env.dataFolder, "auth-secret")), publicUrl: env.publicUrl, logger });
  const shared = { db, blobs, outbox, now: () => new Date(), log: logger };
  await bootstrap({ auth, db, dataFolder: env.dataFolder, log: logger });

  const identity = identityOf(auth);
  const sendMail = createMailer(env);
  const forever = new AbortController().signal;
  const contextFor = (actor: Actor, signal: AbortSignal = forever): Context => ({ ...shared, actor, publicUrl: env.publicUrl, identity, sendMail, signal });
  const contextOf = async (request: Pick<Request, "headers">, signal?: AbortSignal): Promise<Context> => contextFor(await actorOf({ auth, db }, request.headers), signal);
  const anonymousContext = (): Context => contextFor({ kind: "anonymous" });
  const formatError = formatErrors(logger, (error) => (error instanceof DomainError ? { code: error.code, message: error.message } : null));
  const graphql = createGraphQLServer<Context>(schema, logger, formatError);
  await graphql.start();
  const stream = createEventStream<Context>({ schema, logger, formatError, contextOf, maxStreams: MAX_STREAMS });

  let isStopping = false;
  const version = runningVersion();
  const metricsToken = env.metricsToken || (await secretOf(join(env.dataFolder, "metrics-token")));
  const app = createApp({
    logger,
    hostCheck: checkHost({ publicUrl: env.publicUrl, allowedHosts: env.allowedHosts, listenHost: env.host }),
    metrics: createMetrics(metricsToken, { version, openStreams: stream.openStreams, readInstallation: () => readInstallation(db), readDisk: () => blobs.disk() }, logger),
    health: healthRoutes({ isDatabaseAlive: () => isAlive(db), version, isStopping: () => isStopping }),
    auth: authRoutes(auth),
    graphql,
    stream,
    renewSession: renewSession(auth, logger),
    portal: env.webUrl ? proxyToPortal(env.webUrl, logger) : null,
    contextOf,
    async askerOf(request) {
      const token = bearerOf(request.headers);
      if (token === null || token.startsWith(KEY_PREFIX)) return { context: await contextOf(request), attemptToken: null };
      return { context: anonymousContext(), attemptToken: token };
    },
    anonymousContext,
  });

  const server = createServer({ requestTimeout: 0, headersTimeout: 30_000, keepAliveTimeout: 65_000 }, app); // an upload may take longer than any fixed time …
  server.setTimeout(IDLE_MS); // … but not stand still; event streams are never that quiet
  await new Promise<void>((resolve, reject) => server.once("error", reject).listen(env.port, env.host, resolve));
  const repeated = [repeat("sweep leases", SWEEP_MS, () => sweepLeases(shared), logger), repeat("tidy up", TIDY_MS, () => tidyUp(shared), logger)];
  logger.info({ address: env.publicUrl, dataFolder: env.dataFolder }, "the API listens");

  return {
    url: env.publicUrl,
    async stop() {
      isStopping = true;
      stream.cutAll();
      await Promise.all([drain(server, GRACE_MS), ...repeated.map(({ stop }) => stop())]);
      await graphql.stop();
      await outbox.close();
      await db.$disconnect();
    },
  };
}
