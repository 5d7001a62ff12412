import { expect, test } from "@jest/globals";
import { pues } from "./pues.ts";

test("every published PUE is one, and names year, source and licence", () => {
  for (const { name, value, year, source, licence } of pues) {
    expect(value).toBeGreaterThanOrEqual(1);
    expect(value).toBeLessThan(3);
    expect(year).toBeGreaterThan(2019);
    for (const words of [name, source, licence]) expect(words).not.toBe("");
  }
});
test("no name has two values of one year", () => {
  const keys = pues.map(({ name, year }) => `${name} ${year}`);
  expect(new Set(keys).size).toBe(keys.length);
});
