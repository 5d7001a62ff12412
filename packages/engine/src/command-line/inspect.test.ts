import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, describe, expect, test } from "@jest/globals";
import { encodeCheckpoint } from "../checkpoint.ts";
import { encodeOnnx } from "../formats/onnx/encode-onnx.ts";
import { safetensors } from "../formats/safetensors.ts";
import { readModelFile } from "../model-file.ts";
import type { Network } from "../network/network.ts";
import { fingerprint } from "../network/network.ts";
import { denseNetwork } from "../test-networks.ts";
import { inspectFile } from "./inspect.ts";

const folder = mkdtempSync(join(tmpdir(), "joulemark-inspect-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function written(name: string, bytes: Uint8Array | string): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}
const network = denseNetwork([6, 5, 4]);
const specification = { version: 1, name: "x", task: "digits", base: { layers: [] }, pipeline: [{ technique: "train" }] };

/** A zip archive of empty files, stored. Source: PKWARE APPNOTE 6.3.10. */
function zipOf(names: string[]): Buffer {
  const entries = names.map((name) => {
    const entry = Buffer.alloc(46 + name.length);
    entry.writeUInt32LE(0x02014b50, 0);
    entry.writeUInt16LE(name.length, 28);
    entry.write(name, 46);
    return entry;
  });
  const [local, directory, end] = [Buffer.from("PK\u0003\u0004"), Buffer.concat(entries), Buffer.alloc(22)];
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(names.length, 10);
  end.writeUInt32LE(local.length, 16);
  return Buffer.concat([local, directory, end]);
}

describe("told by what is in it, not by its name:", () => {
  test("a model, which is also read as one", () => {
    const path = written("anything", safetensors.encode(network));
    expect(inspectFile(path)).toMatchObject({ kind: "model", format: "safetensors", label: "6-5-4", parameterCount: 59, multiplyAdds: 50, inputShape: [6], sizeBytes: safetensors.encode(network).length });
    expect(fingerprint(readModelFile(path) as Network)).toBe(fingerprint(network));
  });
  test("an ONNX model, by its graph", () => {
    expect(inspectFile(written("graph", encodeOnnx(network)))).toMatchObject({ kind: "model", format: "onnx", operators: { Gemm: 2 } });
  });
  test("a checkpoint, with the step it was written after", () => {
    const bytes = encodeCheckpoint({ job: "j", backend: "b", call: 1, position: { epoch: 2, row: 64 }, step: 42, energy: { cpuSeconds: 1, wallSeconds: 1, joules: 5 }, finished: [network], state: {} });
    expect(inspectFile(written("checkpoint", bytes))).toMatchObject({ kind: "checkpoint", step: 42, call: 1, position: { epoch: 2, row: 64 }, energy: { joules: 5 } });
  });
  test("a specification, with what is wrong in it", () => {
    expect(inspectFile(written("good.json", JSON.stringify(specification)))).toMatchObject({ kind: "specification", valid: true, seeds: [1] });
    expect(inspectFile(written("bad.json", JSON.stringify({ ...specification, pipeline: [{ technique: "distill", temperature: 0 }] })))).toMatchObject({ kind: "specification", valid: false, issues: [{ path: "pipeline.0.temperature" }, { path: "pipeline.0.student" }] });
  });
  test("a job, and a report", () => {
    expect(inspectFile(written("job", JSON.stringify({ specification, seed: 3 })))).toMatchObject({ kind: "job", seed: 3, specification: { valid: true } });
    expect(inspectFile(written("report", JSON.stringify({ schemaVersion: 1, outcome: "FAILED", failure: { code: "NUMERIC", message: "m" }, metrics: [] })))).toMatchObject({ kind: "report", outcome: "FAILED" });
  });
  test("arrays that may be data", () => {
    const header = "{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2), }".padEnd(117) + "\n";
    expect(inspectFile(written("a.npy", Buffer.concat([Buffer.from([0x93]), Buffer.from("NUMPY\u0001\u0000"), Buffer.from([118, 0]), Buffer.from(header), Buffer.alloc(24)])))).toMatchObject({ kind: "array", format: "npy", dtype: "<f4", shape: [3, 2] });
    expect(inspectFile(written("a.idx", Uint8Array.of(0, 0, 8, 2, 0, 0, 0, 1, 0, 0, 0, 3, 7, 8, 9)))).toMatchObject({ kind: "array", format: "idx", dtype: "uint8", shape: [1, 3] });
  });
});

describe("refused by name and reason:", () => {
  test.each([
    ["a pickle", Uint8Array.of(0x80, 4, 0x95, 0, 0, 0, 0, 0, 0, 0, 0, 0x2e), /is a Python pickle.*runs what it says.*safetensors/],
    ["a PyTorch archive", zipOf(["archive/data.pkl", "archive/data/0"]), /PyTorch archive whose data\.pkl is a pickle.*ONNX/],
    ["an old PyTorch file", Uint8Array.of(0x80, 0x02, 0x8a, 0x0a, 0x6c, 0xfc, 0x9c, 0x46, 0xf9, 0x20, 0x6a, 0xa8, 0x50, 0x19, 0x2e, 1), /PyTorch file of before version 1\.6/],
    ["a zip archive with a pickle", zipOf(["readme.txt", "weights.pkl"]), /holds a pickle, weights\.pkl/],
    ["a Keras archive without content", zipOf(["config.json", "model.weights.h5"]), /no sound zip archive/],
    ["HDF5 that has only begun", Buffer.from("894844460d0a1a0a00", "hex"), /no sound HDF5 file/],
    ["a compressed file", gzipSync("x"), /gzip: unpack/],
    ["an npy array of objects", Buffer.concat([Buffer.from([0x93]), Buffer.from("NUMPY\u0001\u0000\u0076\u0000{'descr': '|O', 'fortran_order': False, 'shape': (3,), }")]), /Python objects, which are stored as pickles/],
    ["text", "to be or not to be", /first bytes are 746f206265206f72.*safetensors/],
    ["JSON of somebody else", "{\"name\": \"x\", \"scripts\": {}}", /its keys are name, scripts/],
    ["nothing", "", /is empty/],
    ["a damaged model", Uint8Array.from(safetensors.encode(network)).map((byte, at, all) => (at === all.length - 1 ? byte ^ 1 : byte)), /checksum/],
  ])("%s", (name, bytes, message) => {
    const path = written(name.replaceAll(" ", "-"), bytes);
    expect(() => inspectFile(path)).toThrow(message);
    expect(() => inspectFile(path)).toThrow(path);
  });
  test("a pickle as base network", () => {
    expect(() => readModelFile(written("p", Uint8Array.of(0x80, 2, 0x2e)))).toThrow(/is a Python pickle/);
  });
  test("a folder, and what is not there", () => {
    expect(() => inspectFile(folder)).toThrow(/is a folder/);
    expect(() => inspectFile(join(folder, "nowhere"))).toThrow(/There is no .*nowhere/);
  });
});
