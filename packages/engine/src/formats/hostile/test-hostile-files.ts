import { execFileSync } from "node:child_process";
import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { hostileArchives } from "./test-archives.ts";
import { hostileEncoders } from "./test-encoders.ts";
import { hostileHdf5 } from "./test-hdf5.ts";
import type { HostileFile } from "./test-hostile-file.ts";
import { hostileFolders, hostileGraphs, hostileTensors } from "./test-tensors.ts";

/** As long as `mebibytes`, with holes for what is not told: it takes no room on a disk. */
const sparse = (name: string, beginning: Uint8Array | string, mebibytes: number, says: RegExp): HostileFile => ({
  name,
  make(path) {
    writeFileSync(path, beginning);
    truncateSync(path, mebibytes * 1024 * 1024);
  },
  says,
});

const strange: HostileFile[] = [
  { name: "empty", make: (path) => writeFileSync(path, ""), says: /is empty/ },
  { name: "one-byte", make: (path) => writeFileSync(path, "{"), says: /first bytes are 7b/ },
  { name: "folder", make: (path) => mkdirSync(path) as void, says: /folder without config\.json/ },
  { name: "pipe", make: (path) => void execFileSync("mkfifo", [path]), says: /is a pipe: a file is read/ },
  { name: "device", make: (path) => symlinkSync("/dev/zero", path), says: /is a device: a file is read/ },
  { name: "link-to-nothing", make: (path) => symlinkSync("nowhere", path), says: /There is no/ },
  { name: "link-to-itself", make: (path) => symlinkSync(path, path), says: /cannot be opened \(ELOOP\)/ },
  { name: "link-to-folder", make: (path) => symlinkSync("/proc", path), says: /folder without config\.json/ },
  { name: "gguf", make: (path) => writeFileSync(path, Buffer.concat([Buffer.from("GGUF"), Buffer.alloc(64, 0xff)])), says: /is GGUF/ },
  sparse("huge-unknown", "no model", 3000, /begins as no model does/), sparse("huge-pickle.pkl", Uint8Array.of(0x80, 4, 0x95), 3000, /is a Python pickle/), sparse("huge.h5", Buffer.from("894844460d0a1a0a00", "hex"), 600, /read at the most of an HDF5 file/),
  sparse("huge.zip", "PK\u0003\u0004", 3000, /read at the most of a zip archive/), sparse("huge.json", '{"modelTopology":', 3000, /16777216 are read at the most of JSON/), sparse("huge.safetensors", Uint8Array.of(9, 0, 0, 0, 0, 0, 0, 0, 0x7b), 3000, /read at the most of a safetensors file/),
  sparse("huge.onnx", Uint8Array.of(8, 8, 0x12), 3000, /read at the most of an ONNX model/), sparse("unknown-1-gib", "no model", 1024, /begins as no model does/),
  ...(["config.json", "tokenizer.json", "model.safetensors"] as const).map((name): HostileFile => ({
    name: `hub-${name}-pipe`,
    make(path) {
      mkdirSync(path);
      if (name !== "config.json") writeFileSync(join(path, "config.json"), "{}");
      execFileSync("mkfifo", [join(path, name)]);
    },
    says: /config\.json/,
  })),
  { name: "hub-wide", make: (path) => {
    mkdirSync(path);
    writeFileSync(join(path, "config.json"), `{"a":[${"[],".repeat(4_000_000)}0]}`);
  }, says: /config\.json holds about/ },
];

/** Files made to do harm, of every kind that is read and of those that are refused. */
export const hostileFiles: HostileFile[] = [...strange, ...hostileArchives, ...hostileTensors, ...hostileGraphs, ...hostileFolders, ...hostileEncoders, ...hostileHdf5];
