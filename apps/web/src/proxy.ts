import { NextRequest } from "next/server";
import type { NextResponse } from "next/server";
import createMiddleware from "next-intl/middleware";
import { routing } from "./i18n/routing.ts";
import { contentSecurityPolicy } from "./lib/content-security-policy.ts";
import { isDevelopment } from "./env.ts";

const localize = createMiddleware(routing);

/** Gives each page its language and its own nonce for the scripts it brings. */
export default function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce, { development: isDevelopment });
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const response = localize(new NextRequest(request, { headers }));
  response.headers.set("content-security-policy", policy);
  return response;
}

export const config = { matcher: ["/((?!_next/|.*\\..*).*)"] };
