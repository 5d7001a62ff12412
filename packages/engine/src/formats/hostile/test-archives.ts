import { readFileSync, writeFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import type { ZipFile } from "../test-zip.ts";
import { zipOf } from "../test-zip.ts";
import { openZip } from "../zip-archive.ts";
import type { HostileFile } from "./test-hostile-file.ts";

const MIB = 1024 * 1024;
const sound = openZip(readFileSync(new URL("../keras/recorded/residual.keras", import.meta.url)));
/** The files of a sound Keras archive; those of the same name take their place, others come beside. */
export const kerasFiles = (...other: ZipFile[]): ZipFile[] => [...sound.names.filter((name) => other.every((each) => each.name !== name)).map((name) => ({ name, content: sound.unpack(name, MIB) })), ...other];
const config = Buffer.from(sound.unpack("config.json", MIB)).toString("utf8");

const archive = (name: string, files: () => ZipFile[], says: RegExp, options?: { count: number }): HostileFile => ({ name, make: (path) => writeFileSync(path, zipOf(files(), options)), says });
const bytes = (name: string, content: () => Uint8Array | string, says: RegExp): HostileFile => ({ name, make: (path) => writeFileSync(path, content()), says });
const zeros = (mebibytes: number, lies: Partial<ZipFile> = {}): ZipFile => ({ name: "config.json", content: Buffer.alloc(mebibytes * MIB), deflate: true, ...lies });

/** Archives that unpack to more than they should, lie, or hold code. */
export const hostileArchives: HostileFile[] = [
  archive("bomb-ratio.keras", () => kerasFiles(zeros(256)), /config\.json says that it unpacks to 268435456 bytes/),
  archive("bomb-lying-size.keras", () => kerasFiles(zeros(256, { size: 1000 })), /does not unpack into the 1000 bytes/),
  archive("bomb-weights.keras", () => kerasFiles({ name: "model.weights.h5", content: Buffer.alloc(16 * MIB), deflate: true }), /no sound HDF5 file/),
  archive("bomb-claimed-weights.keras", () => kerasFiles({ name: "model.weights.h5", content: "x", deflate: true, size: 0xfffffff0 }), /unpacks to 4294967280 bytes/),
  archive("bomb-nested.zip", () => [{ name: "a.zip", content: zipOf([{ name: "b.zip", content: zipOf([{ name: "c", content: Buffer.alloc(64 * MIB), deflate: true }]), deflate: true }]), deflate: true }], /zip archive of 1 file\(s\): unpack it/),
  archive("bomb-nested.keras", () => kerasFiles({ name: "model.weights.h5", content: zipOf([zeros(64)]), deflate: true }), /no sound HDF5 file/),
  archive("many-entries.keras", () => kerasFiles(...Array.from({ length: 60_000 }, (_, k) => ({ name: `f${k}` }))), /60003 files; 1000/),
  archive("overlapping.keras", () => kerasFiles({ name: "again", at: 0 }), /again lies within another file|lies within/),
  archive("same-name.keras", () => [...kerasFiles(), { name: "config.json", content: "{}" }], /holds config\.json twice/),
  archive("parent-name.keras", () => kerasFiles({ name: "../../outside.txt", content: "x" }), /leads out of a folder/),
  archive("absolute-name.keras", () => kerasFiles({ name: "/etc/cron.d/x", content: "x" }), /leads out of a folder/),
  archive("windows-name.keras", () => kerasFiles({ name: "..\\x", content: "x" }), /leads out of a folder/),
  archive("nul-name.keras", () => kerasFiles({ name: "x\0.json", content: "x" }), /leads out of a folder/),
  archive("lying-count.keras", kerasFiles, /does not name as many files/, { count: 60_000 }),
  archive("zip64-marks.keras", () => kerasFiles(zeros(1, { size: 0xffffffff, packedSize: 0xffffffff })), /reaches beyond the directory/),
  archive("encrypted.keras", () => kerasFiles({ name: "config.json", content: config, flags: 1 }), /encrypted/),
  archive("checksum.keras", () => kerasFiles({ name: "config.json", content: config, crc: 7 }), /another size or checksum/),
  archive("lambda.keras", () => kerasFiles({ name: "config.json", content: config.replace('"class_name": "Activation"', '"class_name": "Lambda"') }), /Layer act: Lambda holds Python code/),
  archive("pickle-inside.keras", () => kerasFiles({ name: "assets/x.pkl", content: "cos\nsystem\n" }), /holds assets\/x\.pkl/),
  archive("deep-config.keras", () => kerasFiles({ name: "config.json", content: `${'{"config":'.repeat(200_000)}1${"}".repeat(200_000)}`, deflate: true }), /200000 deep within each other; 256/),
  archive("wide-config.keras", () => kerasFiles({ name: "config.json", content: `{"class_name":"Sequential","config":{"layers":[${"[],".repeat(4 * MIB)}0]}}`, deflate: true }), /holds about \d+ values/),
  archive("many-wrong-layers.keras", () => kerasFiles({ name: "config.json", content: `{"class_name":"Sequential","config":{"layers":[${"0,".repeat(490_000)}0]}}`, deflate: true }), /describes no layers/),
  archive("proto-config.keras", () => kerasFiles({ name: "config.json", content: config.replaceAll('"stem"', '"__proto__"') }), /__proto__/),
  archive("ends-by-name.keras", () => kerasFiles({ name: "config.json", content: config.replace('"input_layers": ["image", 0, 0]', '"input_layers": {"__proto__": ["image", 0, 0]}') }), /one input and one output is read, written as a list/),
  archive("command-name.keras", () => kerasFiles({ name: "config.json", content: config.replaceAll('"act"', '"\\u001b]0;owned\\u0007"').replace('"class_name": "Activation"', '"class_name": "GRU"') }), /Layer \\u001b\]0;owned\\u0007: GRU is not supported/),
  archive("huge-layer.keras", () => kerasFiles({ name: "config.json", content: config.replace('"units": 3', '"units": 9007199254740991') }), /must have the shape \[8, 9007199254740991\]/),
  archive("huge-image.keras", () => kerasFiles({ name: "config.json", content: config.replaceAll("[null, 6, 6, 2]", "[null, 9007199254740991, 9007199254740991, 2]") }), /more than 2147483647 values/),
  bytes("end-only.zip", () => Buffer.concat([Buffer.from("PK"), Buffer.alloc(40)]), /is no |first bytes/),
  bytes("truncated.keras", () => zipOf(kerasFiles()).subarray(0, 20_000), /is no |first bytes/),
  bytes("torch.pt", () => zipOf([{ name: "archive/data.pkl", content: "cos\nsystem\n" }, { name: "archive/data/0", content: "x" }]), /pickle/),
  bytes("old-torch.pth", () => Uint8Array.of(0x80, 2, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e), /before version 1\.6/),
  ...[2, 3, 4, 5].map((protocol) => bytes(`protocol-${protocol}.pkl`, () => Buffer.concat([Uint8Array.of(0x80, protocol), Buffer.from("cos\nsystem\n(S'true'\ntR.")]), /Python pickle/)),
  bytes("protocol-0.pkl", () => "cos\nsystem\n(S'true'\ntR.", /first bytes/),
  bytes("plain.joblib", () => Buffer.concat([Uint8Array.of(0x80, 4, 0x95), Buffer.alloc(64)]), /Python pickle/),
  bytes("compressed.joblib", () => gzipSync(Buffer.alloc(64 * MIB)), /gzip: unpack/),
  bytes("objects.npy", () => Buffer.concat([Buffer.from("\u0093NUMPY\u0001\u0000\u0076\u0000{'descr': '|O', 'fortran_order': False, 'shape': (3,), }", "latin1")]), /Python objects/),
  bytes("huge.npy", () => Buffer.from("\u0093NUMPY\u0001\u0000\u0076\u0000{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999, 99999999999), }", "latin1"), /is no model|needs \d/),
  bytes("huge.idx", () => Uint8Array.of(0, 0, 8, 2, 255, 255, 255, 255, 255, 255, 255, 255, 1), /is no model|needs \d/),
  archive("objects.npz", () => [{ name: "a.npy", content: "\u0093NUMPY" }], /zip archive of 1/),
];
