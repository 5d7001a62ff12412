import { createHash, timingSafeEqual } from "node:crypto";
import type { IncomingHttpHeaders } from "node:http";

/** The token of `Authorization: Bearer …`; null without one. */
export function bearerOf(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +([\w.~+/=-]{1,1024})$/i.exec(headers.authorization ?? "")?.[1] ?? null;
}

/** Whether two secrets are equal, in a time that says nothing about where they differ. */
export function sameSecret(one: string, other: string): boolean {
  const digest = (text: string): Buffer => createHash("sha256").update(text).digest();
  return timingSafeEqual(digest(one), digest(other));
}
