import { cookies, headers } from "next/headers";
import { env } from "../env.ts";
import type { ApiProblem } from "./api.ts";
import { parseSetCookie } from "./set-cookie.ts";

/** `refused`: the API said no, e.g. 401 for a wrong pair of address and password. */
export type AuthAnswer = { outcome: "done" } | { outcome: "refused"; status: number; code: string } | { outcome: "failed"; problem: ApiProblem };

/**
 * Posts to the sign-in routes of the API in the reader's name, from a server action, and gives the browser the cookies it
 * answers with. Next.js has checked that the form came from the portal's own origin.
 * @param path below /api/auth/, e.g. `sign-in/email`
 */
export async function requestAuth(path: string, body: Record<string, unknown>): Promise<AuthAnswer> {
  const cookie = (await headers()).get("cookie");
  let response: Response;
  try {
    response = await fetch(new URL(`/api/auth/${path}`, env.apiUrl), {
      method: "POST",
      headers: { "content-type": "application/json", origin: env.publicUrl, ...(cookie ? { cookie } : {}) },
      body: JSON.stringify(body),
      redirect: "manual",
      cache: "no-store",
      signal: AbortSignal.timeout(10_000),
    });
  } catch (error) {
    console.error(`The API did not answer ${path}: ${String(error)}`);
    return { outcome: "failed", problem: { kind: "unreachable", code: "UNREACHABLE" } };
  }
  await handOn(response.headers.getSetCookie());
  const code = await codeOf(response);
  if (response.ok) return { outcome: "done" };
  if (response.status < 500) return { outcome: "refused", status: response.status, code };
  console.error(`The API answered ${path} with ${response.status} ${code}`);
  return { outcome: "failed", problem: { kind: response.status === 503 ? "unreachable" : "fault", code } };
}

async function handOn(lines: string[]): Promise<void> {
  const store = await cookies();
  for (const cookie of lines.map(parseSetCookie)) {
    if (!cookie) continue;
    const { name, value, maxAge, ...attributes } = cookie;
    store.set(name, value, { ...attributes, ...(maxAge === null ? {} : { maxAge }) });
  }
}

/** The answer's own code, read to its end so that the connection is free again. */
async function codeOf(response: Response): Promise<string> {
  const text = await response.text();
  try {
    const { code } = JSON.parse(text) as { code?: unknown };
    return typeof code === "string" ? code : `HTTP_${response.status}`;
  } catch {
    return `HTTP_${response.status}`;
  }
}
