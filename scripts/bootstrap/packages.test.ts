import { expect, test } from "@jest/globals";
import { differences } from "./packages.mjs";

const locked = { "": {}, "apps/api": { version: "0.1.0" }, "node_modules/@joulemark/api": { link: true }, "node_modules/a": { version: "1.0.0" }, "node_modules/b": { version: "2.0.0", optional: true } };

test("what is installed as locked does not differ, though packages of other platforms are absent", () => {
  expect(differences(locked, { "node_modules/a": { version: "1.0.0" } })).toEqual([]);
});

test("a package that is absent or of another version differs", () => {
  expect(differences(locked, {})).toEqual(["node_modules/a"]);
  expect(differences(locked, { "node_modules/a": { version: "1.0.1" }, "node_modules/b": { version: "2.0.1" } })).toEqual(["node_modules/a", "node_modules/b"]);
});
