import { type IncomingMessage, request as httpRequest, ServerResponse } from "node:http";
import type { RequestHandler } from "express";
import { createProxyMiddleware } from "http-proxy-middleware";
import type { Logger } from "./logger.ts";

const plainPage = (title: string, text: string): string => `<!doctype html><html lang="en"><meta charset="utf-8"><title>Joulemark: ${title}</title>
<style>body{font:1rem/1.5 system-ui,sans-serif;max-width:40rem;margin:4rem auto;padding:0 1rem}</style>
<h1>${title}</h1>
<p>${text}</p></html>`;
const away = plainPage("the portal is not running", `The API of this installation works: <a href="/version">/version</a>, <code>/graphql</code>. The portal is started again by itself; load this page again in a few seconds.`);
const missing = plainPage("there is no such page", `Go to the <a href="/">start page</a>.`);

/** Tells the portal to draw its not-found page for the address in it; see lib/missing-page.ts of apps/web. */
const MISSING_HEADER = "x-joulemark-missing";
const NOT_FOUND_PATH = "/not-found";
const PORTAL_MS = 60_000;

/**
 * Passes a request to the portal; a plain 503 page where the portal does not answer. Where the portal says 404, it is asked once more, for
 * its not-found page: Next.js leaves that answer empty for the browser to draw.
 */
export function proxyToPortal(webUrl: string, logger: Logger): RequestHandler {
  const answerPlainly = (response: ServerResponse, status: number, page: string): void => {
    if (response.headersSent) return void response.destroy();
    response.writeHead(status, { "content-type": "text/html; charset=utf-8", "cache-control": "no-store", ...(status === 503 ? { "retry-after": "5" } : {}) }).end(page);
  };
  const sendNotFound = (request: IncomingMessage, response: ServerResponse): void => {
    askForNotFound(webUrl, request)
      .then((page) => {
        if (response.destroyed) return void page.destroy(); // the reader has gone
        response.on("close", () => page.destroy()).on("error", () => page.destroy());
        page.on("error", () => response.destroy());
        handOn(page, response, 404);
      })
      .catch((error: unknown) => {
        logger.warn({ err: error }, "the portal does not draw its not-found page");
        answerPlainly(response, 404, missing);
      });
  };
  const pass = createProxyMiddleware<IncomingMessage, ServerResponse>({
    target: webUrl,
    changeOrigin: false, // the portal builds links and checks origins by the name people use
    xfwd: true,
    proxyTimeout: PORTAL_MS,
    selfHandleResponse: true,
    on: {
      proxyRes(answer, request, response) {
        if (!isMissingPage(answer, request)) return handOn(answer, response, answer.statusCode!);
        answer.resume();
        sendNotFound(request, response);
      },
      error(error, _request, response) {
        logger.warn({ err: error }, "the portal does not answer");
        if (response instanceof ServerResponse) answerPlainly(response, 503, away);
        else response.destroy();
      },
    },
  });
  // Next.js answers a path that cannot be decoded with 500.
  return (request, response, next) => (isDecodable(request.path) ? void pass(request, response, next) : sendNotFound(request, response));
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

/** A page that a person asked for and that is not there; not what the portal's own scripts ask for, nor a form's answer. */
const isMissingPage = ({ statusCode, headers }: IncomingMessage, { method, headers: asked }: IncomingMessage): boolean =>
  statusCode === 404 && (method === "GET" || method === "HEAD") && asked.rsc === undefined && (headers["content-type"] ?? "").startsWith("text/html");

const ofConnection = new Set(["connection", "keep-alive", "transfer-encoding"]);

/** Sends an answer on as it comes; cookies beside those that are set already. */
function handOn(answer: IncomingMessage, response: ServerResponse, status: number): void {
  for (const [name, value] of Object.entries(answer.headers)) {
    if (value === undefined || ofConnection.has(name)) continue;
    if (name === "set-cookie") response.appendHeader(name, value);
    else response.setHeader(name, value);
  }
  response.statusCode = status;
  answer.pipe(response);
}

/** The portal's not-found page in the language of the address and of the reader. */
function askForNotFound(webUrl: string, { headers, url = "/", method }: IncomingMessage): Promise<IncomingMessage> {
  const { host, cookie, "accept-language": language, "accept-encoding": encoding } = headers;
  const asked = { host, cookie, "accept-language": language, "accept-encoding": encoding, [MISSING_HEADER]: encodeURIComponent(url.slice(0, 1_000)) };
  return new Promise((resolve, reject) => {
    const sent = httpRequest(new URL(NOT_FOUND_PATH, webUrl), { method: method === "HEAD" ? "HEAD" : "GET", timeout: PORTAL_MS, headers: Object.fromEntries(Object.entries(asked).filter(([, value]) => value !== undefined)) }, (page) => {
      if (page.statusCode === 200) return resolve(page);
      page.resume();
      reject(new Error(`It answered with status ${page.statusCode}.`));
    });
    sent.on("timeout", () => sent.destroy(new Error("It did not answer in time."))).on("error", reject).end();
  });
}
