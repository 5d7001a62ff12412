import { ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import { createProxyMiddleware } from "http-proxy-middleware";
import type { Logger } from "./logger.ts";

const page = `<!doctype html><html lang="en"><meta charset="utf-8"><title>Joulemark: the portal is away</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<h1>The portal is not running</h1>
<p>The API of this installation works: <a href="/version">/version</a>, <code>/graphql</code>. The portal is started again by itself; load this page again in a few seconds.</p></html>`;

/** Passes a request to the portal; a plain 503 page where the portal does not answer. */
export function proxyToPortal(webUrl: string, logger: Logger): RequestHandler {
  return createProxyMiddleware({
    target: webUrl,
    changeOrigin: false, // the portal builds links and checks origins by the name people use
    xfwd: true,
    proxyTimeout: 60_000,
    on: {
      error(error, _request, response) {
        logger.warn({ err: error }, "the portal does not answer");
        if (!(response instanceof ServerResponse)) return void response.destroy();
        if (response.headersSent) return void response.destroy();
        response.writeHead(503, { "content-type": "text/html; charset=utf-8", "retry-after": "5", "cache-control": "no-store" }).end(page);
      },
    },
  });
}
