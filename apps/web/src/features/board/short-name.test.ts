import { expect, test } from "@jest/globals";
import { shortName } from "./short-name.ts";

test("a result of several seeds is not named after one of them", () => {
  expect(shortName({ techniques: ["distill"], modelVersion: { label: "64-16-10 seed 1" } }, (id) => id)).toBe("64-16-10 · distill");
});
test("a label that names no seed stays whole", () => {
  expect(shortName({ techniques: [], modelVersion: { label: "my seedling 3" } }, (id) => id)).toBe("my seedling 3");
});
