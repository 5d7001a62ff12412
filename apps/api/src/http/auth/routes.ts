import { toNodeHandler } from "better-auth/node";
import type { RequestHandler } from "express";
import type { Auth } from "./auth.ts";

/**
 * What of better-auth is open over HTTP: signing in and out, one's own password and sessions. Institutions, members and keys are
 * changed by mutations only, which check, and leave an audit row. A list of what is open, so that a route that a new
 * version brings is closed until somebody opens it.
 */
const open = /^\/(ok|error|get-session|sign-in\/email|sign-out|magic-link\/verify|change-password|reset-password|list-sessions|revoke-session|revoke-sessions|revoke-other-sessions|sign-in\/social|sign-in\/oauth2|callback\/[a-z0-9-]+|oauth2\/callback\/[a-z0-9-]+)$/;

/** `/api/auth/*`; mounted there, so that `path` is what follows. */
export function authRoutes(auth: Auth): RequestHandler {
  const handle = toNodeHandler(auth);
  return async (request, response, next) => (open.test(request.path) ? handle(request, response) : next());
}
