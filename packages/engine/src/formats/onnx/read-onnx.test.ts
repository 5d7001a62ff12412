import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import type { Part } from "../../protobuf.ts";
import { message } from "../../protobuf.ts";
import { denseNetwork } from "../../test-networks.ts";
import { safetensors } from "../safetensors.ts";
import { encodeOnnx } from "./encode-onnx.ts";
import { looksLikeOnnx, onnxLimits, readOnnx } from "./read-onnx.ts";

const bytes = encodeOnnx(denseNetwork([6, 5, 4]), "1.2.3");

/** A model of one node and what else the graph gets. */
const modelOf = (graph: Part[], node: Part[] = []): Buffer =>
  message([[1, "int", 8], [7, "bytes", message([[1, "bytes", message([[1, "bytes", "x"], [2, "bytes", "y"], [4, "bytes", "Relu"], ...node])], ...graph, [11, "bytes", message([[1, "bytes", "x"]])], [12, "bytes", message([[1, "bytes", "y"]])]])]]);
const tensor = (...parts: Part[]): Part => [5, "bytes", message([[8, "bytes", "w"], ...parts])];

test("an ONNX file tells its ports, operators and weights without being run", () => {
  expect(readOnnx(bytes)).toEqual({
    producer: "joulemark", opset: 17, nodes: 5, operators: { Div: 1, Gemm: 2, Relu: 1, Identity: 1 }, parameterCount: 6 * 5 + 5 + 5 * 4 + 4 + 1, lastOperator: "Identity", rawInputs: true,
    inputs: [{ name: "inputs", type: 1, shape: [null, 6] }], outputs: [{ name: "logits", type: 1, shape: [null, 4] }],
  });
});
test("a file is known as ONNX by its beginning, and other files are not", () => {
  expect(looksLikeOnnx(bytes)).toBe(true);
  for (const other of [safetensors.encode(denseNetwork([6, 5, 4])), Buffer.from('{"version": 1, "name": "a"}'), Buffer.from("PK\u0003\u0004 archive of something"), Buffer.alloc(64)]) expect(looksLikeOnnx(other)).toBe(false);
});

describe("refused with the reason:", () => {
  test.each([
    ["a tensor whose shape says more than a machine has", modelOf([tensor([1, "int", 2 ** 40], [1, "int", 2 ** 20], [2, "int", 1])]), "UNSUPPORTED", /tensor w says that it has 4\d* bytes/],
    ["a tensor whose shape is more than a number holds", modelOf([tensor(...Array.from({ length: 40 }, (): Part => [1, "int", 2 ** 40]), [2, "int", 1])]), "UNSUPPORTED", /tensor w/],
    ["a tensor with fewer values than its shape says", modelOf([tensor([1, "int", 3], [2, "int", 1], [9, "bytes", Buffer.alloc(8)])]), "CORRUPT", /tensor w has 8 bytes.*\[3\] needs 12/],
    ["a tensor with a length below 0", modelOf([tensor([1, "int", -3], [2, "int", 1])]), "CORRUPT", /below 0/],
    ["weights in another file", modelOf([tensor([1, "int", 3], [13, "bytes", message([[1, "bytes", "location"], [2, "bytes", "../../etc/passwd"]])])]), "UNSUPPORTED", /another file/],
    ["an operator of a library of somebody's own", modelOf([], [[7, "bytes", "acme.ops"]]), "UNSUPPORTED", /Relu is of acme\.ops/],
    ["more nodes than the limit", modelOf(Array.from({ length: onnxLimits.nodes }, (): Part => [1, "bytes", Buffer.alloc(0)])), "UNSUPPORTED", /more than 100000 nodes/],
    ["no graph at all", message([[1, "int", 8], [2, "bytes", "somebody's exporter"]]), "CORRUPT", /no graph/],
  ] as const)("%s", (_, model, code, text) => {
    expect(() => readOnnx(model)).toThrow(expect.objectContaining({ code, message: expect.stringMatching(text) }));
  });
  test("more fields than the limit, wherever they stand", () => {
    const ports = Buffer.alloc(2000, Uint8Array.of(0x1a, 0));
    for (const model of [modelOf([[11, "bytes", ports]]), modelOf([tensor([1, "int", 1], ...Array<Part>(1000).fill([3, "int", 0]))]), modelOf([], [[5, "bytes", ports]])]) {
      expect(readOnnx(model, 1100).nodes).toBe(1);
      expect(() => readOnnx(model, 900)).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(/more fields than are read/) }));
    }
  });
  test("graphs that stand within each other too deep", () => {
    let inner: Buffer = message([]);
    for (let depth = 0; depth < 50; depth++) inner = message([[1, "bytes", message([[4, "bytes", "If"], [5, "bytes", message([[6, "bytes", inner]])]])]]);
    expect(() => readOnnx(message([[7, "bytes", inner]]))).toThrow(/within each other/);
  });
});
test("cut off or with a byte changed it is read or refused with a typed error", () => {
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 0, max: 255 }), fc.boolean(), (at, change, cut) => {
      const damaged = cut ? bytes.subarray(0, at) : Buffer.from(bytes);
      if (!cut) damaged[at]! ^= change;
      try {
        readOnnx(damaged);
      } catch (error) {
        expect(error).toMatchObject({ name: "EngineError" });
      }
    }),
    { numRuns: 500 },
  );
});
