import { inflateRawSync } from "node:zlib";
import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { denseNetwork } from "../test-networks.ts";
import { clusteredSize, codedBytes, entropyBits } from "./clustered-size.ts";

test("entropy is what one counts by hand", () => {
  expect(entropyBits(Uint8Array.of(0, 0, 1, 2))).toBe(6); // 2 · 1 + 2 · 2
  expect(entropyBits(new Uint8Array(50))).toBe(0);
});
test("coded bytes give the codes back, and Huffman's are never below the entropy", () => {
  fc.assert(fc.property(fc.uint8Array({ minLength: 1, maxLength: 500, max: 31 }), (codes) => {
    for (const repetitions of [false, true]) expect(Uint8Array.from(inflateRawSync(codedBytes(codes, repetitions)))).toEqual(codes);
    expect(8 * codedBytes(codes, false).length).toBeGreaterThanOrEqual(entropyBits(codes));
  }));
});
test("all weights are in the size: what shares by table and codes, the rest as float32", () => {
  const network = denseNetwork([64, 32, 10]);
  const codes = Uint8Array.from({ length: 64 * 32 }, (_, i) => (i % 8 < 5 ? 0 : i % 4));
  const size = clusteredSize(network, new Map([["dense_1/kernel", { centroids: Float32Array.of(0, 1, 2, 3), codes }]]));
  const rest = 4 * (32 + 320 + 10) + 16;
  expect(size).toMatchObject({ denseBytes: 4 * (64 * 32 + 362), indexBytes: rest + 2 * 256, huffmanBytes: rest + codedBytes(codes, false).length, boundBytes: rest + Math.ceil(entropyBits(codes) / 8) });
  expect(size.boundBytes).toBeLessThan(size.huffmanBytes);
  expect(size.huffmanBytes).toBeLessThan(size.indexBytes + 30);
  expect(size.deflateBytes).toBeLessThan(size.huffmanBytes); // the same eight codes again and again
});
