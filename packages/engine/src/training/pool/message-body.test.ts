import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { decodeMessage, encodeMessage } from "./message-body.ts";
import type { Reply } from "./messages.ts";

const replyOf = (lengths: number[]): Reply => ({
  kind: "parts",
  parts: lengths.flatMap((length, k) => [
    { offset: k, form: "float32" as const, values: Float32Array.from({ length }, (_, i) => Math.sin(i + k)) },
    { offset: -k, form: "float16" as const, values: Uint16Array.from({ length }, (_, i) => i * k), scale: 1 / 3 },
    { offset: 7, form: "sparse" as const, indices: Uint32Array.from({ length }, (_, i) => 2 ** 31 + i), values: Float32Array.of(k) },
  ]),
});

test("a message is what was sent, wherever its pieces lie in memory", () => {
  fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: 9_000 }), { maxLength: 3 }), fc.integer({ min: 0, max: 7 }), (lengths, shift) => {
    const reply = replyOf(lengths);
    const received = encodeMessage(reply).map((piece) => {
      const memory = Buffer.alloc(piece.length + shift);
      memory.set(piece, shift);
      return memory.subarray(shift);
    });
    expect(decodeMessage<Reply>(received)).toEqual(reply);
  }), { numRuns: 20 });
});

test("a large array is sent and received as it lies in memory", () => {
  const values = new Float32Array(100_000).subarray(10, 90_000);
  const [, piece] = encodeMessage({ kind: "parts", parts: [{ offset: 0, form: "float32", values }] });
  expect([piece!.buffer, piece!.byteOffset, piece!.byteLength]).toEqual([values.buffer, values.byteOffset, values.byteLength]);
  const received = decodeMessage<Reply & { kind: "parts" }>(encodeMessage({ kind: "parts", parts: [{ offset: 0, form: "float32", values }] }));
  expect(received.parts[0]!.values.buffer).toBe(values.buffer);
});
