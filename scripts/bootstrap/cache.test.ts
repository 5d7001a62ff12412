import { existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";

let cache: typeof import("./cache.mjs");
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "joulemark-cache-"));
  process.env.XDG_CACHE_HOME = folder;
  cache = await import("./cache.mjs");
});
afterAll(() => rmSync(folder, { recursive: true }));

test("a folder of the cache gets its name only when it is complete", async () => {
  const interrupted = cache.makeInCache("thing", async (partial) => {
    writeFileSync(join(partial, "half"), "");
    throw new Error("the line went dead");
  });
  await expect(interrupted).rejects.toThrow("the line went dead");
  expect(existsSync(join(folder, "joulemark", "thing"))).toBe(false);
  const made = await cache.makeInCache("thing", async (partial) => writeFileSync(join(partial, "whole"), "bytes"));
  expect(readFileSync(join(made, "whole"), "utf8")).toBe("bytes");
});

test("placing a file gives the same bytes a second name, and replaces what was there", () => {
  const [from, to] = [join(folder, "from"), join(folder, "clone", "deep", "to")];
  writeFileSync(from, "one");
  cache.place(from, to);
  expect(statSync(to).ino).toBe(statSync(from).ino);
  const other = join(folder, "other");
  writeFileSync(other, "two");
  cache.place(other, to);
  expect(readFileSync(to, "utf8")).toBe("two");
  expect(readFileSync(from, "utf8")).toBe("one");
});
