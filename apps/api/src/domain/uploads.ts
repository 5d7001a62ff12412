import { z } from "zod";
import { BlobRefused } from "../storage/blobs/blob-store.ts";
import type { StoredBlob } from "../storage/blobs/blob-store.ts";
import { attachCheckpoint, attachUpload, keepBlob, touchBlob } from "../storage/uploads.ts";
import type { Context } from "./context.ts";
import { InvalidInput } from "./errors.ts";
import { parseInput, sha256 } from "./input.ts";
import { fencedBy, requireCurrent, stale } from "./runs/attempt.ts";
import type { AttemptRef } from "./runs/attempt.ts";

export const MAX_UPLOAD_BYTES = 512 * 2 ** 20;

const schema = z.object({
  kind: z.enum(["checkpoints", "artifacts"]),
  name: z.string().regex(/^[A-Za-z0-9._-]{1,100}$/, "A file's name has letters, digits, dots, hyphens and underscores."),
  mediaType: z.string().min(1).max(100),
  sha256,
  checkpoint: z.object({ step: z.int().min(0).max(2_147_483_647), energyJoules: z.number().min(0) }).nullable(),
});

export interface Upload extends z.input<typeof schema> {
  attempt: AttemptRef;
  /** At most 512 MiB. */
  body: AsyncIterable<Uint8Array>;
}

/**
 * Takes a file of the current attempt: a checkpoint to resume from, or an artifact for its report. It counts once all of it is stored.
 * @throws StaleAttempt, before the body is read or after; InvalidInput when the body is too long, or its hash another than was said
 */
export async function receiveUpload(ctx: Context, { attempt, body, ...input }: Upload): Promise<StoredBlob> {
  const upload = parseInput(schema, input);
  if (upload.kind === "checkpoints" && !upload.checkpoint) throw new InvalidInput([{ message: "A checkpoint has a step and joules.", path: ["checkpoint"] }]);
  await requireCurrent(ctx, attempt);
  await touchBlob(ctx.db, upload.sha256);
  const stored = await ctx.blobs.put(body, { sha256: upload.sha256, maxBytes: MAX_UPLOAD_BYTES }).catch((error: unknown) => {
    throw error instanceof BlobRefused ? new InvalidInput([{ message: error.message }]) : error;
  });
  await ctx.db.$transaction(async (tx) => {
    await keepBlob(tx, { ...stored, mediaType: upload.mediaType });
    const attached = upload.kind === "checkpoints" && upload.checkpoint
      ? await attachCheckpoint(tx, fencedBy(attempt), { ...stored, ...upload.checkpoint })
      : await attachUpload(tx, fencedBy(attempt), { name: upload.name, sha256: stored.sha256 });
    if (!attached) throw stale(attempt);
  });
  return stored;
}
