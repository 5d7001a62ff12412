"use client";

import { useState } from "react";
import NextLink from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { localPath, plainPath } from "../i18n/path.ts";
import { languageNames, languageTags } from "../i18n/routing.ts";
import type { Locale } from "../i18n/routing.ts";
import { signInPath } from "../lib/next-path.ts";

interface SiteNavigationProps {
  locale: Locale;
  label: string;
  /** `note`: what waits there for the reader. */
  links: { to: string; text: string; note?: string | null }[];
  /** Of the not-found page: the address that was asked for, which is not that page's own; else null. */
  missing: string | null;
  /** Null: somebody is signed in. */
  signIn: string | null;
}

/** The main links, the one of this page marked; this page in the other language; and signing in, to come back to it. */
export function SiteNavigation({ locale, label, links, missing, signIn }: SiteNavigationProps) {
  const { path, query } = usePage(missing);
  const other: Locale = locale === "en" ? "zh" : "en";
  return (
    <>
      <nav aria-label={label}>
        <ul>
          {links.map(({ to, text, note }) => (
            <li key={to}>
              <NextLink href={localPath(to, locale)} prefetch={false} aria-current={path === to || path.startsWith(`${to}/`) ? "page" : undefined}>{text}</NextLink>
              {note && <> <span className="badge">{note}</span></>}
            </li>
          ))}
        </ul>
      </nav>
      {/* The prefix also of English: it sets the language that addresses without one are shown in. */}
      <a href={`/${other}${path === "/" ? "" : path}${query}`} lang={languageTags[other]} hrefLang={languageTags[other]}>{languageNames[other]}</a>
      {signIn && path !== "/sign-in" && <NextLink href={localPath(signInPath(path + query), locale)} prefetch={false}>{signIn}</NextLink>}
    </>
  );
}

/** The address of this page without its language, and its query with the question mark. */
function usePage(missing: string | null): { path: string; query: string } {
  const pathname = usePathname();
  const words = useSearchParams().toString();
  const [first] = useState(pathname);
  // The layout stays when the reader goes on from a page that was not found: then the address is that of the router again.
  if (missing === null || pathname !== first) return { path: plainPath(pathname), query: words && `?${words}` };
  const end = missing.includes("?") ? missing.indexOf("?") : missing.length;
  return { path: plainPath(missing.slice(0, end)), query: missing.slice(end) };
}
