import { z } from "zod";

/** Scopes are kept as better-auth's permissions, under one name. */
export const permissionsOf = (scopes: readonly string[]): { scopes: string[] } => ({ scopes: [...scopes] });

const stored = z.object({ scopes: z.array(z.string()) }).catch({ scopes: [] });

/** The scopes of a key as better-auth gives it, or as its row holds them; none for anything else. */
export function scopesOfKey(permissions: unknown): string[] {
  return stored.parse(typeof permissions === "string" ? asJson(permissions) : permissions).scopes;
}

function asJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null; // a key without scopes may do nothing
  }
}
