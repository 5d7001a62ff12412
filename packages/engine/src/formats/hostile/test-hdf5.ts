import { readFileSync, writeFileSync } from "node:fs";
import * as hdf5 from "h5wasm";
import { zipOf } from "../test-zip.ts";
import { kerasFiles } from "./test-archives.ts";
import type { HostileFile } from "./test-hostile-file.ts";

const { FS } = await hdf5.ready;
const recorded = new URL("../keras/recorded/residual.h5", import.meta.url);

/** A sound whole-model file, opened for change by HDF5's library. */
function changed(change: (file: hdf5.File) => void): Uint8Array {
  FS.writeFile("/hostile.h5", readFileSync(recorded));
  const file = new hdf5.File("/hostile.h5", "a");
  change(file);
  file.close();
  return Uint8Array.from(FS.readFile("/hostile.h5") as Uint8Array);
}
/** Every place where the numbers stand one after the other, as so many bytes each, holds others. */
function patched(bytes: Uint8Array, width: 4 | 8, from: number[], to: number[]): Uint8Array {
  const coded = (numbers: number[]): Buffer => Buffer.concat(numbers.map((number) => {
    const one = Buffer.alloc(8);
    one.writeBigUInt64LE(BigInt(number));
    return one.subarray(0, width);
  }));
  const [own, wanted] = [Buffer.from(bytes), coded(from)];
  let [at, found] = [own.indexOf(wanted), 0];
  for (; at >= 0; at = own.indexOf(wanted, at + 1)) {
    coded(to).copy(own, at);
    found += 1;
  }
  if (found === 0) throw new Error(`There is no ${from.join(", ")} in this file.`);
  return own;
}
const numbers = (length: number): Float32Array => new Float32Array(length).fill(1);
const file = (name: string, content: () => Uint8Array, says: RegExp): HostileFile => ({ name: `${name}.h5`, make: (path) => writeFileSync(path, content()), says });

/** A byte here and there is another. */
const flipped = (bytes: Uint8Array, seed: number): Uint8Array => Uint8Array.from(bytes, (byte, at) => ((at * 2654435761 + seed * 40503) % 4096 < 3 ? byte ^ (1 << (at + seed) % 8) : byte));

const [CHUNK, LONG] = [7919, 104_729];

/** HDF5 files with shapes that lie, links that lead elsewhere or in circles, and damage. */
export const hostileHdf5: HostileFile[] = [
  file("head-only", () => readFileSync(recorded).subarray(0, 8), /no sound HDF5 file|first bytes/),
  file("truncated", () => readFileSync(recorded).subarray(0, 12_000), /no sound HDF5 file.*library says/),
  file("longer", () => Buffer.concat([readFileSync(recorded).subarray(0, 96), Buffer.alloc(100_000, 0xff)]), /no sound HDF5 file/),
  file("huge-shape", () => patched(changed((own) => own.create_dataset({ name: "x", data: numbers(LONG) })), 8, [LONG], [2 ** 40]), /shape \[1099511627776\]|no sound HDF5 file/),
  file("huge-layout", () => patched(patched(changed((own) => own.create_dataset({ name: "x", data: numbers(LONG) })), 8, [LONG], [2 ** 28]), 8, [4 * LONG], [2 ** 30]), /shape \[268435456\]|no sound HDF5 file/),
  file("unallocated", () => changed((own) => own.create_dataset({ name: "x", data: numbers(CHUNK), maxshape: [null], chunks: [CHUNK] }).resize([2 ** 40])), /\/x is stored in chunks/),
  file("chunk-size-lies", () => patched(changed((own) => own.create_dataset({ name: "x", data: numbers(3 * CHUNK), maxshape: [null], chunks: [CHUNK] })), 4, [CHUNK], [2 ** 31]), /\/x is stored in chunks|no sound HDF5 file/),
  file("compressed-bomb", () => changed((own) => own.create_dataset({ name: "x", data: new Float32Array(16 * 1024 * 1024), chunks: [1024 * 1024], compression: "gzip" })), /\/x is stored in chunks, compressed/),
  file("cycle", () => changed((own) => own.create_hard_link("/model_weights", "model_weights/again")), /again.*(link leads back|12 groups deep)/),
  file("cycles", () => changed((own) => {
    for (const name of ["a", "b", "c", "d"]) own.create_hard_link("/", name);
  }), /link leads back/),
  file("soft-link", () => changed((own) => own.create_soft_link("/model_weights/stem", "soft")), /belong to no layer|is a link/),
  file("soft-circle", () => changed((own) => own.create_soft_link("/soft", "soft")), /\/soft is a link|no sound HDF5 file/),
  file("external-link", () => changed((own) => own.create_external_link("/etc/passwd", "/x", "outside")), /\/outside is a link|no sound HDF5 file/),
  file("deep-groups", () => changed((own) => own.create_group(Array.from({ length: 20 }, (_, k) => {
    own.create_group(Array(k + 1).fill("g").join("/"));
    return "g";
  }).join("/") + "/end")), /more than 12 groups deep/),
  file("many-groups", () => changed((own) => {
    for (let k = 0; k < 20_100; k++) own.create_group(`g${k}`);
  }), /more than 20000 groups and values/),
  file("doubles", () => changed((own) => own.create_dataset({ name: "x", data: new Float64Array(3) })), /\/x is not float32/),
  file("texts", () => changed((own) => own.create_dataset({ name: "x", data: ["a", "b"] })), /\/x is not float32|stored in/),
  file("values-of-no-layer", () => changed((own) => own.create_dataset({ name: "x", data: numbers(3) })), /x: these values belong to no layer/),
  file("config-is-numbers", () => changed((own) => {
    own.delete_attribute("model_config");
    own.create_attribute("model_config", numbers(10));
  }), /model_config is neither a text/),
  file("lambda", () => changed((own) => {
    const config = own.attrs["model_config"]!.value as string;
    own.delete_attribute("model_config");
    own.create_attribute("model_config", config.replace('"class_name": "Activation"', '"class_name": "Lambda"'));
  }), /Layer act: Lambda holds Python code/),
  { name: "cycle-inside.keras", make: (path) => writeFileSync(path, zipOf(kerasFiles({ name: "model.weights.h5", content: changed((own) => own.create_hard_link("/", "again")), deflate: true }))), says: /link leads back/ },
  { name: "huge-inside.keras", make: (path) => writeFileSync(path, zipOf(kerasFiles({ name: "model.weights.h5", content: patched(changed((own) => own.create_dataset({ name: "x", data: numbers(LONG) })), 8, [LONG], [2 ** 50]), deflate: true }))), says: /shape \[|no sound HDF5 file/ },
  // Damage at random: refused where it is noticed. HDF5 of this version has no checksums.
  ...Array.from({ length: 8 }, (_, seed) => file(`flipped-${seed}`, () => flipped(readFileSync(recorded), seed), /./)),
];
