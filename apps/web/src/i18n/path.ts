import type { Locale } from "./routing.ts";
import { routing } from "./routing.ts";

/** A path of ours in a language: `/runs/x` → `/zh/runs/x`. */
export function localPath(path: string, locale: Locale): string {
  if (locale === routing.defaultLocale) return path;
  return path === "/" ? `/${locale}` : `/${locale}${path}`;
}

/** The same page without its language: `/zh/runs/x` → `/runs/x`. */
export function plainPath(path: string): string {
  for (const locale of routing.locales) {
    if (path === `/${locale}`) return "/";
    if (path.startsWith(`/${locale}/`)) return path.slice(locale.length + 1);
  }
  return path;
}

/** The language a path says; null: it says none. */
export const localeIn = (path: string): Locale | null => routing.locales.find((locale) => path === `/${locale}` || path.startsWith(`/${locale}/`)) ?? null;
