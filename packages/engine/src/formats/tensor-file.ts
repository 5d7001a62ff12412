import { createHash } from "node:crypto";
import { z } from "zod";
import { EngineError } from "../errors.ts";
import { measureJson, parseBoundedObject } from "./bounded-json.ts";

/** Element types by safetensors' names: how their values are kept here, float16 and bfloat16 as their bits. */
const dtypes = { F32: Float32Array, I32: Int32Array, F16: Uint16Array, BF16: Uint16Array, I8: Int8Array } as const;
type DType = keyof typeof dtypes;
export type TensorValues = Float32Array | Int32Array | Uint16Array | Int8Array;

export interface FileTensor {
  dtype: DType;
  shape: number[];
  values: TensorValues;
}

export interface TensorFile {
  tensors: Record<string, FileTensor>;
  metadata: Record<string, string>;
}

const HEADER_LIMIT_BYTES = 16 * 1024 * 1024;
const MOST_TENSORS = 100_000;
const placeSchema = z.object({ data_offsets: z.tuple([z.int().min(0), z.int().min(0)]) });
const entrySchema = placeSchema.extend({ dtype: z.enum(Object.keys(dtypes) as [DType, ...DType[]]), shape: z.array(z.int().min(0)) });
const headerSchema = z.looseObject({ __metadata__: z.record(z.string(), z.string()).default({}) });

const checksumKey = "data_sha256";

/**
 * Bytes of a safetensors file: 8 bytes length of the header, the header as JSON, the values, little-endian. Equal content gives equal bytes.
 * A checksum of the values and the other metadata stands in the metadata. Source: github.com/huggingface/safetensors, "Format".
 */
export function encodeTensorFile({ tensors, metadata }: TensorFile): Buffer {
  // Wide elements first, so that each tensor begins at a multiple of its own.
  const names = Object.keys(tensors).toSorted().toSorted((a, b) => tensors[b]!.values.BYTES_PER_ELEMENT - tensors[a]!.values.BYTES_PER_ELEMENT);
  const header: Record<string, unknown> = {};
  let offset = 0;
  const chunks = names.map((name) => {
    const { dtype, shape, values } = tensors[name]!;
    header[name] = { dtype, shape, data_offsets: [offset, offset + values.byteLength] };
    offset += values.byteLength;
    return Buffer.from(values.buffer, values.byteOffset, values.byteLength);
  });
  const data = Buffer.concat(chunks);
  const written = { ...metadata, [checksumKey]: checksum(data, metadata) };
  const text = JSON.stringify({ __metadata__: written, ...header });
  const padded = Buffer.from(text.padEnd(Math.ceil(Buffer.byteLength(text) / 8) * 8 - (Buffer.byteLength(text) - text.length)));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, data]);
}

const checksum = (data: Uint8Array, metadata: Record<string, string>): string => createHash("sha256").update(JSON.stringify(Object.entries(metadata).toSorted())).update(data).digest("hex");

const corrupt = (why: string, cause?: unknown): EngineError => new EngineError("CORRUPT", `This is no sound safetensors file: ${why}.`, { cause });

function readHeader(bytes: Uint8Array): { header: Record<string, unknown>; data: Uint8Array } {
  if (bytes.length < 8) throw corrupt("it is shorter than 8 bytes");
  const length = new DataView(bytes.buffer, bytes.byteOffset, 8).getBigUint64(0, true);
  if (length > BigInt(Math.min(HEADER_LIMIT_BYTES, bytes.length - 8))) throw corrupt("its header reaches beyond its end, or is larger than 16 MiB");
  const end = 8 + Number(length);
  const text = bytes.subarray(8, end);
  const header = parseBoundedObject(text, "The header of this safetensors file");
  const names = Object.keys(header).length;
  if (names > MOST_TENSORS) throw new EngineError("UNSUPPORTED", `This safetensors file has ${names} tensors; ${MOST_TENSORS} are read at the most.`);
  if (measureJson(text).outerKeys !== names) throw corrupt("its header names a tensor twice");
  if (Object.hasOwn(header, "__proto__")) throw corrupt("__proto__ is no name of a tensor");
  return { header, data: bytes.subarray(end) };
}

/** Every byte belongs to one tensor: else a small file could name the same bytes a thousand times, and be a thousand times as large in memory. */
function checkCover(ranges: [number, number][], length: number): void {
  let reached = 0;
  for (const [begin, end] of ranges.toSorted((a, b) => a[0] - b[0] || a[1] - b[1])) {
    if (begin !== reached || end < begin) throw corrupt("its tensors overlap, or leave bytes that belong to none");
    reached = end;
  }
  if (reached !== length) throw corrupt(`its tensors end at byte ${reached} of ${length}`);
}

/**
 * @param unread which tensors nobody asks for: they may be of any type
 * @throws EngineError CORRUPT saying what is wrong: truncated, a header that is not JSON, overlapping or missing values, a wrong checksum
 */
export function decodeTensorFile(bytes: Uint8Array, unread: (name: string) => boolean = () => false): TensorFile {
  const { header, data } = readHeader(bytes);
  const parsed = headerSchema.safeParse(header);
  if (!parsed.success) throw corrupt("its metadata are not texts", parsed.error);
  const { __metadata__: written, ...entries } = parsed.data;
  const places = Object.entries(entries).map(([name, entry]) => {
    const place = placeSchema.safeParse(entry);
    if (!place.success) throw corrupt(`tensor ${name} is described without its offsets`, place.error);
    return place.data.data_offsets;
  });
  checkCover(places, data.length);
  const described = Object.entries(entries).filter(([name]) => !unread(name)).map(([name, entry]) => {
    const { dtype } = entry as { dtype?: unknown };
    if (typeof dtype === "string" && !Object.hasOwn(dtypes, dtype)) throw new EngineError("UNSUPPORTED", `Tensor ${name} is ${dtype}; ${Object.keys(dtypes).join(", ")} are read.`, { path: [name] });
    const checked = entrySchema.safeParse(entry);
    if (!checked.success) throw corrupt(`tensor ${name} is not described as ${Object.keys(dtypes).join(", ")} with shape and offsets`, checked.error);
    return { name, ...checked.data };
  });
  const tensors = described.map(({ name, dtype, shape, data_offsets: [begin, end] }): [string, FileTensor] => {
    if (end - begin !== dtypes[dtype].BYTES_PER_ELEMENT * shape.reduce((a, b) => a * b, 1) || end > data.length) throw corrupt(`tensor ${name} lies outside of the file, or its shape does not fit its length`);
    const own = new Uint8Array(data.subarray(begin, end)).buffer; // a copy: aligned, and independent of the file's buffer
    return [name, { dtype, shape, values: new dtypes[dtype](own) }];
  });
  const { [checksumKey]: expected, ...metadata } = written;
  if (expected !== undefined && expected !== checksum(data, metadata)) throw corrupt("its checksum does not fit its content");
  return { tensors: Object.fromEntries(tensors), metadata };
}
