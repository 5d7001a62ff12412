const END_RECORD = 0x06054b50;
const ENTRY = 0x02014b50;
const [END_BYTES, COMMENT_BYTES, ENTRY_BYTES] = [22, 65_535, 46];

/**
 * Names of the files of a zip archive, from its directory; nothing is unpacked. Null: the bytes are no zip archive.
 * Source: PKWARE APPNOTE 6.3.10, sections 4.3.12 and 4.3.16.
 */
export function zipNames(bytes: Uint8Array): string[] | null {
  const view = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (view.length < END_BYTES || view.toString("latin1", 0, 2) !== "PK") return null;
  for (let at = view.length - END_BYTES; at >= Math.max(0, view.length - END_BYTES - COMMENT_BYTES); at--) {
    if (view.readUInt32LE(at) === END_RECORD) return namesFrom(view, view.readUInt32LE(at + 16), view.readUInt16LE(at + 10));
  }
  return null;
}

function namesFrom(view: Buffer, begin: number, count: number): string[] {
  const names: string[] = [];
  for (let at = begin; names.length < count && at + ENTRY_BYTES <= view.length && view.readUInt32LE(at) === ENTRY; ) {
    const length = view.readUInt16LE(at + 28);
    names.push(view.toString("utf8", at + ENTRY_BYTES, at + ENTRY_BYTES + length));
    at += ENTRY_BYTES + length + view.readUInt16LE(at + 30) + view.readUInt16LE(at + 32);
  }
  return names;
}
