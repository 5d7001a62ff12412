import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { CompressionSpec, PackedPart } from "./compression.ts";
import { Compression, addPart, packedBytes } from "./compression.ts";

const floats = fc.float({ min: -100, max: 100, noNaN: true });
const vectors = (length: number): fc.Arbitrary<Float32Array> => fc.array(floats, { minLength: length, maxLength: length }).map((values) => Float32Array.from(values));
const read = (parts: PackedPart[], length: number): Float32Array => {
  const vector = new Float32Array(length);
  for (const part of parts) addPart(vector, part);
  return vector;
};
const specs: CompressionSpec[] = [{ type: "fp16" }, { type: "topk", ratio: 0.1 }, { type: "topk", ratio: 1 }];

test.each(specs)("by %o what was sent over many steps and what is left are what was given", (spec) => {
  fc.assert(fc.property(fc.array(vectors(37), { minLength: 1, maxLength: 12 }), fc.integer({ min: 1, max: 64 }), (steps, items) => {
    const compression = new Compression(spec);
    const [given, sent] = [new Float64Array(37), new Float64Array(37)];
    for (const vector of steps) {
      vector.forEach((value, i) => (given[i]! += value));
      read(compression.pack([vector.subarray(0, 9), vector.subarray(9)], items, 40), 37).forEach((value, i) => (sent[i]! += value));
    }
    for (let i = 0; i < 37; i++) expect(Math.abs(sent[i]! + compression.residual![i]! - given[i]!)).toBeLessThan(1e-6 * 100 * steps.length * 12);
  }), { numRuns: 100 });
});

test("without a compression the parts are the vector to the bit, none larger than a bucket", () => {
  fc.assert(fc.property(vectors(37), fc.integer({ min: 1, max: 200 }), (vector, bucketBytes) => {
    const compression = new Compression(null);
    const parts = compression.pack([vector.subarray(0, 20), vector.subarray(20)], 3, bucketBytes);
    expect(read(parts, 37)).toEqual(vector.map((value) => value + 0)); // -0 is 0
    expect(Math.max(...parts.map(packedBytes))).toBeLessThanOrEqual(Math.max(4, bucketBytes));
    expect(compression.residual).toBeNull();
  }));
});

test("the largest values are sent, of equal ones the first, and the others come later", () => {
  const compression = new Compression({ type: "topk", ratio: 0.4 });
  const [part] = compression.pack([Float32Array.of(1, -3, 1, 0.5, 2)], 1, 100) as [PackedPart & { form: "sparse" }];
  expect([[...part.indices], [...part.values]]).toEqual([[1, 4], [-3, 2]]);
  const [next] = compression.pack([new Float32Array(5)], 1, 100) as [PackedPart & { form: "sparse" }];
  expect([[...next.indices], [...next.values]]).toEqual([[0, 2], [1, 1]]);
});

test("a number that 16 bits cannot hold is sent as the largest one, and the rest later", () => {
  const compression = new Compression({ type: "fp16" });
  const sent = [0, 1, 2].map((step) => read(compression.pack([Float32Array.of(step === 0 ? 100_000 : 0)], 1, 100), 1)[0]!);
  expect(sent).toEqual([65_504, 34_496, 0]);
});

test("going on from what was left sends the same bits", () => {
  const vectors = [1, 2, 3].map((k) => Float32Array.from({ length: 50 }, (_, i) => Math.sin(i * k)));
  const whole = new Compression({ type: "topk", ratio: 0.1 });
  const first = new Compression({ type: "topk", ratio: 0.1 });
  vectors.slice(0, 2).forEach((vector) => [whole, first].forEach((compression) => compression.pack([vector], 4, 100)));
  const second = new Compression({ type: "topk", ratio: 0.1 }, first.residual!.slice());
  expect(second.pack([vectors[2]!], 4, 100)).toEqual(whole.pack([vectors[2]!], 4, 100));
});
