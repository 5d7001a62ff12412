import { randomBytes } from "node:crypto";
import { mkdir, open, readFile, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Content of a secret file without the line end; null where there is none. */
export async function readSecret(path: string): Promise<string | null> {
  try {
    return (await readFile(path, "utf8")).trim() || null;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw error;
  }
}

/** Writes a secret that only this user may read (mode 600): whole under its name, or not at all. */
export async function writeSecret(path: string, secret: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const draft = `${path}.${randomBytes(6).toString("hex")}`;
  const file = await open(draft, "wx", 0o600);
  try {
    await file.writeFile(`${secret}\n`);
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(draft, path);
}

/** The secret of a file; made of 256 random bits at first use. */
export async function secretOf(path: string): Promise<string> {
  const known = await readSecret(path);
  if (known !== null) return known;
  const made = randomBytes(32).toString("base64url");
  await writeSecret(path, made);
  return made;
}
