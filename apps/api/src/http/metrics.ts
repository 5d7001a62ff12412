import type { RequestHandler } from "express";
import { collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import { bearerOf, sameSecret } from "./bearer.ts";
import { errorBody } from "./error-answer.ts";
import { routes } from "./routes.ts";

export interface MetricsSources {
  /** Runs by state. */
  runsByState(): Promise<Record<string, number>>;
  /** Event streams that are open. */
  openStreams(): number;
}

export interface Metrics {
  /** Observes each request under its route's first part, never under an id. */
  observe: RequestHandler;
  /** `GET /metrics`, for who has the token. */
  answer: RequestHandler;
}

/** Prometheus metrics of this process and of the queue. */
export function createMetrics(token: string, sources: MetricsSources): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "joulemark_" });
  const durations = new Histogram({ name: "joulemark_http_request_seconds", help: "Duration of requests, s.", labelNames: ["route", "method", "status"], buckets: [0.01, 0.05, 0.1, 0.5, 1, 5, 30], registers: [registry] });
  new Gauge({
    name: "joulemark_runs", help: "Runs by state.", labelNames: ["state"], registers: [registry],
    async collect() {
      this.reset();
      for (const [state, count] of Object.entries(await sources.runsByState())) this.set({ state }, count);
    },
  });
  new Gauge({ name: "joulemark_event_streams", help: "Open event streams.", registers: [registry], collect() { this.set(sources.openStreams()); } });
  return {
    observe(request, response, next) {
      const startedAt = performance.now();
      response.on("finish", () => durations.observe({ route: routeOf(request.path), method: request.method, status: String(response.statusCode) }, (performance.now() - startedAt) / 1000));
      next();
    },
    async answer(request, response) {
      const given = bearerOf(request.headers);
      if (given === null || !sameSecret(given, token)) return void response.status(401).setHeader("WWW-Authenticate", "Bearer").json(errorBody("UNAUTHENTICATED", "Metrics want their own token; it stands in metrics-token of the data folder."));
      response.setHeader("Content-Type", registry.contentType).send(await registry.metrics());
    },
  };
}

const routeOf = (path: string): string => {
  const first = path.split("/")[1] ?? "";
  return routes.some((route) => route === first) ? `/${first}` : "portal";
};
