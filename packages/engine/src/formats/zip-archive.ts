import { crc32, inflateRawSync } from "node:zlib";
import { EngineError } from "../errors.ts";
import { zipDirectory } from "./zip-directory.ts";

/** What an archive may ask of this machine. */
export const zipLimits = { entries: 1000 } as const;

const LOCAL = 0x04034b50;
const LOCAL_BYTES = 30;
const [STORED, DEFLATED, ENCRYPTED] = [0, 8, 1];

const corrupt = (why: string): EngineError => new EngineError("CORRUPT", `This is no sound zip archive: ${why}.`);
const unsupported = (why: string): EngineError => new EngineError("UNSUPPORTED", `This zip archive is not read: ${why}.`);

/** A name that is no path out of a folder. */
function checkName(name: string): void {
  if (name === "" || /[\\\0:]/.test(name) || name.split("/").some((part, k, all) => part === "." || part === ".." || (part === "" && k < all.length - 1))) throw unsupported(`it names a file ${JSON.stringify(name)}, which leads out of a folder`);
}

interface Place {
  name: string;
  begin: number;
  end: number;
  method: number;
  size: number;
  crc: number;
}

/** Names and places of all files, no two of them the same bytes. */
function placesOf(bytes: Buffer): Place[] {
  const directory = zipDirectory(bytes);
  if (!directory || directory.entries.length !== directory.count) throw corrupt("its directory does not name as many files as it says");
  if (directory.count > zipLimits.entries) throw unsupported(`it has ${directory.count} files; ${zipLimits.entries} are read at the most`);
  const places = directory.entries.map(({ name, at, packedSize, size, method, flags, crc }): Place => {
    checkName(name);
    if ((flags & ENCRYPTED) !== 0 || (method !== STORED && method !== DEFLATED)) throw unsupported(`${name} is encrypted, or packed by method ${method}; stored and deflated files are read`);
    if (at + LOCAL_BYTES > directory.begin || bytes.readUInt32LE(at) !== LOCAL) throw corrupt(`${name} does not begin where its directory says`);
    const begin = at + LOCAL_BYTES + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    if (begin + packedSize > directory.begin) throw corrupt(`${name} reaches beyond the directory`);
    if (method === STORED && packedSize !== size) throw corrupt(`${name} is stored, and says that ${packedSize} bytes are ${size}`);
    return { name, begin, end: begin + packedSize, method, size, crc };
  });
  let reached = 0;
  for (const { place: { name, end }, at } of places.map((place, k) => ({ place, at: directory.entries[k]!.at })).toSorted((a, b) => a.at - b.at)) {
    if (at < reached) throw corrupt(`${name} lies within another file of it`);
    reached = end;
  }
  const twice = places.find(({ name }, k) => places.findIndex((other) => other.name === name) < k);
  if (twice) throw corrupt(`it holds ${twice.name} twice`);
  return places;
}

/**
 * Opens an archive that is in memory; nothing is unpacked before it is asked for.
 * @returns the names, and what unpacks one of them, into so many bytes at the most
 * @throws EngineError CORRUPT for files that overlap, lie about their sizes or have other checksums; UNSUPPORTED for encryption, names that lead out of a folder, too many files, a file that is too large
 */
export function openZip(archive: Uint8Array): { names: string[]; unpack: (name: string, mostBytes: number) => Uint8Array } {
  const bytes = Buffer.from(archive.buffer, archive.byteOffset, archive.byteLength);
  const places = placesOf(bytes);
  const unpack = (name: string, mostBytes: number): Uint8Array => {
    const place = places.find((candidate) => candidate.name === name);
    if (!place) throw corrupt(`it holds no ${name}`);
    const { begin, end, size, method, crc } = place;
    if (size > mostBytes) throw unsupported(`${name} says that it unpacks to ${size} bytes; ${mostBytes} are read at the most`);
    const packed = bytes.subarray(begin, end);
    const content = method === STORED ? packed : inflated(name, packed, size);
    if (content.length !== size || crc32(content) !== crc) throw corrupt(`${name} has another size or checksum than its directory says`);
    return content;
  };
  return { names: places.map(({ name }) => name), unpack };
}

/** Never more than its directory says. */
function inflated(name: string, packed: Uint8Array, size: number): Uint8Array {
  try {
    return inflateRawSync(packed, { maxOutputLength: Math.max(1, size) });
  } catch (cause) {
    throw corrupt(`${name} does not unpack into the ${size} bytes that its directory says (${(cause as Error).message})`);
  }
}
