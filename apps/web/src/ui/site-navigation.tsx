"use client";

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
  /** Null: somebody is signed in. */
  signIn: string | null;
}

/** The main links, the one of this page marked; this page in the other language; and signing in, to come back to it. */
export function SiteNavigation({ locale, label, links, signIn }: SiteNavigationProps) {
  const path = plainPath(usePathname());
  const query = useSearchParams().toString();
  const other: Locale = locale === "en" ? "zh" : "en";
  const page = `${path}${query && `?${query}`}`;
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
      <a href={`/${other}${path === "/" ? "" : path}${query && `?${query}`}`} lang={languageTags[other]} hrefLang={languageTags[other]}>{languageNames[other]}</a>
      {signIn && path !== "/sign-in" && <NextLink href={localPath(signInPath(page), locale)} prefetch={false}>{signIn}</NextLink>}
    </>
  );
}
