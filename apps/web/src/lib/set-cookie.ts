/** A cookie an answer sets, as Next.js sets it. */
export interface SetCookie {
  name: string;
  /** Decoded; it is encoded again when it is set. */
  value: string;
  path: string;
  httpOnly: boolean;
  secure: boolean;
  sameSite: "lax" | "strict" | "none";
  /** Seconds; null: until the browser is closed. */
  maxAge: number | null;
}

/** Reads a line of `Set-Cookie`; null for one without a name. Without `SameSite`: lax. */
export function parseSetCookie(line: string): SetCookie | null {
  const [pair = "", ...rest] = line.split(";").map((part) => part.trim());
  const at = pair.indexOf("=");
  if (at < 1) return null;
  const attributes = new Map(rest.map((part): [string, string] => {
    const [name = "", value = ""] = part.split("=", 2);
    return [name.toLowerCase(), value];
  }));
  const sameSite = attributes.get("samesite")?.toLowerCase();
  const maxAge = attributes.get("max-age");
  return {
    name: pair.slice(0, at),
    value: decoded(pair.slice(at + 1)),
    path: attributes.get("path") || "/",
    httpOnly: attributes.has("httponly"),
    secure: attributes.has("secure"),
    sameSite: sameSite === "strict" || sameSite === "none" ? sameSite : "lax",
    maxAge: maxAge !== undefined && /^-?\d+$/.test(maxAge) ? Number(maxAge) : null,
  };
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value; // a lone percent sign stands for itself
  }
}
