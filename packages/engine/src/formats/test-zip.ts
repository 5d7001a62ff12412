import { crc32, deflateRawSync } from "node:zlib";

/** A file of an archive; what is given beside its content is written in place of what is true. */
export interface ZipFile {
  name: string;
  content?: Uint8Array | string;
  deflate?: boolean;
  size?: number;
  packedSize?: number;
  flags?: number;
  method?: number;
  crc?: number;
  /** Where the directory says that it begins. */
  at?: number;
}

/** A zip archive, sound or not. Source: PKWARE APPNOTE 6.3.10. */
export function zipOf(files: ZipFile[], { count = files.length }: { count?: number } = {}): Buffer {
  const locals: Buffer[] = [];
  const entries: Buffer[] = [];
  let at = 0;
  for (const { name, content = "", deflate = false, ...lies } of files) {
    const bytes = Buffer.from(content as string);
    const packed = deflate ? deflateRawSync(bytes) : bytes;
    const encoded = Buffer.from(name);
    const fields = Buffer.alloc(22); // flags to the length of the name, as both headers have them
    fields.writeUInt16LE(lies.flags ?? 0, 0);
    fields.writeUInt16LE(lies.method ?? (deflate ? 8 : 0), 2);
    fields.writeUInt32LE(lies.crc ?? crc32(bytes), 8);
    fields.writeUInt32LE(lies.packedSize ?? packed.length, 12);
    fields.writeUInt32LE(lies.size ?? bytes.length, 16);
    fields.writeUInt16LE(encoded.length, 20);
    const entry = Buffer.alloc(46);
    entry.write("PK\u0001\u0002", "latin1");
    fields.copy(entry, 8);
    entry.writeUInt32LE(lies.at ?? at, 42);
    entries.push(Buffer.concat([entry, encoded]));
    const local = Buffer.concat([Buffer.from("PK\u0003\u0004\u0014\u0000", "latin1"), fields, Buffer.alloc(2), encoded, packed]);
    locals.push(local);
    at += local.length;
  }
  const directory = Buffer.concat(entries);
  const end = Buffer.alloc(22);
  end.write("PK\u0005\u0006", "latin1");
  end.writeUInt16LE(count, 8);
  end.writeUInt16LE(count, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...locals, directory, end]);
}
