import { headers } from "next/headers";

/** The origin the reader came to, for commands to copy; the API in front hands its host on. */
export async function requestOrigin(): Promise<string> {
  const request = await headers();
  const host = request.get("x-forwarded-host") ?? request.get("host") ?? "127.0.0.1:4000";
  // Each proxy on the way adds what it was asked by; the first is what the reader typed.
  const protocol = request.get("x-forwarded-proto")?.split(",")[0]?.trim();
  return `${protocol || "http"}://${host}`;
}
