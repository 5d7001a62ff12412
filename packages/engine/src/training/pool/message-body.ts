import { DefaultDeserializer, DefaultSerializer } from "node:v8";
import { EngineError } from "../../errors.ts";
import type { Reply, Request } from "./messages.ts";

/** Bytes of a message at the most: two gigabytes less one, the most that `ws` bounds. */
export const MOST_BYTES = 2 ** 31 - 1;

/** Arrays from this size on are sent and received as they are in memory, without a copy; smaller ones are not worth a piece of their own. */
const APART_BYTES = 16 * 1024;
const kinds = { Float32Array, Int32Array, Uint32Array, Uint16Array, Uint8Array } as const;
const names = Object.keys(kinds) as (keyof typeof kinds)[];

class BodySerializer extends DefaultSerializer {
  readonly apart: Uint8Array[] = [];

  /** Called by V8 for each typed array. */
  _writeHostObject(view: Uint8Array): void {
    const kind = names.indexOf(view[Symbol.toStringTag] as keyof typeof kinds); // not by its constructor, which may be another realm's
    if (kind < 0) throw new TypeError(`A message has no ${view[Symbol.toStringTag]}.`);
    const bytes = new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
    const isApart = bytes.length >= APART_BYTES;
    this.writeUint32(2 * kind + Number(isApart));
    if (isApart) return void this.apart.push(bytes);
    this.writeUint32(bytes.length);
    this.writeRawBytes(bytes);
  }
}

class BodyDeserializer extends DefaultDeserializer {
  private readonly apart: readonly Uint8Array[];
  private taken = 0;

  constructor(head: Uint8Array, apart: readonly Uint8Array[]) {
    super(head);
    this.apart = apart;
  }

  /** Called by V8 for each typed array. */
  _readHostObject(): InstanceType<(typeof kinds)[keyof typeof kinds]> {
    const code = this.readUint32();
    const kind = kinds[names[code >> 1]!];
    const bytes = code % 2 === 1 ? this.apart[this.taken++]! : new Uint8Array(this.readRawBytes(this.readUint32())); // a copy
    const aligned = bytes.byteOffset % kind.BYTES_PER_ELEMENT === 0 ? bytes : new Uint8Array(bytes);
    return new kind(aligned.buffer as ArrayBuffer, aligned.byteOffset, aligned.byteLength / kind.BYTES_PER_ELEMENT);
  }
}

/**
 * Pieces of a message, to be sent one after another: V8's structured clone, and after it the larger arrays as they are in memory. They are views: nobody may
 * change them before they are sent. Only who showed the run's token is listened to: it is no format for strangers.
 * @throws EngineError UNSUPPORTED where it is too large for one message
 */
export function encodeMessage(message: Request | Reply): Uint8Array[] {
  const serializer = new BodySerializer();
  serializer.writeHeader();
  serializer.writeValue(message);
  const pieces = [serializer.releaseBuffer(), ...serializer.apart];
  const bytes = pieces.reduce((sum, { length }) => sum + length, 0);
  if (bytes > MOST_BYTES) throw new EngineError("UNSUPPORTED", `A training process would have to be sent ${bytes} bytes at once, and ${MOST_BYTES} are the most: take fewer examples, a smaller network, or the strategy single.`);
  return pieces;
}

/** Arrays are views of the pieces. */
export function decodeMessage<Message extends Request | Reply>([head, ...apart]: readonly Uint8Array[]): Message {
  const deserializer = new BodyDeserializer(head!, apart);
  deserializer.readHeader();
  return deserializer.readValue() as Message;
}
