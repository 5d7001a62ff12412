import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "@jest/globals";
import { WrongSettings, readEnv } from "./env.ts";

test("without settings a worker serves the API of this machine with one thread and no zone", () => {
  expect(readEnv({ JOULEMARK_TOKEN: "jm_x", JOULEMARK_ZONE: "" })).toMatchObject({ url: "http://127.0.0.1:4000", zone: null, threads: 1, executor: "process", workFolder: expect.stringMatching(/\.joulemark.work$/) });
});

test("the engine's command exists", () => {
  const [node, , program] = readEnv({ JOULEMARK_TOKEN: "jm_x" }).engineCommand;
  expect([existsSync(node!), existsSync(program!)]).toEqual([true, true]);
});

test("the engine's process sees neither the token nor the rest of the environment", () => {
  const { engineEnvironment } = readEnv({ JOULEMARK_TOKEN: "jm_x", JOULEMARK_TOKEN_FILE: "/x", DATABASE_URL: "postgresql://x", NODE_OPTIONS: "--inspect", PATH: "/bin", HOME: "/root" });
  expect(engineEnvironment).toEqual({ PATH: "/bin", HOME: "/root" });
});

test.each(["fatal", "trace"])("the level %s, which the API beside it takes from the same environment, is one of a worker too", (LOG_LEVEL) => {
  expect(readEnv({ JOULEMARK_TOKEN: "jm_x", LOG_LEVEL }).logLevel).toBe(LOG_LEVEL);
});

test("the token is read from a file, without the line's end", async () => {
  const folder = await mkdtemp(join(tmpdir(), "joulemark-env-"));
  await writeFile(join(folder, "worker-token"), "jm_from_file\n");
  expect(readEnv({ JOULEMARK_TOKEN: "", JOULEMARK_TOKEN_FILE: join(folder, "worker-token") }).token).toBe("jm_from_file");
  await rm(folder, { recursive: true });
});

test.each([
  { given: {}, name: "JOULEMARK_TOKEN" },
  { given: { JOULEMARK_TOKEN_FILE: "/nowhere" }, name: "JOULEMARK_TOKEN_FILE" },
  { given: { JOULEMARK_TOKEN: "x", JOULEMARK_URL: "127.0.0.1:4000" }, name: "JOULEMARK_URL" },
  { given: { JOULEMARK_TOKEN: "x", JOULEMARK_THREADS: "two" }, name: "JOULEMARK_THREADS" },
  { given: { JOULEMARK_TOKEN: "x", JOULEMARK_THREADS: "0" }, name: "JOULEMARK_THREADS" },
  { given: { JOULEMARK_TOKEN: "x", JOULEMARK_ZONE: "NARNIA" }, name: "JOULEMARK_ZONE" },
  { given: { JOULEMARK_TOKEN: "x", JOULEMARK_EXECUTOR: "slurm" }, name: "JOULEMARK_EXECUTOR" },
])("$given is refused by the name $name", ({ given, name }) => {
  expect(() => readEnv(given)).toThrow(WrongSettings);
  expect(() => readEnv(given)).toThrow(name);
});

test("the site's own figures are read from a file; a wrong one is refused by the file's name and its own", async () => {
  const folder = await mkdtemp(join(tmpdir(), "joulemark-env-"));
  const path = join(folder, "site.json");
  await writeFile(path, JSON.stringify({ pue: { value: 1.2 } }));
  expect(readEnv({ JOULEMARK_TOKEN: "x", JOULEMARK_SITE_FILE: path, JOULEMARK_ZONE: "DE" }).site).toEqual({ pue: { value: 1.2 } });
  await writeFile(path, JSON.stringify({ pue: { value: 0.5 } }));
  expect(() => readEnv({ JOULEMARK_TOKEN: "x", JOULEMARK_SITE_FILE: path })).toThrow(/JOULEMARK_SITE_FILE.*site\.json.*pue\.value/s);
  expect(() => readEnv({ JOULEMARK_TOKEN: "x", JOULEMARK_SITE_FILE: join(folder, "none.json") })).toThrow(/JOULEMARK_SITE_FILE.*none\.json/s);
  await rm(folder, { recursive: true });
});
