import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, rename, rm } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { Readable } from "node:stream";
import { ApiError } from "@joulemark/client";

export interface FileServer {
  /** Origin of the API. */
  url: string;
  /** The attempt's token; sent to this origin only. */
  token: string;
}

/** sha256 of a file, lower-case hex. */
export async function sha256Of(path: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path) as AsyncIterable<Buffer>) hash.update(piece);
  return hash.digest("hex");
}

/**
 * Fetches an artifact by its content's sha256 and puts it at `target`, whole or not at all.
 * @throws ApiError; CORRUPT where the bytes are not those
 */
export async function download({ url, token }: FileServer, artifact: { sha256: string; sizeBytes: number }, target: string, signal: AbortSignal): Promise<void> {
  const what = `Artifact ${artifact.sha256.slice(0, 12)}`;
  const part = `${target}.part`;
  try {
    const response = await answered(fetch(new URL(`/artifacts/sha256/${artifact.sha256}`, url), { headers: { authorization: `Bearer ${token}` }, signal }), what, signal);
    if (!response.body) throw new ApiError("UNREADABLE", `${what} came without a body.`, { retryable: true });
    const file = await open(part, "w", 0o600);
    try {
      const sha256 = await receive(response.body, file, artifact.sizeBytes);
      if (sha256 !== artifact.sha256) throw new ApiError("CORRUPT", `${what} came with other bytes: sha256 ${sha256.slice(0, 12)}.`, { retryable: false });
    } catch (cause) {
      throw cause instanceof ApiError ? cause : broken(cause, what, signal);
    } finally {
      await file.close();
    }
    await rename(part, target);
  } finally {
    await rm(part, { force: true });
  }
}

async function receive(body: AsyncIterable<Uint8Array>, file: FileHandle, sizeBytes: number): Promise<string> {
  const hash = createHash("sha256");
  let received = 0;
  for await (const piece of body) {
    received += piece.length;
    if (received > sizeBytes) throw new ApiError("CORRUPT", `More came than the ${sizeBytes} bytes that were announced.`, { retryable: false });
    hash.update(piece);
    await file.writeFile(piece);
  }
  return hash.digest("hex");
}

/**
 * Puts a file under a path of the API. The server checks the bytes against `x-content-sha256`.
 * @throws ApiError with code HTTP_<status> where it is refused; the file system's error where the file cannot be read
 */
export async function upload({ url, token }: FileServer, path: string, file: string, headers: Record<string, string>, signal: AbortSignal): Promise<void> {
  const what = `Upload of ${path.split("/").at(-1)}`;
  const handle = await open(file, "r");
  const bytes = handle.createReadStream();
  try {
    const { size } = await handle.stat();
    const body = size === 0 ? new Uint8Array() : (Readable.toWeb(bytes) as ReadableStream<Uint8Array>);
    const response = await answered(
      fetch(new URL(path, url), {
        method: "PUT",
        headers: { "content-type": "application/octet-stream", ...headers, authorization: `Bearer ${token}`, "content-length": String(size) },
        body,
        duplex: "half",
        signal,
      }),
      what,
      signal,
    );
    await response.body?.cancel();
  } finally {
    bytes.destroy(); // a handle waits for its stream, which nobody reads on where the connection broke
    await handle.close();
  }
}

async function answered(sending: Promise<Response>, what: string, signal: AbortSignal): Promise<Response> {
  let response: Response;
  try {
    response = await sending;
  } catch (cause) {
    throw broken(cause, what, signal);
  }
  if (response.ok) return response;
  const reason = (await response.text().catch(() => "")).slice(0, 300);
  const retryable = (response.status >= 500 && response.status !== 507) || [408, 425, 429].includes(response.status);
  throw new ApiError(`HTTP_${response.status}`, `${what} was answered with HTTP status ${response.status}${reason ? `: ${reason}` : ""}.`, { retryable, status: response.status });
}

const broken = (cause: unknown, what: string, signal: AbortSignal): ApiError =>
  signal.aborted ? new ApiError("CANCELLED", `${what} was cancelled.`, { retryable: false, cause }) : new ApiError("UNREACHABLE", `${what}: the connection broke.`, { retryable: true, cause });
