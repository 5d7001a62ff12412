import { pipeline } from "node:stream/promises";
import { type Request, type RequestHandler, Router } from "express";
import type { Context } from "../context.ts";
import { readableBlob } from "../domain/artifacts.ts";
import type { ByteRange } from "../storage/blobs/blob-store.ts";
import { errorBody } from "./error-answer.ts";

export interface ArtifactOptions {
  /** Who asks, and the token where it is an attempt's; throws where a key is sent that is not valid. */
  askerOf(request: Pick<Request, "headers">): Promise<{ context: Context; attemptToken: string | null }>;
}

/**
 * `GET /artifacts/sha256/{hex}`: bytes as an attachment that no browser renders. 404 for what is not there and for what one may
 * not see. Ranges as in RFC 9110: one range is answered with 206, one that cannot be met with 416, several with all bytes.
 */
export function artifactRoutes({ askerOf }: ArtifactOptions): Router {
  const router = Router();
  const answer: RequestHandler<{ sha256: string }> = async (request, response) => {
    const { sha256 } = request.params;
    const { context, attemptToken } = await askerOf(request);
    const blob = /^[0-9a-f]{64}$/.test(sha256) ? await readableBlob(context, sha256, attemptToken) : null;
    if (!blob) return void response.status(404).json(errorBody("NOT_FOUND", "There is no such file, or you may not see it."));
    response.set({
      "Content-Type": blob.mediaType,
      "Content-Disposition": `attachment; filename="${blob.name.replace(/[^A-Za-z0-9._-]/g, "_")}"`,
      "X-Content-Type-Options": "nosniff",
      "Content-Security-Policy": "sandbox; default-src 'none'",
      "Cross-Origin-Resource-Policy": "same-site",
      "Cache-Control": "private, max-age=0, must-revalidate", // what is public today may be withdrawn; the hash makes the check cheap
      "Accept-Ranges": "bytes",
      ETag: `"${sha256}"`,
    });
    if (request.headers["if-none-match"]?.includes(`"${sha256}"`)) return void response.status(304).end();
    const range = rangeOf(request, blob.sizeBytes, sha256);
    if (range === "unsatisfiable") return void response.status(416).set("Content-Range", `bytes */${blob.sizeBytes}`).end();
    if (range) response.status(206).set("Content-Range", `bytes ${range.start}-${range.end}/${blob.sizeBytes}`);
    response.set("Content-Length", String(range ? range.end - range.start + 1 : blob.sizeBytes));
    if (request.method === "HEAD" || blob.sizeBytes === 0) return void response.end();
    try {
      await pipeline(context.blobs.get(sha256, range ?? undefined), response);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === "ERR_STREAM_PREMATURE_CLOSE") return; // the client went away
      throw error;
    }
  };
  router.get("/sha256/:sha256", answer);
  return router;
}

/** The one range asked for; null: all bytes. `If-Range` with another hash asks for all bytes, too. */
function rangeOf(request: Pick<Request, "headers" | "range">, sizeBytes: number, sha256: string): ByteRange | "unsatisfiable" | null {
  const condition = request.headers["if-range"];
  if (request.headers.range === undefined || (condition !== undefined && condition !== `"${sha256}"`)) return null;
  const ranges = request.range(sizeBytes);
  if (ranges === -1) return "unsatisfiable";
  if (ranges === undefined || ranges === -2 || ranges.type !== "bytes" || ranges.length !== 1) return null;
  const [{ start, end } = { start: 0, end: 0 }] = ranges;
  return { start, end };
}
