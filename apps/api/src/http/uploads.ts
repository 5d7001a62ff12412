import { Router } from "express";
import type { Request } from "express";
import { DomainError, StaleAttempt } from "../domain/errors.ts";
import { uuidOf } from "../domain/global-id.ts";
import { MAX_UPLOAD_BYTES, receiveUpload } from "../domain/uploads.ts";
import { z } from "zod";
import type { Context } from "../context.ts";
import { StorageFull } from "../storage/blobs/blob-store.ts";
import { bearerOf } from "./bearer.ts";
import { errorBody } from "./error-answer.ts";

/** What an upload must say of itself. */
const described = z.object({
  number: z.coerce.number().int().min(1).max(1_000_000),
  kind: z.enum(["checkpoints", "artifacts"]),
  name: z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,127}$/, "must be a file name of letters, digits, dots and dashes"),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "must be 64 hexadecimal digits, in the header x-content-sha256"),
});
const checkpoint = z.object({ step: z.coerce.number().int().min(0), energyJoules: z.coerce.number().min(0) });
const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const mediaType = /^[\w.+-]+\/[\w.+-]+$/;

/**
 * `PUT /uploads/attempts/{run}/{number}/{checkpoints|artifacts}/{name}` under the attempt's token: the body is streamed to the
 * store and hashed on its way. 201 with its hash and size; 409 where the attempt is over; 422 where hash or size are wrong; 507 on a full disk.
 * @param contextOf the context of a request that no person or key stands behind
 */
export function uploadRoutes(contextOf: () => Context): Router {
  const router = Router();
  router.put("/attempts/:run/:number/:kind/:name", async (request, response) => {
    const token = bearerOf(request.headers);
    if (token === null) return void response.status(401).setHeader("WWW-Authenticate", "Bearer").json(errorBody("UNAUTHENTICATED", "Send the attempt's token as a bearer token."));
    const runId = uuid.test(request.params.run) ? request.params.run : uuidOf("Run", request.params.run);
    if (runId === null) return void response.status(404).json(errorBody("NOT_FOUND", "There is no such run."));
    const head = described.safeParse({ ...request.params, sha256: request.headers["x-content-sha256"] });
    const kind = head.data?.kind;
    const progress = kind === "checkpoints" ? checkpoint.safeParse({ step: request.headers["x-checkpoint-step"], energyJoules: request.headers["x-checkpoint-energy-joules"] }) : null;
    if (!head.success || progress?.success === false) {
      const issues = [...(head.error?.issues ?? []), ...(progress?.error?.issues ?? [])];
      return void response.status(400).json({ errors: issues.map(({ path, message }) => ({ message: `${path.join(".")}: ${message}`, extensions: { code: "INVALID_INPUT" } })) });
    }
    const given = request.headers["content-type"]?.split(";", 1)[0] ?? "";
    const context = contextOf();
    try {
      const stored = await receiveUpload(context, {
        attempt: { runId, number: head.data.number, token },
        kind: head.data.kind,
        name: head.data.name,
        mediaType: mediaType.test(given) ? given : "application/octet-stream",
        sha256: head.data.sha256,
        checkpoint: progress?.data ?? null,
        body: request.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>,
      });
      response.status(201).json(stored);
    } catch (error) {
      await readAway(request);
      if (!request.complete) response.setHeader("Connection", "close");
      if (error instanceof StorageFull) {
        context.log.error({ err: error }, "there is no space left for artifacts");
        return void response.status(507).json(errorBody("STORAGE_FULL", "The server has no space left for files. Its operator must make room; then try again."));
      }
      if (!(error instanceof DomainError)) throw error;
      response.status(error instanceof StaleAttempt ? 409 : 422).json({ errors: error.issues.map(({ message, path }) => ({ message, ...(path ? { path } : {}), extensions: { code: error.code } })) });
    }
  });
  return router;
}

/** Reads what is left of a body and forgets it: who is still sending when the connection closes sees it break, and not the answer. No more than an upload may have. */
async function readAway(request: Request): Promise<void> {
  let leftBytes = MAX_UPLOAD_BYTES;
  try {
    for await (const chunk of request as AsyncIterable<Uint8Array>) if ((leftBytes -= chunk.byteLength) < 0) return;
  } catch {
    // The sender is gone, and waits for no answer.
  }
}
