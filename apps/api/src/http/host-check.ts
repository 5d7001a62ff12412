import type { RequestHandler } from "express";

const loopback = ["localhost", "127.0.0.1", "[::1]"];

/** The name in a `Host` header, lower case, without port; null where it is none. */
export function hostName(header: string | undefined): string | null {
  return /^(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::\d{1,5})?$/.exec((header ?? "").toLowerCase())?.[1] ?? null;
}

/**
 * Refuses requests under a name that is not this installation's (421). A page of an attacker whose name was re-pointed
 * to a loopback address would otherwise read this server as its own origin (DNS rebinding).
 */
export function checkHost(options: { publicUrl: string; allowedHosts: readonly string[]; listenHost: string }): RequestHandler {
  const names = new Set([...loopback, ...options.allowedHosts.map((name) => name.toLowerCase())]);
  if (options.publicUrl) names.add(new URL(options.publicUrl).hostname.toLowerCase());
  // Listening on one address: that address is a name of ours. 0.0.0.0 and :: say nothing of how we are called.
  if (!["0.0.0.0", "::", ""].includes(options.listenHost)) names.add(options.listenHost.includes(":") ? `[${options.listenHost.toLowerCase()}]` : options.listenHost.toLowerCase());
  return (request, response, next) => {
    const name = hostName(request.headers.host);
    if (name !== null && names.has(name)) return next();
    response.status(421).json({ errors: [{ message: "This server does not answer under that host name. Set PUBLIC_URL or ALLOWED_HOSTS to allow it.", extensions: { code: "UNKNOWN_HOST" } }] });
  };
}
