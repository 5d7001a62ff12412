import { hasLocale } from "next-intl";
import createMiddleware from "next-intl/middleware";
import { NextRequest, NextResponse } from "next/server";
import { localeIn } from "./i18n/path.ts";
import { routing } from "./i18n/routing.ts";
import { contentSecurityPolicy } from "./lib/content-security-policy.ts";
import { missingHeader, missingPath } from "./lib/missing-page.ts";
import { isDevelopment } from "./env.ts";

const localize = createMiddleware(routing);

/** Gives each page its language and its own nonce for the scripts it brings. */
export default function proxy(request: NextRequest): NextResponse {
  const nonce = crypto.randomUUID().replaceAll("-", "");
  const policy = contentSecurityPolicy(nonce, { development: isDevelopment });
  const headers = new Headers(request.headers);
  headers.set("content-security-policy", policy);
  const missing = missingPath(request.headers.get(missingHeader));
  const response = missing === null ? localize(new NextRequest(request, { headers })) : toNotFound(request, headers, missing);
  response.headers.set("content-security-policy", policy);
  return response;
}

/** The not-found page in the language of the address that was asked for, else the reader's. */
function toNotFound(request: NextRequest, headers: Headers, missing: string): NextResponse {
  const chosen = request.cookies.get("NEXT_LOCALE")?.value;
  const locale = localeIn(missing) ?? (hasLocale(routing.locales, chosen) ? chosen : routing.defaultLocale);
  headers.set("x-next-intl-locale", locale);
  return NextResponse.rewrite(new URL(`/${locale}/not-found`, request.url), { request: { headers } });
}

export const config = { matcher: ["/((?!_next/|.*\\..*).*)"] };
