import { spawnSync } from "node:child_process";
import { mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "@jest/globals";
import { isAlive, treeOf } from "../support/processes.ts";
import { waitFor } from "../support/experiments.ts";
import { startSystem } from "../support/system.ts";
import type { System } from "../support/system.ts";

let data: string;
let system: System;

beforeAll(async () => {
  data = await mkdtemp(join(tmpdir(), "joulemark-start-"));
  system = await startSystem({ empty: true, data });
});
afterAll(async () => {
  await system.stop();
  await rm(data, { recursive: true, force: true });
});

test("secrets lie in files that only their owner may read", async () => {
  for (const name of ["admin-token", "worker-token"]) expect((await stat(join(data, name))).mode & 0o777).toBe(0o600);
});

test("the health pages answer, and metrics want a token", async () => {
  const status = async (path: string) => (await fetch(`${system.url}${path}`)).status;
  expect([await status("/healthz"), await status("/readyz"), await status("/version"), await status("/metrics")]).toEqual([200, 200, 200, 401]);
});

test("a second start on the same data folder says so and exits non-zero", () => {
  const second = spawnSync(process.execPath, ["scripts/start.mjs", "--empty", "--data", data, "--port", "0"], { encoding: "utf8", timeout: 60_000 });
  expect(second.status).not.toBe(0);
  expect(second.stdout + second.stderr).toContain(data);
});

test.each(["api", "worker", "web"])("%s that dies is started again, and the system serves as before", async (name) => {
  const before = (await system.processes())[name]!;
  process.kill(before, "SIGKILL");
  const { [name]: after } = await waitFor(() => system.processes(), (processes) => (processes[name] ?? before) !== before, 60);
  expect(after).not.toBe(before);
  await waitFor(async () => (await fetch(`${system.url}/readyz`).catch(() => null))?.status, (status) => status === 200, 60);
  await waitFor(async () => (await fetch(`${system.url}/`).catch(() => null))?.status, (status) => status === 200, 60);
});

test("Ctrl-C ends every process it started, and the data are there at the next start", async () => {
  const started = await treeOf(system.pid);
  expect(started.length).toBeGreaterThan(4);
  const code = await system.stop("SIGINT");
  expect(code).toBe(0);
  const left = (await Promise.all(started.map(isAlive))).filter(Boolean);
  expect(left).toEqual([]);

  const token = await readFile(join(data, "admin-token"), "utf8");
  system = await startSystem({ empty: true, data });
  expect(await readFile(join(data, "admin-token"), "utf8")).toBe(token);
});
