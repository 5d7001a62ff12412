import { randomUUID } from "node:crypto";
import { expect, test } from "@jest/globals";
import { decodeGlobalId, encodeGlobalId, uuidOf } from "./global-id.ts";

test("an id gives back its type and UUID, and no other type's", () => {
  const uuid = randomUUID();
  const id = encodeGlobalId("Run", uuid);
  expect(decodeGlobalId(id)).toEqual({ typename: "Run", id: uuid });
  expect([uuidOf("Run", id), uuidOf("Result", id)]).toEqual([uuid, null]);
});

test("an id that was given out once stays the same for ever", () => {
  expect(encodeGlobalId("Result", "01234567-89ab-7def-8123-456789abcdef")).toBe("AQgBI0Vniat974EjRWeJq83v");
});

test.each(["", "bm90IGEgdmVyc2lvbg", "<id of a registered version>", "AQc", `${encodeGlobalId("Run", randomUUID())}=`, Buffer.concat([Buffer.of(2, 7), Buffer.alloc(16)]).toString("base64url"), Buffer.concat([Buffer.of(1, 99), Buffer.alloc(16)]).toString("base64url")])("%j is no id", (text) => {
  expect(decodeGlobalId(text)).toBeNull();
});

test("what has no byte, or is no UUID, is a fault", () => {
  expect(() => encodeGlobalId("Teapot", randomUUID())).toThrow("has no global id");
  expect(() => encodeGlobalId("toString", randomUUID())).toThrow("has no global id");
  expect(() => encodeGlobalId("Run", "1; DROP TABLE run")).toThrow("no UUID");
});
