import { expect, test } from "@jest/globals";
import fc from "fast-check";
import { fieldsOf, message, packedNumbers } from "./protobuf.ts";

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString("hex");

test("numbers and texts are written as in protobuf's own examples", () => {
  expect(hex(message([[1, "int", 150]]))).toBe("089601");
  expect(hex(message([[2, "bytes", "testing"]]))).toBe("120774657374696e67");
  expect(hex(message([[3, "bytes", message([[1, "int", 150]])]]))).toBe("1a03089601");
});
test("a negative number takes ten bytes, a field number from 16 two", () => {
  expect(hex(message([[1, "int", -1]]))).toBe("08ffffffffffffffffff01");
  expect(hex(message([[16, "int", 1]]))).toBe("800101");
});
test("what was written is read again, field by field", () => {
  const bytes = message([[1, "int", -7], [2, "bytes", "text"], [3, "float", 1.5], [700, "int", 2 ** 40]]);
  const read = [...fieldsOf(bytes)].map(({ field, value, bytes: own }) => [field, value, hex(own)]);
  expect(read).toEqual([[1, -7, ""], [2, 0, hex(Buffer.from("text"))], [3, 0, "0000c03f"], [700, 2 ** 40, ""]]);
  expect([...packedNumbers(Uint8Array.of(3, 0x96, 1))]).toEqual([3, 150]);
});
test("random bytes are read or refused as corrupt, never read beyond their end", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
      try {
        expect([...fieldsOf(bytes)].every((field) => field.bytes.length <= bytes.length)).toBe(true);
      } catch (error) {
        expect(error).toMatchObject({ code: "CORRUPT" });
      }
    }),
  );
});
test("as many fields as a budget has are read, of several messages together, and not one more", () => {
  const bytes = message([[1, "int", 1], [2, "bytes", "a"], [3, "int", 2]]);
  const budget = { left: 5 };
  expect([...fieldsOf(bytes, budget)]).toHaveLength(3);
  expect(() => [...fieldsOf(bytes, budget)]).toThrow(expect.objectContaining({ code: "UNSUPPORTED", message: expect.stringMatching(/more fields than are read/) }));
});
