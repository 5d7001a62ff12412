import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { z } from "zod";
import { EngineError } from "../../errors.ts";
import type { FileTensor } from "../tensor-file.ts";
import { decodeTensorFile } from "../tensor-file.ts";
import type { wantedSchema } from "./hdf5-limits.ts";
import { hdf5Limits } from "./hdf5-limits.ts";

/** What was read of an HDF5 file, by paths that begin with "/". */
export interface Hdf5Content {
  tensors: Map<string, FileTensor>;
  /** Of each group that has some of those wanted. */
  attributes: Map<string, Map<string, string | string[]>>;
}

const reader = fileURLToPath(new URL("./hdf5-reader.ts", import.meta.url));
const refusalSchema = z.object({ code: z.enum(["CORRUPT", "UNSUPPORTED"]), message: z.string(), path: z.array(z.string()).optional() });
const attributesSchema = z.string().transform((text) => JSON.parse(text) as unknown).pipe(z.record(z.string(), z.record(z.string(), z.union([z.string(), z.array(z.string())]))));

/** Whether bytes begin as an HDF5 file does. */
export const looksLikeHdf5 = (bytes: Uint8Array): boolean => bytes.length > 8 && Buffer.from(bytes.buffer, bytes.byteOffset, 8).equals(Buffer.from("894844460d0a1a0a", "hex"));

/**
 * The float32 values and the wanted attributes of an HDF5 file, read by HDF5's own library in a process of its own, which ends after two minutes.
 * @throws EngineError CORRUPT for what is damaged, with what the library says; UNSUPPORTED naming the path of a link, compressed values, another type, or what is too large
 */
export function readHdf5(bytes: Uint8Array, wanted: z.infer<typeof wantedSchema>): Hdf5Content {
  if (bytes.length > hdf5Limits.fileBytes) throw new EngineError("UNSUPPORTED", `This HDF5 file has ${bytes.length} bytes; ${hdf5Limits.fileBytes} are read at the most.`);
  const { status, signal, stdout, stderr } = spawnSync(process.execPath, [`--max-old-space-size=${hdf5Limits.heapMib}`, "--disable-warning=ExperimentalWarning", reader, JSON.stringify(wanted), String(hdf5Limits.seconds + 5)], {
    input: bytes, env: {}, maxBuffer: 2 * hdf5Limits.fileBytes, timeout: hdf5Limits.seconds * 1000, killSignal: "SIGKILL",
  });
  if (status === 3) {
    const { code, message, path } = refusalSchema.parse(JSON.parse(stderr.toString("utf8")));
    throw new EngineError(code, message, path ? { path } : {});
  }
  if (status !== 0) throw new EngineError("CORRUPT", `This HDF5 file could not be read: its reader ended by ${signal ?? `the code ${status}`}. Sound files of up to ${hdf5Limits.fileBytes} bytes are read within ${hdf5Limits.seconds} s.`, { cause: new Error(stderr.toString("utf8").slice(-2000)) });
  const { tensors, metadata } = decodeTensorFile(stdout);
  const attributes = attributesSchema.parse(metadata["attributes"]);
  return { tensors: new Map(Object.entries(tensors)), attributes: new Map(Object.entries(attributes).map(([path, own]) => [path, new Map(Object.entries(own))])) };
}
