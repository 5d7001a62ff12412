import { EngineError } from "./errors.ts";

// Protocol buffers' wire format, as much of it as SavedModels and ONNX need. Source: protobuf.dev, "Encoding".

/** A field of a message: its number, how it is written, its value. */
export type Part = [field: number, kind: "int" | "float", value: number] | [field: number, kind: "bytes", value: Uint8Array | string];

function varint(value: number): Buffer {
  const bytes: number[] = [];
  if (value >= 0 && value < 2 ** 31) {
    let small = value;
    for (; small > 127; small >>= 7) bytes.push((small & 127) | 128);
    return Buffer.from([...bytes, small]);
  }
  let rest = BigInt.asUintN(64, BigInt(value));
  for (; rest > 127n; rest >>= 7n) bytes.push(Number(rest & 127n) | 128);
  return Buffer.from([...bytes, Number(rest)]);
}

/** A message from its fields, in the order given. */
export function message(parts: Part[]): Buffer {
  const chunks: Buffer[] = [];
  for (const [field, kind, value] of parts) {
    if (kind === "int") chunks.push(varint(field << 3), varint(value));
    else if (kind === "float") chunks.push(varint((field << 3) | 5), Buffer.from(Float32Array.of(value).buffer));
    else {
      const bytes = Buffer.from(value as string);
      chunks.push(varint((field << 3) | 2), varint(bytes.length), bytes);
    }
  }
  return Buffer.concat(chunks);
}

/** A field that was read: a whole number, or the bytes of a text, a message, packed or fixed numbers. */
export interface Field {
  field: number;
  /** Of a varint, as int64; 0 for the others. */
  value: number;
  /** Empty for a varint. They share the file's memory. */
  bytes: Uint8Array;
}

const corrupt = (why: string): EngineError => new EngineError("CORRUPT", `This is no sound protocol buffer: ${why}.`);
const none = new Uint8Array(0);

function readVarint(bytes: Uint8Array, at: number): { value: bigint; next: number } {
  let value = 0n;
  for (let shift = 0n, next = at; shift < 70n; shift += 7n) {
    const byte = bytes[next++];
    if (byte === undefined) throw corrupt("it ends within a number");
    value |= BigInt(byte & 127) << shift;
    if (byte < 128) return { value: BigInt.asIntN(64, value), next };
  }
  throw corrupt("a number is longer than ten bytes");
}

/** The whole numbers of a packed field. @throws EngineError CORRUPT */
export function* packedNumbers(bytes: Uint8Array): Generator<number> {
  for (let at = 0; at < bytes.length; ) {
    const { value, next } = readVarint(bytes, at);
    at = next;
    yield Number(value);
  }
}

/**
 * The fields of a message, in their order; nothing is copied.
 * @param budget how many more may be read, of this message and of others: the time that they take
 * @throws EngineError CORRUPT; UNSUPPORTED where there are more
 */
export function* fieldsOf(bytes: Uint8Array, budget: { left: number } = { left: Infinity }): Generator<Field> {
  for (let at = 0; at < bytes.length; ) {
    if (--budget.left < 0) throw new EngineError("UNSUPPORTED", "This protocol buffer is too large: it has more fields than are read.");
    const tag = readVarint(bytes, at);
    const [field, kind] = [Number(tag.value >> 3n), Number(tag.value & 7n)];
    if (field < 1) throw corrupt("a field has no number");
    if (kind === 0) {
      const { value, next } = readVarint(bytes, tag.next);
      at = next;
      yield { field, value: Number(value), bytes: none };
      continue;
    }
    const sized = kind === 2 ? readVarint(bytes, tag.next) : { value: kind === 1 ? 8n : 4n, next: tag.next };
    if (kind !== 1 && kind !== 2 && kind !== 5) throw corrupt(`it has fields of kind ${kind}`);
    if (sized.value < 0n || sized.value > BigInt(bytes.length - sized.next)) throw corrupt("a field reaches beyond its end");
    at = sized.next + Number(sized.value);
    yield { field, value: 0, bytes: bytes.subarray(sized.next, at) };
  }
}
