/**
 * How the not-found page is drawn by the server. Next.js draws what `notFound()` leads to in the browser only, so that its answer is empty
 * without JavaScript (vercel/next.js#62228). The API in front, which sees that answer's 404, asks once more with this header, whose value is
 * the address that was asked for; proxy.ts leads it to the page `not-found`.
 */
export const missingHeader = "x-joulemark-missing";

/** The address in the header, as a path with its query; null: the page was not asked for so. */
export function missingPath(header: string | null): string | null {
  if (header === null) return null;
  try {
    const path = decodeURIComponent(header);
    return path.startsWith("/") ? path : "/";
  } catch {
    return "/";
  }
}
