import { expect, test } from "@jest/globals";
import { findNode22, isNode22 } from "./node22.mjs";

test.each([["22.18.0", true], ["22.23.3", true], ["22.17.9", false], ["20.20.2", false], ["23.0.0", false], ["24.21.0", false]])("Node %s fits: %s", (version, fits) => {
  expect(isNode22(version)).toBe(fits);
});

test("the Node that runs this is one that fits", () => {
  expect(isNode22(process.versions.node)).toBe(true);
  expect(findNode22()).toBe(process.execPath);
});
