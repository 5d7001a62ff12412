import type { Readable } from "node:stream";

/** Bytes that were stored. */
export interface StoredBlob {
  /** 64 digits, lower case. */
  sha256: string;
  sizeBytes: number;
}

/** Inclusive, as in HTTP's Range. */
export interface ByteRange {
  start: number;
  end: number;
}

/** The body was longer than allowed, or its hash another than was said. Nothing is visible of it. */
export class BlobRefused extends Error {
  override readonly name = "BlobRefused";
}

/** There is no space left to store it; nothing is visible of it. */
export class StorageFull extends Error {
  override readonly name = "StorageFull";
}

/** Content-addressed bytes. What is visible is whole and flushed. */
export interface BlobStore {
  /**
   * Stores bytes under their hash; a blob that is there already is kept. Where it refuses, the rest of the body is not read.
   * @throws BlobRefused when it is longer than maxBytes or its hash is not the one expected; StorageFull
   */
  put(body: AsyncIterable<Uint8Array>, expected: { sha256?: string; maxBytes: number }): Promise<StoredBlob>;
  /** @throws when there is no such blob, as an error of the stream */
  get(sha256: string, range?: ByteRange): Readable;
  /** Null: there is none. */
  size(sha256: string): Promise<number | null>;
  delete(sha256: string): Promise<void>;
  /** Of the disk it is on, B; null where there is no such limit. */
  disk(): Promise<{ sizeBytes: number; freeBytes: number } | null>;
}
