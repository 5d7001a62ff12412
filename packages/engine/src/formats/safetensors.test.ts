import { describe, expect, test } from "@jest/globals";
import fc from "fast-check";
import { fingerprint } from "../network/network.ts";
import { denseNetwork } from "../test-networks.ts";
import { safetensors } from "./safetensors.ts";

const network = denseNetwork([6, 5, 4]);
const bytes = Buffer.from(safetensors.encode(network));

describe("a model file", () => {
  test("read again is the same network, and written again the same bytes", () => {
    const read = safetensors.decode(bytes);
    expect(fingerprint(read)).toBe(fingerprint(network));
    expect(Buffer.from(safetensors.encode(read)).equals(bytes)).toBe(true);
  });
  test("tells which weights were pruned, and says nothing where none was", () => {
    const pruned = { ...network, pruned: ["dense_1/kernel"] };
    expect(safetensors.decode(safetensors.encode(pruned)).pruned).toEqual(["dense_1/kernel"]);
    expect(safetensors.decode(bytes)).not.toHaveProperty("pruned");
  });
  test("is a safetensors file: a header with offsets, then little-endian values", () => {
    const length = Number(bytes.readBigUInt64LE());
    const header = JSON.parse(bytes.subarray(8, 8 + length).toString("utf8")) as Record<string, { dtype: string; shape: number[]; data_offsets: [number, number] }>;
    expect(length % 8).toBe(0);
    const { dtype, shape, data_offsets: [begin] } = header["dense_1/kernel"]!;
    expect([dtype, shape]).toEqual(["F32", [6, 5]]);
    expect(bytes.readFloatLE(8 + length + begin)).toBe(network.weights["dense_1/kernel"]!.values[0]);
  });
  test("cut off anywhere is refused as corrupt", () => {
    for (let length = 0; length < bytes.length; length += 7) expect(() => safetensors.decode(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: "CORRUPT" }));
  });
  test("with any byte changed is refused, never read as something else", () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, change) => {
        const damaged = Buffer.from(bytes);
        damaged[at]! ^= change;
        let read;
        try {
          read = safetensors.decode(damaged);
        } catch (error) {
          expect((error as { name: string }).name).toBe("EngineError");
          return;
        }
        expect(fingerprint(read)).toBe(fingerprint(network)); // white space of the header
      }),
      { numRuns: 300 },
    );
  });
  test("of random bytes is refused with a typed error", () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), (random) => expect(() => safetensors.decode(random)).toThrow(expect.objectContaining({ name: "EngineError" }))));
  });
});
