import { createHash, randomBytes } from "node:crypto";
import { mkdtemp, readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import type { BlobStore } from "./blob-store.ts";
import { openFolder } from "./folder.ts";

let folder: string;
let store: BlobStore;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-blobs-"));
  store = await openFolder(folder);
});
afterEach(() => rm(folder, { recursive: true }));

const shaOf = (bytes: Uint8Array): string => createHash("sha256").update(bytes).digest("hex");
const files = async (): Promise<string[]> => (await readdir(folder, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile()).map(({ name }) => name);

test("what is put in chunks is read back, whole or in part, under its hash", async () => {
  const bytes = randomBytes(300_000);
  const sha256 = shaOf(bytes);
  expect(await store.put(Readable.from([bytes.subarray(0, 100), bytes.subarray(100)]), { sha256, maxBytes: 1e6 })).toEqual({ sha256, sizeBytes: 300_000 });
  expect((await buffer(store.get(sha256))).equals(bytes)).toBe(true);
  expect((await buffer(store.get(sha256, { start: 10, end: 19 }))).equals(bytes.subarray(10, 20))).toBe(true);
  expect(await store.size(sha256)).toBe(300_000);
  expect((await stat(join(folder, "sha256", sha256.slice(0, 2), sha256.slice(2, 4), sha256))).isFile()).toBe(true);
});

test("another hash than was said, a body that is too long, and one that breaks off leave no file", async () => {
  const bytes = randomBytes(1000);
  await expect(store.put(Readable.from([bytes]), { sha256: "0".repeat(64), maxBytes: 1e6 })).rejects.toMatchObject({ name: "BlobRefused" });
  await expect(store.put(Readable.from([bytes]), { maxBytes: 999 })).rejects.toMatchObject({ name: "BlobRefused" });
  const broken = Readable.from((function* () {
    yield bytes;
    throw new Error("the line was cut");
  })());
  await expect(store.put(broken, { maxBytes: 1e6 })).rejects.toThrow("the line was cut");
  expect(await files()).toEqual([]);
});

test("the same bytes from many at once are one file", async () => {
  const bytes = randomBytes(5000);
  const stored = await Promise.all(Array.from({ length: 10 }, () => store.put(Readable.from([bytes]), { maxBytes: 1e6 })));
  expect(new Set(stored.map(({ sha256 }) => sha256))).toEqual(new Set([shaOf(bytes)]));
  expect(await files()).toEqual([shaOf(bytes)]);
});

test("what an earlier process left half-written is gone after opening, what was whole is still there", async () => {
  const { sha256 } = await store.put(Readable.from([Buffer.from("whole")]), { maxBytes: 100 });
  await writeFile(join(folder, "incoming", "half"), "ha");
  await utimes(join(folder, "incoming", "half"), 0, 0);
  const again = await openFolder(folder);
  expect(await files()).toEqual([sha256]);
  await again.delete(sha256);
  expect(await again.size(sha256)).toBeNull();
});

test("a name that is no hash does not lead out of the folder", () => {
  expect(() => store.get("../../../etc/passwd")).toThrow("is no sha256");
});
