const END_RECORD = 0x06054b50;
const ENTRY = 0x02014b50;
const [END_BYTES, COMMENT_BYTES, ENTRY_BYTES] = [22, 65_535, 46];

/** A file of an archive as its directory has it. */
export interface ZipEntry {
  name: string;
  flags: number;
  method: number;
  crc: number;
  packedSize: number;
  size: number;
  /** Where it begins in the archive. */
  at: number;
}

/**
 * The directory of a zip archive: what it says of its files, and how many it says there are; nothing is unpacked, and nothing believed. Null: the bytes are no zip archive.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.3.16.
 */
export function zipDirectory(bytes: Uint8Array): { begin: number; count: number; entries: ZipEntry[] } | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < END_BYTES || view.toString("latin1", 0, 2) !== "PK") return null;
  for (let at = view.length - END_BYTES; at >= Math.max(0, view.length - END_BYTES - COMMENT_BYTES); at--) {
    if (view.readUInt32LE(at) !== END_RECORD) continue;
    const [begin, count] = [view.readUInt32LE(at + 16), view.readUInt16LE(at + 10)];
    return { begin, count, entries: entriesFrom(view, begin, count) };
  }
  return null;
}

function entriesFrom(view: Buffer, begin: number, count: number): ZipEntry[] {
  const entries: ZipEntry[] = [];
  for (let at = begin; entries.length < count && at + ENTRY_BYTES <= view.length && view.readUInt32LE(at) === ENTRY; ) {
    const length = view.readUInt16LE(at + 28);
    entries.push({
      name: view.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + length), flags: view.readUInt16LE(at + 8), method: view.readUInt16LE(at + 10), crc: view.readUInt32LE(at + 16),
      packedSize: view.readUInt32LE(at + 20), size: view.readUInt32LE(at + 24), at: view.readUInt32LE(at + 42),
    });
    at += ENTRY_BYTES + length + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  return entries;
}

/** Names of the files of a zip archive. Null: the bytes are no zip archive. */
export const zipNames = (bytes: Uint8Array): string[] | null => zipDirectory(bytes)?.entries.map(({ name }) => name) ?? null;
