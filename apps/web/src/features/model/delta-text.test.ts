import { expect, test } from "@jest/globals";
import { deltaText } from "./delta-text.ts";

const words = { points: "points", unclear: "not distinguishable" };
const step = { sizeBytesDelta: -2000, qualityDelta: { name: "accuracy", value: -0.031 } };

test("a change of quality has its sign and size where it is more than the uncertainty", () => {
  expect(deltaText({ ...step, qualityOrder: "LOWER" }, "en", words)).toBe("−2 kB · −3.10 points");
  expect(deltaText({ sizeBytesDelta: null, qualityDelta: { name: "accuracy", value: 0.05 }, qualityOrder: "HIGHER" }, "en", words)).toBe("+5.00 points");
});
test("one that is not, or of which that is not known, is never shown as less or more", () => {
  for (const qualityOrder of ["NOT_DISTINGUISHABLE", null] as const) expect(deltaText({ ...step, qualityOrder }, "en", words)).toBe("−2 kB · not distinguishable");
});
test("what was not measured is left out", () => {
  expect(deltaText({ sizeBytesDelta: null, qualityDelta: null, qualityOrder: null }, "en", words)).toBe("");
});
