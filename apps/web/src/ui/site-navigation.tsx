"use client";

import NextLink from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { localPath, plainPath } from "../i18n/path.ts";
import { languageNames, languageTags } from "../i18n/routing.ts";
import type { Locale } from "../i18n/routing.ts";

interface SiteNavigationProps {
  locale: Locale;
  label: string;
  links: { to: string; text: string }[];
}

/** The main links, the one of this page marked; and this page in the other language. */
export function SiteNavigation({ locale, label, links }: SiteNavigationProps) {
  const path = plainPath(usePathname());
  const query = useSearchParams().toString();
  const other: Locale = locale === "en" ? "zh" : "en";
  return (
    <>
      <nav aria-label={label}>
        <ul>
          {links.map(({ to, text }) => (
            <li key={to}>
              <NextLink href={localPath(to, locale)} prefetch={false} aria-current={path === to || path.startsWith(`${to}/`) ? "page" : undefined}>{text}</NextLink>
            </li>
          ))}
        </ul>
      </nav>
      {/* The prefix also of English: it sets the language that addresses without one are shown in. */}
      <a href={`/${other}${path === "/" ? "" : path}${query && `?${query}`}`} lang={languageTags[other]} hrefLang={languageTags[other]}>{languageNames[other]}</a>
    </>
  );
}
