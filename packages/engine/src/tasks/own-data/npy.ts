import { EngineError } from "../../errors.ts";
import type { ArrayFile } from "./array-file.ts";

const readers: Record<string, { size: number; read: (view: DataView, at: number) => number }> = {
  "|u1": { size: 1, read: (view, at) => view.getUint8(at) },
  "|b1": { size: 1, read: (view, at) => view.getUint8(at) },
  "|i1": { size: 1, read: (view, at) => view.getInt8(at) },
  "<u2": { size: 2, read: (view, at) => view.getUint16(at, true) },
  "<i2": { size: 2, read: (view, at) => view.getInt16(at, true) },
  "<u4": { size: 4, read: (view, at) => view.getUint32(at, true) },
  "<i4": { size: 4, read: (view, at) => view.getInt32(at, true) },
  "<i8": { size: 8, read: (view, at) => Number(view.getBigInt64(at, true)) },
  "<f4": { size: 4, read: (view, at) => view.getFloat32(at, true) },
  "<f8": { size: 8, read: (view, at) => view.getFloat64(at, true) },
};

/**
 * @throws EngineError CORRUPT naming the file; UNSUPPORTED for Python objects, which are pickles, and for what is not read
 * Source: numpy.lib.format, "Format Version 1.0" to 3.0
 */
export function readNpy(file: string, bytes: Uint8Array): ArrayFile {
  const corrupt = (why: string): EngineError => new EngineError("CORRUPT", `${file} is no sound npy file: ${why}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (bytes.length < 12 || bytes[0] !== 0x93 || Buffer.from(bytes.subarray(1, 6)).toString("latin1") !== "NUMPY") throw corrupt("it does not begin with \\x93NUMPY");
  const headerAt = bytes[6] === 1 ? 10 : 12;
  const begin = headerAt + (bytes[6] === 1 ? view.getUint16(8, true) : view.getUint32(8, true));
  if (begin > bytes.length) throw corrupt("its header reaches beyond its end");
  const header = Buffer.from(bytes.subarray(headerAt, begin)).toString("latin1");
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const dimensions = /'shape':\s*\(([\d\s,]*)\)/.exec(header)?.[1];
  if (dtype === undefined || dimensions === undefined) throw corrupt("its header names no simple type and shape");
  if (dtype.includes("O")) throw new EngineError("UNSUPPORTED", `${file} holds Python objects, which are stored as a pickle: a program that whoever reads it runs, so none is read. Save numbers: array.astype("float32").`);
  const type = readers[dtype];
  if (!type) throw new EngineError("UNSUPPORTED", `${file} has the type ${dtype}; ${Object.keys(readers).join(", ")} are read.`);
  if (/'fortran_order':\s*True/.test(header)) throw new EngineError("UNSUPPORTED", `${file} is stored column by column; save numpy.ascontiguousarray(array).`);
  const shape = dimensions.split(",").flatMap((part) => (part.trim() === "" ? [] : [Number(part)]));
  const count = shape.reduce((a, b) => a * b, 1);
  if (shape.length === 0) throw corrupt("it is a single number, no array");
  if (bytes.length - begin !== count * type.size) throw corrupt(`[${shape.join(", ")}] takes ${count * type.size} bytes, and ${bytes.length - begin} are there`);
  if (type === readers["|u1"]) return { shape, values: Uint8Array.from(bytes.subarray(begin)) };
  return { shape, values: Float64Array.from({ length: count }, (_, k) => type.read(view, begin + k * type.size)) };
}
