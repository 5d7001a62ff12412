import { createHash } from "node:crypto";
import { mkdtemp, readFile, readdir, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "@jest/globals";
import { download, sha256Of, upload } from "./files.ts";

let folder: string;
let server: Server;
let answer: (request: IncomingMessage, response: ServerResponse) => void;
let where: { url: string; token: string };
const never = new AbortController().signal;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "joulemark-files-"));
  server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  where = { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, token: "attempt-token" };
});
afterEach(async () => {
  server.closeAllConnections();
  server.close();
  await rm(folder, { recursive: true });
});

const content = Buffer.alloc(200_000, "digits");
const artifact = { sha256: createHash("sha256").update(content).digest("hex"), sizeBytes: content.length };
const fetchIt = (signal = never) => download(where, artifact, join(folder, "model"), signal);

test("a file is fetched by its hash, with the token", async () => {
  let asked: unknown;
  answer = (request, response) => {
    asked = [request.url, request.headers.authorization];
    response.end(content);
  };
  await fetchIt();
  expect(asked).toEqual([`/artifacts/sha256/${artifact.sha256}`, "Bearer attempt-token"]);
  expect(await sha256Of(join(folder, "model"))).toBe(artifact.sha256);
});

test.each([
  { what: "other bytes", send: (response: ServerResponse) => response.end(Buffer.alloc(200_000, "x")), code: "CORRUPT" },
  { what: "too few bytes", send: (response: ServerResponse) => response.end("digits"), code: "CORRUPT" },
  { what: "more bytes than announced", send: (response: ServerResponse) => response.end(Buffer.alloc(400_000)), code: "CORRUPT" },
  { what: "a cut connection", send: (response: ServerResponse) => response.write("digits", () => response.destroy()), code: "UNREACHABLE" },
  { what: "no such file", send: (response: ServerResponse) => response.writeHead(404).end("There is no such file."), code: "HTTP_404" },
])("$what leave no file behind and are $code", async ({ send, code }) => {
  answer = (_request, response) => void send(response);
  await expect(fetchIt()).rejects.toMatchObject({ name: "ApiError", code });
  expect(await readdir(folder)).toEqual([]);
});

test("a fetch ends with its signal", async () => {
  answer = (_request, response) => void response.write("digits");
  await expect(fetchIt(AbortSignal.timeout(50))).rejects.toMatchObject({ code: "CANCELLED", retryable: false });
});

test.each([0, 1, 3_000_000])("%i bytes are uploaded as they are, with length, headers and token", async (length) => {
  const path = join(folder, "file");
  await writeFile(path, Buffer.alloc(length, "w"));
  let seen: { method?: string | undefined; length?: string | undefined; token?: string | undefined; hash?: unknown; bytes: number } | undefined;
  answer = (request, response) => {
    let bytes = 0;
    request.on("data", (piece: Buffer) => (bytes += piece.length));
    request.on("end", () => {
      seen = { method: request.method, length: request.headers["content-length"], token: request.headers.authorization, hash: request.headers["x-content-sha256"], bytes };
      response.writeHead(201).end("{}");
    });
  };
  await upload(where, "/uploads/x", path, { "x-content-sha256": await sha256Of(path) }, never);
  expect(seen).toEqual({ method: "PUT", length: String(length), token: "Bearer attempt-token", hash: createHash("sha256").update(await readFile(path)).digest("hex"), bytes: length });
});

test.each([
  { status: 409, retryable: false },
  { status: 422, retryable: false },
  { status: 503, retryable: true },
])("an upload answered with $status is worth another try: $retryable", async ({ status, retryable }) => {
  await writeFile(join(folder, "file"), "w");
  answer = (request, response) => void request.resume().on("end", () => response.writeHead(status).end("why"));
  await expect(upload(where, "/uploads/x", join(folder, "file"), {}, never)).rejects.toMatchObject({ code: `HTTP_${status}`, retryable, message: expect.stringContaining("why") });
});

test("an upload whose server is gone is an end, not a wait", async () => {
  await writeFile(join(folder, "file"), Buffer.alloc(300_000));
  server.close();
  await expect(upload(where, "/uploads/x", join(folder, "file"), {}, never)).rejects.toMatchObject({ code: "UNREACHABLE", retryable: true });
});
