import type { RequestHandler } from "express";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { bearerOf, sameSecret } from "./bearer.ts";
import { errorBody } from "./error-answer.ts";
import { installationMetrics, type ReadFigures } from "./installation-metrics.ts";
import type { Logger } from "./logger.ts";
import { routes } from "./routes.ts";

export interface MetricsSources {
  version: { version: string; node: string; schema: string };
  /** Event streams that are open. */
  openStreams(): number;
  /** @throws where the database does not answer */
  readInstallation(): Promise<NonNullable<ReadFigures["installation"]>>;
  /** @throws where the disk cannot be read */
  readDisk(): Promise<ReadFigures["disk"]>;
}

export interface Metrics {
  /** Observes each request under its route's first part, never under an id. */
  observe: RequestHandler;
  /** `GET /metrics`, for who has the token. */
  answer: RequestHandler;
}

/** Prometheus metrics of this process, the queue, its workers, its joules and its disk. What does not answer is missing, the rest is told. */
export function createMetrics(token: string, sources: MetricsSources, logger: Logger): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "joulemark_" });
  for (const name of misnamed) registry.removeSingleMetric(`joulemark_${name}`);
  const durations = new Histogram({ name: "joulemark_http_request_seconds", help: "Duration of requests, s.", labelNames: ["route", "method", "status"], buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30], registers: [registry] });
  new Gauge({ name: "joulemark_event_streams", help: "Open event streams.", registers: [registry], collect() { this.set(sources.openStreams()); } });
  new Gauge({ name: "joulemark_build_info", help: "What runs here; always 1.", labelNames: ["version", "node", "schema"], registers: [registry] }).set(sources.version, 1);

  const orNull = <T>(reading: Promise<T>, what: string): Promise<T | null> =>
    reading.catch((error: unknown) => {
      logger.warn({ err: error }, `metrics go without ${what}`);
      return null;
    });
  return {
    observe(request, response, next) {
      const startedAt = performance.now();
      response.on("finish", () => durations.observe({ route: routeOf(request.path), method: request.method, status: String(response.statusCode) }, (performance.now() - startedAt) / 1000));
      next();
    },
    async answer(request, response) {
      const given = bearerOf(request.headers);
      if (given === null || !sameSecret(given, token)) return void response.status(401).setHeader("WWW-Authenticate", "Bearer").json(errorBody("UNAUTHENTICATED", "Metrics want their own token; it stands in metrics-token of the data folder."));
      const [installation, disk] = await Promise.all([orNull(sources.readInstallation(), "the database"), orNull(sources.readDisk(), "the disk")]);
      response.setHeader("Content-Type", registry.contentType).send(withoutUnmeasured(await registry.metrics()) + (await installationMetrics({ installation, disk }).metrics()));
    },
  };
}

/** Gauges that prom-client names as counters; each is the sum of another of its metrics. */
const misnamed = ["nodejs_active_resources_total", "nodejs_active_handles_total", "nodejs_active_requests_total"];

/** Of two readings within a few milliseconds the second finds no delay of the event loop measured since: prom-client has NaN for it, and 292 years for the least. */
const withoutUnmeasured = (text: string): string =>
  /_eventloop_lag_mean_seconds nan$/im.test(text) ? text.replace(/^(# (HELP|TYPE) )?joulemark_nodejs_eventloop_lag_(min|max|mean|stddev|p\d+)_seconds .*\n/gm, "") : text;

const routeOf = (path: string): string => {
  const first = path.split("/")[1] ?? "";
  return routes.some((route) => route === first) ? `/${first}` : "portal";
};
