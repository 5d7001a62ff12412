import { randomUUID } from "node:crypto";
import type { RequestHandler } from "express";
import type { Logger } from "./logger.ts";

/** Gives each request an id (`x-request-id` of the answer) and logs its end: method, path without query, status, duration. */
export const logRequests = (logger: Logger): RequestHandler => (request, response, next) => {
  const startedAt = performance.now();
  const requestId = randomUUID();
  response.setHeader("x-request-id", requestId);
  response.on("close", () => {
    const level = response.statusCode >= 500 ? "warn" : "debug";
    logger[level]({ requestId, method: request.method, path: request.originalUrl.split("?", 1)[0], status: response.statusCode, durationMs: Math.round(performance.now() - startedAt) }, "request");
  });
  next();
};
