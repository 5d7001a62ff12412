import { EngineError } from "../../errors.ts";
import type { ArrayFile } from "./array-file.ts";

const readers: Record<number, { size: number; read: (view: DataView, at: number) => number }> = {
  0x08: { size: 1, read: (view, at) => view.getUint8(at) },
  0x09: { size: 1, read: (view, at) => view.getInt8(at) },
  0x0b: { size: 2, read: (view, at) => view.getInt16(at) },
  0x0c: { size: 4, read: (view, at) => view.getInt32(at) },
  0x0d: { size: 4, read: (view, at) => view.getFloat32(at) },
  0x0e: { size: 8, read: (view, at) => view.getFloat64(at) },
};

/** @throws EngineError CORRUPT naming the file. Source: yann.lecun.com/exdb/mnist, "the IDX file format" */
export function readIdx(file: string, bytes: Uint8Array): ArrayFile {
  const corrupt = (why: string): EngineError => new EngineError("CORRUPT", `${file} is no sound idx file: ${why}.`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const type = readers[bytes[2] ?? -1];
  const rank = bytes[3] ?? 0;
  if (bytes[0] !== 0 || bytes[1] !== 0 || !type) throw corrupt("it does not begin with 00 00 and a type of 08, 09, 0b, 0c, 0d or 0e");
  const begin = 4 + 4 * rank;
  if (rank === 0 || bytes.length < begin) throw corrupt("its dimensions are cut off");
  const shape = Array.from({ length: rank }, (_, axis) => view.getUint32(4 + 4 * axis));
  const count = shape.reduce((a, b) => a * b, 1);
  if (bytes.length - begin !== count * type.size) throw corrupt(`[${shape.join(", ")}] takes ${count * type.size} bytes, and ${bytes.length - begin} are there`);
  if (type === readers[0x08]) return { shape, values: Uint8Array.from(bytes.subarray(begin)) };
  return { shape, values: Float64Array.from({ length: count }, (_, k) => type.read(view, begin + k * type.size)) };
}
