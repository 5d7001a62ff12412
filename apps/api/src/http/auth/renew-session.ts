import type { Request, RequestHandler } from "express";
import type { Logger } from "../logger.ts";
import type { Auth } from "./auth.ts";

/**
 * Prolongs a session that is used: with a page, once a day, it gets its full time again, in the database and as a cookie. Elsewhere sessions are
 * read without that (actor.ts), since the answer to the portal's own requests does not reach the browser.
 */
export const renewSession = (auth: Auth, logger: Logger): RequestHandler => async (request, response, next) => {
  if (isPage(request) && request.headers.cookie?.includes("session_token")) {
    try {
      const { headers } = await auth.api.getSession({ headers: new Headers({ cookie: request.headers.cookie }), returnHeaders: true });
      for (const cookie of headers.getSetCookie()) response.appendHeader("set-cookie", cookie);
    } catch (error) {
      logger.warn({ err: error }, "a session could not be prolonged"); // the page itself says what is wrong
    }
  }
  next();
};

/** Loaded anew, or gone to by the portal's router; not what such a page loads. */
const isPage = ({ method, headers }: Request): boolean => method === "GET" && (headers.rsc !== undefined || (headers.accept ?? "").includes("text/html"));
