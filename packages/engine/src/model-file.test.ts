import { mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "@jest/globals";
import { convertModel } from "./convert.ts";
import { safetensors } from "./formats/safetensors.ts";
import { readModelFile } from "./model-file.ts";
import type { Network } from "./network/network.ts";
import { fingerprint } from "./network/network.ts";
import { denseNetwork } from "./test-networks.ts";

const root = mkdtempSync(join(tmpdir(), "joulemark-models-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const file = (name: string, bytes: Uint8Array | string): string => {
  writeFileSync(join(root, name), bytes);
  return join(root, name);
};
/** One tensor after the other as a safetensors file says it. */
const tensors = (header: object, data: Uint8Array): Buffer => {
  const text = Buffer.from(JSON.stringify(header));
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length));
  return Buffer.concat([length, text, data]);
};
/** A stored zip archive of one empty file. */
const zip = (name: string): Buffer => {
  const entry = Buffer.alloc(46);
  entry.writeUInt32LE(0x02014b50);
  entry.writeUInt32LE(0xffffffff, 24); // says that it unpacks to 4 GiB
  entry.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(4, 16);
  return Buffer.concat([Buffer.from("PK\u0003\u0004"), entry, Buffer.from(name), end]);
};

const network = denseNetwork([6, 5, 4]);
const model = file("model.safetensors", safetensors.encode(network));

test("a network goes from format to format and comes back the same, whatever the files are named", () => {
  convertModel(model, join(root, "model.json"));
  convertModel(join(root, "model.json"), join(root, "again.safetensors"));
  const again = readModelFile(file("renamed.bin", readFileSync(join(root, "again.safetensors")))) as Network;
  expect(fingerprint({ ...again, layers: network.layers })).toBe(fingerprint(network));
  convertModel(model, join(root, "model.onnx"));
  expect(readModelFile(join(root, "model.onnx"))).toMatchObject({ format: "onnx" });
});
test("an ONNX model is not turned into layers, and an ending that names no format is refused", () => {
  expect(() => convertModel(join(root, "model.onnx"), join(root, "x.safetensors"))).toThrow(/no layers/);
  expect(() => convertModel(model, join(root, "x.pt"))).toThrow(/\.safetensors, \.onnx, \.json/);
});

describe("refused with the reason:", () => {
  const many = Object.fromEntries(Array.from({ length: 1000 }, (_, k) => [`t${k}`, { dtype: "F32", shape: [1 << 20], data_offsets: [0, 4 << 20] }]));
  test.each([
    ["a pickle", file("model.pkl", Uint8Array.of(0x80, 4, 0x95, 1, 2, 3, 4, 5, 6)), "UNSUPPORTED", /model\.pkl is a Python pickle.*runs what it says/],
    ["a PyTorch archive", file("model.pt", zip("archive/data.pkl")), "UNSUPPORTED", /PyTorch archive.*pickle/],
    ["a zip archive that unpacks to 4 GiB", file("model.bin", zip("weights")), "UNSUPPORTED", /zip archive/],
    ["a header that says it is larger than the file", file("lying.safetensors", Buffer.concat([Buffer.from([0, 0, 0, 1, 0, 0, 0, 0]), Buffer.from("{}")])), "CORRUPT", /lying\.safetensors: .*header/],
    ["a thousand tensors of the same 4 MiB", file("bomb.safetensors", tensors(many, Buffer.alloc(4 << 20))), "CORRUPT", /overlap/],
    ["bytes that belong to no tensor", file("holes.safetensors", tensors({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, Buffer.alloc(8))), "CORRUPT", /end at byte 4 of 8/],
    ["a shape that does not fit its bytes", file("shape.safetensors", tensors({ a: { dtype: "F32", shape: [2 ** 40, 2 ** 40], data_offsets: [0, 4] } }, Buffer.alloc(4))), "CORRUPT", /shape does not fit/],
    ["weights without layers, as a hub has them", file("hub.safetensors", tensors({ a: { dtype: "F32", shape: [1], data_offsets: [0, 4] } }, Buffer.alloc(4))), "CORRUPT", /does not describe its layers/],
    ["a text", file("notes.txt", "no model at all"), "UNSUPPORTED", /notes\.txt is no model.*safetensors, onnx, tfjs-layers/],
    ["a file that is not there", join(root, "nowhere.onnx"), "INVALID_INPUT", /nowhere\.onnx/],
  ])("%s", (_, path, code, text) => {
    const before = process.memoryUsage().rss;
    expect(() => readModelFile(path)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(text) }));
    expect((process.memoryUsage().rss - before) / 2 ** 20).toBeLessThan(300); // MiB
  });
  test("a file of 3 GiB, before any of it is read", () => {
    const path = file("large.onnx", "");
    truncateSync(path, 3 * 2 ** 30); // sparse: it takes no room
    expect(() => readModelFile(path)).toThrow(/large\.onnx has 3221225472 bytes/);
  });
});
