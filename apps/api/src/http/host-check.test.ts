import { expect, test } from "@jest/globals";
import { hostName } from "./host-check.ts";

test.each([
  ["127.0.0.1:4000", "127.0.0.1"],
  ["LocalHost", "localhost"],
  ["[::1]:4000", "[::1]"],
  ["evil.example@127.0.0.1", null],
  ["127.0.0.1:4000, evil.example", null],
  ["", null],
  [undefined, null],
])("the name in %s is %s", (header, name) => {
  expect(hostName(header)).toBe(name);
});
