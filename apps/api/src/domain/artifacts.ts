import { visibleArtifacts } from "./access.ts";
import type { Context } from "./context.ts";
import { originIds } from "./named-versions.ts";
import { sha256Of } from "./sha256.ts";

export interface ReadableBlob {
  sha256: string;
  sizeBytes: number;
  mediaType: string;
  /** As a file is to be called. */
  name: string;
}

/**
 * The blob of this hash, if the actor may see something it belongs to, or the attempt whose token is given needs it: files of its base
 * version and of those that its steps name, its run's checkpoints, its own uploads.
 * @param attemptToken the bearer, where it is no key
 */
export async function readableBlob(ctx: Context, sha256: string, attemptToken: string | null): Promise<ReadableBlob | null> {
  const artifact = await ctx.db.artifact.findFirst({ where: { AND: [{ sha256 }, visibleArtifacts(ctx.actor)] } });
  if (artifact) return { sha256, sizeBytes: Number(artifact.sizeBytes), mediaType: artifact.mediaType, name: artifact.name };
  return attemptToken === null ? null : blobOfAttempt(ctx, sha256, attemptToken);
}

async function blobOfAttempt({ db }: Context, sha256: string, token: string): Promise<ReadableBlob | null> {
  const attempt = await db.attempt.findFirst({ where: { tokenSha256: sha256Of(token), state: "RUNNING", run: { state: "RUNNING" } }, include: { run: { include: { experiment: { include: { models: true } } } } } });
  if (!attempt || attempt.run.attempt !== attempt.number) return null;
  const { runId, number } = attempt;
  const ofVersions = { modelVersionId: { in: originIds(attempt.run.experiment) } };
  const blob = await db.blob.findFirst({
    where: {
      sha256,
      OR: [
        { checkpoints: { some: { runId } } },
        { uploads: { some: { runId, number } } },
        { artifacts: { some: ofVersions } },
      ],
    },
    include: { artifacts: { where: ofVersions, take: 1 } },
  });
  return blob ? { sha256, sizeBytes: Number(blob.sizeBytes), mediaType: blob.mediaType, name: blob.artifacts[0]?.name ?? `${sha256}.bin` } : null;
}
