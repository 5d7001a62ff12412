import { plainPath } from "../i18n/path.ts";

const nowhere = "http://portal.invalid";

/**
 * Where to go after signing in: a path of ours without its language, as `?next=` names it. Whatever leads to another
 * origin, or back to signing in, is the start page.
 */
export function readNextPath(text: unknown): string {
  if (typeof text !== "string" || !/^\/(?![/\\])/.test(text) || /[\\\p{Cc}]/u.test(text) || !URL.canParse(text, nowhere)) return "/";
  const url = new URL(text, nowhere);
  const path = plainPath(url.pathname);
  if (url.origin !== nowhere || path.startsWith("//") || /^\/(sign-in|reset-password)(\/|$)/.test(path)) return "/";
  return path + url.search;
}

/** The address of signing in that leads back to a path of ours. */
export const signInPath = (next: string): string => (next === "/" ? "/sign-in" : `/sign-in?next=${encodeURIComponent(next)}`);
