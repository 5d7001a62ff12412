import { EngineError } from "../errors.ts";
import { zipNames } from "./zip-directory.ts";

const PICKLE_REASON = "A pickle is a program: whoever reads it runs what it says, so none is read here.";
const startsWith = (bytes: Uint8Array, ...magic: number[]): boolean => magic.every((byte, at) => bytes[at] === byte);
const text = (bytes: Uint8Array, from: number, to: number): string => Buffer.from(bytes.subarray(from, to)).toString("latin1");

/** Protocols 2 … 5 begin with PROTO and the number; arrays may follow the end of the pickle. Source: CPython, Lib/pickletools.py. */
const isPickle = (bytes: Uint8Array): boolean => bytes[0] === 0x80 && bytes[1]! >= 2 && bytes[1]! <= 5;
/** PyTorch before 1.6: a pickle of a magic number, one of the protocol's version, more pickles, raw values at the end. */
const isOldTorch = (bytes: Uint8Array): boolean => startsWith(bytes, 0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19);

/** What a file is that is known and not read, and what would be; null: none of these. */
function refusalOf(bytes: Uint8Array): string | null {
  if (isOldTorch(bytes)) return `is a PyTorch file of before version 1.6, a pickle. ${PICKLE_REASON} Save the weights as safetensors, or the model as ONNX by torch.onnx.export.`;
  if (isPickle(bytes)) return `is a Python pickle. ${PICKLE_REASON} Save the weights as safetensors, or the model as ONNX.`;
  if (text(bytes, 0, 4) === "GGUF") return "is GGUF, a language model's file for llama.cpp. It is not read.";
  if (startsWith(bytes, 0x1f, 0x8b)) return "is compressed by gzip: unpack it first.";
  const names = zipNames(bytes);
  if (!names) return null;
  if (names.some((name) => name.endsWith("data.pkl"))) return `is a PyTorch archive whose data.pkl is a pickle. ${PICKLE_REASON} Save the weights as safetensors, or the model as ONNX by torch.onnx.export.`;
  const pickled = names.find((name) => /\.(pkl|pickle|pt|pth)$/.test(name));
  if (pickled !== undefined) return `is a zip archive that holds a pickle, ${pickled}. ${PICKLE_REASON}`;
  return `is a zip archive of ${names.length} file(s): unpack it first.`;
}

/** @throws EngineError CORRUPT where a file is shorter than its header says */
function checkLength(path: string, length: number, begin: number, shape: number[], elementBytes: number): void {
  const needed = shape.reduce((product, each) => product * each, elementBytes);
  if (!(begin + needed <= length)) throw new EngineError("CORRUPT", `${path} says that it is an array of shape [${shape.join(", ")}], which needs ${needed} bytes; it has ${Math.max(0, length - begin)}.`);
}

/** An array's header in words; null: it is no npy file. @throws EngineError UNSUPPORTED for an array of Python objects, which are pickles */
function npyHeader(path: string, bytes: Uint8Array): { dtype: string; shape: number[] } | null {
  if (bytes[0] !== 0x93 || text(bytes, 1, 6) !== "NUMPY") return null;
  const header = text(bytes, 8, 4096);
  const dtype = /'descr':\s*'([^']+)'/.exec(header)?.[1];
  const shape = /'shape':\s*\(([\d,\s]*)\)/.exec(header)?.[1];
  if (dtype?.includes("O")) throw new EngineError("UNSUPPORTED", `${path} is an npy array of Python objects, which are stored as pickles. ${PICKLE_REASON} Save numbers.`);
  if (dtype === undefined || shape === undefined) throw new EngineError("CORRUPT", `${path} begins as an npy array, but its header names no type and shape.`);
  const lengths = shape.split(",").flatMap((part) => (part.trim() === "" ? [] : [Number(part)]));
  // Source: numpy.org, "numpy.lib.format": the header's length in two bytes, from version 2 in four.
  const begin = bytes.length < 12 ? 12 : bytes[6] === 1 ? 10 + bytes[8]! + 256 * bytes[9]! : 12 + Buffer.from(bytes.subarray(8, 12)).readUInt32LE();
  const size = /^[<>|=]?[biufc](\d+)$/.exec(dtype)?.[1];
  checkLength(path, bytes.length, begin, lengths, size === undefined ? 0 : Number(size));
  return { dtype, shape: lengths };
}

const idxTypes: Record<number, string> = { 0x08: "uint8", 0x09: "int8", 0x0b: "int16", 0x0c: "int32", 0x0d: "float32", 0x0e: "float64" };

const idxBytes: Record<number, number> = { 0x08: 1, 0x09: 1, 0x0b: 2, 0x0c: 4, 0x0d: 4, 0x0e: 8 };

/** Source: yann.lecun.com/exdb/mnist, "the IDX file format". */
function idxHeader(path: string, bytes: Uint8Array): { dtype: string; shape: number[] } | null {
  const [dtype, dimensions = 0] = [idxTypes[bytes[2] ?? 0], bytes[3]];
  if (!startsWith(bytes, 0, 0) || !dtype || dimensions < 1 || dimensions > 8 || bytes.length < 4 + 4 * dimensions) return null;
  const view = new DataView(bytes.buffer, bytes.byteOffset);
  const shape = Array.from({ length: dimensions }, (_, k) => view.getUint32(4 + 4 * k));
  checkLength(path, bytes.length, 4 + 4 * dimensions, shape, idxBytes[bytes[2]!]!);
  return { dtype, shape };
}

/**
 * Says what a file of somebody else's format is: an array that may be data; null: it is none that is known.
 * @throws EngineError UNSUPPORTED with the reason for what is known and not read: pickles, archives
 */
export function describeForeign(path: string, bytes: Uint8Array): Record<string, unknown> | null {
  const refusal = refusalOf(bytes);
  if (refusal !== null) throw new EngineError("UNSUPPORTED", `${path} ${refusal}`);
  const npy = npyHeader(path, bytes);
  if (npy) return { kind: "array", format: "npy", ...npy };
  const idx = idxHeader(path, bytes);
  return idx && { kind: "array", format: "idx", ...idx };
}
