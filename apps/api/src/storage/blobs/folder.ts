import { createHash, randomUUID } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, open, readdir, rename, rm, stat, statfs } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { BlobStore, StoredBlob } from "./blob-store.ts";
import { BlobRefused, StorageFull } from "./blob-store.ts";

const shaPattern = /^[0-9a-f]{64}$/;

/**
 * Blobs as files: incoming/<uuid> while they come in, then sha256/ab/cd/<hex>. The file is flushed before it is renamed, and its folder
 * after, so that what is acknowledged outlives a power cut and nothing half-written is ever under its final name.
 * @param folder made if it is missing; what has lain in incoming/ for an hour is removed
 */
export async function openFolder(folder: string): Promise<BlobStore> {
  const incoming = join(folder, "incoming");
  await mkdir(incoming, { recursive: true, mode: 0o700 });
  await removeLeftovers(incoming);
  const pathOf = (sha256: string): string => {
    if (!shaPattern.test(sha256)) throw new BlobRefused(`${JSON.stringify(sha256)} is no sha256 in hexadecimal.`);
    return join(folder, "sha256", sha256.slice(0, 2), sha256.slice(2, 4), sha256);
  };

  async function store(path: string, body: Parameters<BlobStore["put"]>[0], { sha256: expected, maxBytes }: Parameters<BlobStore["put"]>[1]): Promise<StoredBlob> {
    const hash = createHash("sha256");
    let sizeBytes = 0;
    const file = await open(path, "wx", 0o600);
    try {
      for await (const chunk of body) {
        sizeBytes += chunk.byteLength;
        if (sizeBytes > maxBytes) throw new BlobRefused(`The body is longer than ${maxBytes} bytes.`);
        hash.update(chunk);
        await writeAll(file, chunk);
      }
      const sha256 = hash.digest("hex");
      if (expected !== undefined && expected !== sha256) throw new BlobRefused(`The body's sha256 is ${sha256}, not ${expected}.`);
      await file.sync();
      const target = pathOf(sha256);
      const made = await mkdir(dirname(target), { recursive: true, mode: 0o700 });
      await rename(path, target); // over the same bytes, should they be there
      await flushFolder(dirname(target));
      if (made) await Promise.all([join(target, "../.."), join(target, "../../.."), folder].map(flushFolder));
      return { sha256, sizeBytes };
    } finally {
      await file.close();
    }
  }

  return {
    async put(body, options) {
      const path = join(incoming, randomUUID());
      try {
        return await store(path, body, options);
      } catch (error) {
        throw isFull(error) ? new StorageFull(`There is no space left in ${folder}.`, { cause: error }) : error;
      } finally {
        await rm(path, { force: true });
      }
    },
    get: (sha256, range) => createReadStream(pathOf(sha256), range),
    async size(sha256) {
      return stat(pathOf(sha256)).then(({ size }) => size, orNull);
    },
    async delete(sha256) {
      await rm(pathOf(sha256), { force: true });
    },
    async disk() {
      const { bsize, blocks, bavail } = await statfs(folder); // bavail: without what is kept for root
      return { sizeBytes: blocks * bsize, freeBytes: bavail * bsize };
    },
  };
}

/** A disk, a quota or a file size limit that is reached. */
const isFull = (error: unknown): boolean => ["ENOSPC", "EDQUOT", "EFBIG"].includes((error as NodeJS.ErrnoException).code ?? "");

const LEFTOVER_MS = 3_600_000;

/** Other processes may be writing into the folder now. */
async function removeLeftovers(incoming: string): Promise<void> {
  for (const name of await readdir(incoming)) {
    const path = join(incoming, name);
    const age = await stat(path).then(({ mtimeMs }) => Date.now() - mtimeMs, orNull);
    if (age !== null && age > LEFTOVER_MS) await rm(path, { force: true });
  }
}

async function writeAll(file: Awaited<ReturnType<typeof open>>, chunk: Uint8Array): Promise<void> {
  for (let written = 0; written < chunk.byteLength; ) written += (await file.write(chunk, written)).bytesWritten;
}

/** A rename is on disk once its folder is. Windows cannot open a folder; its rename is journalled. */
async function flushFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function orNull(error: NodeJS.ErrnoException): null {
  if (error.code === "ENOENT") return null;
  throw error;
}
