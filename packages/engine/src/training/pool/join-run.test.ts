import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer } from "node:http";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "@jest/globals";
import type { RunReport } from "../../report.ts";
import { readToken } from "./join-run.ts";

const command = fileURLToPath(new URL("../../../bin/joulemark-engine.mjs", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "joulemark-join-"));
const children: ChildProcess[] = [];
afterAll(() => {
  for (const child of children) child.kill("SIGKILL");
  rmSync(folder, { recursive: true, force: true });
});

interface Started {
  child: ChildProcess;
  said: () => string;
  ended: Promise<number | null>;
}
function engine(...parameters: string[]): Started {
  const child = spawn(process.execPath, [command, ...parameters], { cwd: folder, stdio: ["ignore", "pipe", "pipe"], env: { ...process.env, NODE_OPTIONS: "" } });
  children.push(child);
  let text = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (part: Buffer) => (text += part.toString()));
  return { child, said: () => text, ended: once(child, "close").then(([code]) => code as number | null) };
}

async function freePort(host: string): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  return port;
}
const until = async (what: () => boolean): Promise<void> => {
  while (!what()) await new Promise((resolve) => setTimeout(resolve, 50));
};

const specification = { version: 1, name: "joined", task: "digits", base: { layers: [{ type: "dense", units: 24, activation: "relu" }] }, pipeline: [{ technique: "train" }], training: { strategy: "sync-data-parallel", workers: 2, epochs: 30, batchSize: 32 } };
writeFileSync(join(folder, "spec.json"), JSON.stringify(specification));
writeFileSync(join(folder, "token"), `${"k".repeat(40)}\n`);
writeFileSync(join(folder, "other"), "w".repeat(40));
const modelOf = (out: string): Buffer => readFileSync(join(folder, out, "seed-1", "out", "model.safetensors"));
const seconds = ["--inference-seconds", "0.05"];

test("processes that somebody starts elsewhere compute for a run, a spare one takes a dead one's place, and the bits are those of one machine", async () => {
  expect(await engine("run", "spec.json", "--out", "here", ...seconds).ended).toBe(0);
  const at = `127.0.0.2:${await freePort("127.0.0.2")}`;
  const run = engine("run", "spec.json", "--out", "there", "--join-at", at, "--token-file", "token", ...seconds);
  await until(() => run.said().includes("Waiting at"));

  const stranger = engine("join", at, "--token-file", "other");
  expect([await stranger.ended, stranger.said()]).toEqual([2, expect.stringContaining("does not know the token of other") as unknown]);

  const crew = [1, 2, 3].map(() => engine("join", at, "--token-file", "token"));
  await until(() => crew.some(({ said }) => said().includes("waiting for a place")) && /CHECKPOINT/.test(readFileSync(join(folder, "there", "seed-1", "events.jsonl"), "utf8")));
  crew.find(({ said }) => !said().includes("waiting for a place"))!.child.kill("SIGKILL");
  expect([await run.ended, run.said()]).toEqual([0, expect.anything()]);
  await Promise.all(crew.map(({ ended }) => ended));

  expect(modelOf("there").equals(modelOf("here"))).toBe(true);
  expect(readFileSync(join(folder, "there", "seed-1", "events.jsonl"), "utf8")).toMatch(/Training process \d ended \(its connection ended\): another one takes its place\./);
  const { environment } = JSON.parse(readFileSync(join(folder, "there", "seed-1", "out", "report.json"), "utf8")) as RunReport;
  expect(environment.backend).toContain("2 processes of 1 thread elsewhere, whose joules are not measured");
}, 240_000);

test.each([
  [["join", "nowhere", "--token-file", "token"], "nowhere is no address"],
  [["join", "127.0.0.1:7000"], "join needs --token-file FILE"],
  [["run", "spec.json", "--join-at", "127.0.0.1:99999", "--token-file", "token"], "127.0.0.1:99999 is no address"],
  [["run", "spec.json", "--token-file", "token"], "--token-file needs --join-at"],
])("%j is refused, saying what is missing", async (parameters, message) => {
  const { ended, said } = engine(...parameters);
  expect([await ended, said()]).toEqual([2, expect.stringContaining(message) as unknown]);
});

test("a run of another version of the engine is told as that", async () => {
  const run = createHttpServer().on("upgrade", (_, socket) => void socket.end("HTTP/1.1 426 Upgrade Required\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"));
  await once(run.listen(0, "127.0.0.1"), "listening");
  const joining = engine("join", `127.0.0.1:${(run.address() as AddressInfo).port}`, "--token-file", "token");
  expect([await joining.ended, joining.said()]).toEqual([2, expect.stringContaining("is of another version of the engine: install the same one on both machines") as unknown]);
  run.close();
});

test("a token that could be guessed is refused", () => {
  writeFileSync(join(folder, "short"), "secret");
  expect(() => readToken(join(folder, "short"))).toThrow("must hold a token of at least 32");
});
