import { expect, test } from "@jest/globals";
import fc from "fast-check";
import type { PackedPart } from "./compression.ts";
import { Compression } from "./compression.ts";
import { OrderedSum } from "./ordered-sum.ts";

const LENGTH = 41;
const used = (): Float32Array => new Float32Array(LENGTH).fill(NaN);
const floats = fc.oneof(fc.float({ min: -100, max: 100, noNaN: true }), fc.constantFrom(0, -0));
const vectors = fc.array(fc.array(floats, { minLength: LENGTH, maxLength: LENGTH }).map((values) => Float32Array.from(values)), { minLength: 1, maxLength: 4 });

/** As adding whole vectors to zeros does, one after another. */
function inOrder(all: Float32Array[]): Float32Array {
  const sum = new Float32Array(LENGTH);
  for (const vector of all) for (let i = 0; i < LENGTH; i++) sum[i]! += vector[i]!;
  return sum;
}

test("whatever order parts come in, the sum has the bits of adding the vectors in the order of their sources, over whatever was there", () => {
  fc.assert(fc.property(vectors, fc.integer({ min: 4, max: 200 }), fc.infiniteStream(fc.nat()), (all, bucketBytes, order) => {
    const sources = all.map((_, k) => 10 - k);
    const parts = all.flatMap((vector, k) => new Compression(null).pack([vector.subarray(0, 7), vector.subarray(7)], 1, bucketBytes).map((part): [number, PackedPart, number] => [sources[k]!, part, order.next().value as number]));
    const sum = new OrderedSum(used(), sources);
    for (const [source, part] of parts.toSorted((a, b) => a[2] - b[2])) sum.add(source, part);
    const expected = inOrder(all);
    expect(Buffer.from(sum.vector.buffer).equals(Buffer.from(expected.buffer))).toBe(true);
  }));
});

test.each([{ type: "fp16" }, { type: "topk", ratio: 0.2 }] as const)("sums of %o do not depend on what was there", (spec) => {
  const packed = [1, 2, 3].map((k) => new Compression(spec).pack([Float32Array.from({ length: LENGTH }, (_, i) => Math.sin(i * k))], 2, 60));
  const sumOver = (vector: Float32Array): Float32Array => {
    const sum = new OrderedSum(vector, [0, 1, 2]);
    packed.forEach((parts, source) => parts.forEach((part) => sum.add(source, part)));
    return sum.vector;
  };
  expect(sumOver(used())).toEqual(sumOver(new Float32Array(LENGTH)));
});

test("a part that comes again is not counted, and a sum that lacks one is not given", () => {
  const [vector, part] = [new Float32Array(LENGTH).fill(1), { offset: 0, form: "float32", values: new Float32Array(LENGTH).fill(1) } as const];
  const sum = new OrderedSum(used(), [0, 1]);
  sum.add(0, part);
  sum.add(0, part);
  expect(() => sum.vector).toThrow("Of 41 sums 0 are there.");
  sum.add(1, part);
  sum.add(1, part);
  expect(sum.vector).toEqual(vector.fill(2));
});
