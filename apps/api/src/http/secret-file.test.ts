import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { readSecret, secretOf, writeSecret } from "./secret-file.ts";

let folder = "";
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-secret-"));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

test("a secret file can be read by its owner only, and leaves no draft behind", async () => {
  const path = join(folder, "deep", "token");
  await writeSecret(path, "abc");
  expect((await stat(path)).mode & 0o777).toBe(0o600);
  expect(await readSecret(path)).toBe("abc");
  expect(await readdir(join(folder, "deep"))).toEqual(["token"]);
});

test("a secret is made once and stays", async () => {
  const path = join(folder, "secret");
  const made = await secretOf(path);
  expect(made).toHaveLength(43);
  expect(await secretOf(path)).toBe(made);
});

test("no file is no secret", async () => {
  expect(await readSecret(join(folder, "none"))).toBeNull();
});
