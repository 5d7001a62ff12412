import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync } from "node:fs";
import { join } from "node:path";
import { EngineError } from "./errors.ts";
import { decodeTensorFile, encodeTensorFile } from "./formats/tensor-file.ts";
import type { ForeignModel } from "./network/foreign-model.ts";
import { isForeign } from "./network/foreign-model.ts";
import type { Network, Rows } from "./network/network.ts";
import { fingerprint } from "./network/network.ts";
import { writeWhole } from "./work-folder.ts";

/** What a cache keeps at the most; what was not asked for the longest goes first. */
const LIMIT_BYTES = 512 * 1024 * 1024;
const metadataKey = "joulemark_logits";

/** Logits that networks gave for rows, in a folder that runs share, by the content of both: who has the key has computed the same. */
export class LogitCache {
  private readonly folder: string;
  private readonly machine: string;
  private readonly log: (message: string) => void;

  /**
   * @param machine what computes: bits depend on the backend, its version and threads, and on the processor
   * @param log told where the cache is of no use, and why: a run never fails for it
   */
  constructor(folder: string, machine: string, log: (message: string) => void) {
    this.folder = folder;
    this.machine = machine;
    this.log = log;
  }

  /** Names what the model says of these rows. */
  keyOf(model: Network | ForeignModel, { values, count }: Rows): string {
    const hash = createHash("sha256");
    hash.update(JSON.stringify([isForeign(model) ? createHash("sha256").update(model.bytes).digest("hex") : fingerprint(model), this.machine, values.constructor.name, count]));
    hash.update(Buffer.from(values.buffer, values.byteOffset, values.byteLength));
    return hash.digest("hex");
  }

  /** Logits of this key, so many; null where there are none that are sound. */
  read(key: string, length: number): Float32Array | null {
    const path = this.pathOf(key);
    if (!existsSync(path)) return null;
    try {
      const { tensors, metadata } = decodeTensorFile(readFileSync(path));
      const { values } = tensors["logits"] ?? {};
      if (metadata[metadataKey] !== key || !(values instanceof Float32Array) || values.length !== length) throw new EngineError("CORRUPT", "It holds other logits than its name says.");
      utimesSync(path, new Date(), new Date());
      return values;
    } catch (error) {
      this.log(`The cached logits ${key.slice(0, 12)} cannot be used and are made again: ${(error as Error).message}`);
      return null;
    }
  }

  write(key: string, logits: Float32Array, classes: number): void {
    try {
      const tensors = { logits: { dtype: "F32" as const, shape: [logits.length / classes, classes], values: logits } };
      const own = join(this.folder, `${key}.${process.pid}`); // runs that make the same logits at once do not write into each other's file
      writeWhole(own, encodeTensorFile({ tensors, metadata: { [metadataKey]: key } }));
      renameSync(own, this.pathOf(key));
      this.shrink();
    } catch (error) {
      this.log(`The logits were not cached: ${(error as Error).message}`);
    }
  }

  private pathOf(key: string): string {
    return join(this.folder, `${key}.safetensors`);
  }

  private shrink(): void {
    const files = readdirSync(this.folder).flatMap((name) => {
      const status = statSync(join(this.folder, name), { throwIfNoEntry: false });
      return status ? [{ path: join(this.folder, name), sizeBytes: status.size, usedAt: status.mtimeMs }] : [];
    });
    let keptBytes = 0;
    for (const { path, sizeBytes } of files.toSorted((a, b) => b.usedAt - a.usedAt)) {
      keptBytes += sizeBytes;
      if (keptBytes > LIMIT_BYTES) rmSync(path, { force: true });
    }
  }
}
