import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { z } from "zod";

const schema = z.object({
  schemaVersion: z.literal(1),
  createdAt: z.iso.datetime(),
  /** Migrations the tables were at, oldest first. */
  migrations: z.array(z.string()),
  /** Rows by table. */
  rows: z.record(z.string(), z.int()),
  /** Every file of the backup but this one, by its path from the backup's folder. */
  files: z.record(z.string(), z.object({ sha256: z.string(), sizeBytes: z.number() })),
});

/** What a backup holds: `manifest.json`, written last. */
export type Manifest = z.output<typeof schema>;
export type FileFact = Manifest["files"][string];

export const MANIFEST = "manifest.json";
export const tableFile = (table: string): string => `tables/${table}.copy.gz`;
export const blobFile = (sha256: string): string => `artifacts/sha256/${sha256.slice(0, 2)}/${sha256.slice(2, 4)}/${sha256}`;

/** @throws Error where the folder is no backup, or one of another form */
export async function readManifest(folder: string): Promise<Manifest> {
  const text = await readFile(join(folder, MANIFEST), "utf8").catch(() => null);
  if (text === null) throw new Error(`${folder} is no backup: it has no ${MANIFEST}.`);
  const parsed = schema.safeParse(JSON.parse(text));
  if (!parsed.success) throw new Error(`${join(folder, MANIFEST)} is not of a form that this version reads: ${parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("; ")}`);
  return parsed.data;
}

/** Hash and size of a file, B. */
export async function factOf(path: string): Promise<FileFact> {
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return { sha256: hash.digest("hex"), sizeBytes: (await stat(path)).size };
}

/** Has the file on disk before it is relied on. */
export async function flush(path: string): Promise<void> {
  const file = await open(path, "r");
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}

/** @throws Error naming the first file that is missing or is not what the manifest says */
export async function verifyFiles(folder: string, { files }: Manifest): Promise<void> {
  for (const [name, expected] of Object.entries(files)) {
    const found = await factOf(join(folder, name)).catch(() => null);
    if (found === null) throw new Error(`The backup is damaged: ${name} is missing.`);
    if (found.sha256 !== expected.sha256) throw new Error(`The backup is damaged: ${name} has the sha256 ${found.sha256}, not ${expected.sha256}.`);
  }
}
