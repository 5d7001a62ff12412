import { describe, expect, test } from "@jest/globals";
import type { ZipFile } from "./test-zip.ts";
import { zipOf } from "./test-zip.ts";
import { openZip } from "./zip-archive.ts";

test("stored and deflated files come out as they went in, folders among them", () => {
  const text = "joule ".repeat(1000);
  const { names, unpack } = openZip(zipOf([{ name: "a.txt", content: text, deflate: true }, { name: "folder/" }, { name: "folder/b.bin", content: Uint8Array.of(1, 2, 3) }, { name: "empty", deflate: true }]));
  expect(names).toEqual(["a.txt", "folder/", "folder/b.bin", "empty"]);
  expect(Buffer.from(unpack("a.txt", 6000)).toString()).toBe(text);
  expect([...unpack("folder/b.bin", 3)]).toEqual([1, 2, 3]);
  expect(unpack("empty", 0)).toHaveLength(0);
});

describe("refused with the reason:", () => {
  const zeros: ZipFile = { name: "z", content: Buffer.alloc(1 << 20), deflate: true };
  test.each<[string, Buffer, RegExp]>([
    ["more bytes than are wanted", zipOf([{ ...zeros, content: Buffer.alloc(2 << 20) }]), /z says that it unpacks to 2097152 bytes; 1048576 are read/],
    ["more bytes than the directory says", zipOf([{ ...zeros, size: 1000 }]), /z does not unpack into the 1000 bytes/],
    ["fewer bytes than the directory says", zipOf([{ ...zeros, content: Buffer.alloc(10), size: 1000 }]), /z has another size or checksum/],
    ["another checksum", zipOf([{ name: "z", content: "abc", crc: 1 }]), /z has another size or checksum/],
    ["a stored file that says it is larger", zipOf([{ name: "z", content: "abc", size: 4 }]), /is stored, and says that 3 bytes are 4/],
    ["a file that reaches into the directory", zipOf([{ name: "z", content: "abc", size: 90, packedSize: 90 }]), /z reaches beyond the directory/],
    ["two names for the same bytes", zipOf([{ name: "z", content: "abc" }, { name: "y", content: "abc", at: 0 }]), /y lies within another file/],
    ["one name twice", zipOf([{ name: "z", content: "abc" }, { name: "z", content: "abd" }]), /holds z twice/],
    ["a path out of the folder", zipOf([{ name: "a/../../z" }]), /leads out of a folder/],
    ["an absolute path", zipOf([{ name: "/z" }]), /leads out of a folder/],
    ["a path as Windows writes it", zipOf([{ name: "C:\\z" }]), /leads out of a folder/],
    ["encryption", zipOf([{ name: "z", flags: 1 }]), /z is encrypted/],
    ["another way of packing", zipOf([{ name: "z", method: 12 }]), /packed by method 12/],
    ["more files than there are", zipOf([{ name: "z" }], { count: 2 }), /does not name as many files/],
    ["many files", zipOf(Array.from({ length: 1001 }, (_, k) => ({ name: `z${k}` }))), /has 1001 files; 1000 are read/],
    ["a place that is none", zipOf([{ name: "z", at: 4_000_000_000 }]), /z does not begin where/],
  ])("%s", (_, bytes, message) => {
    expect(() => openZip(bytes).unpack("z", 1 << 20)).toThrow(message);
  });
});
