import { expect, test } from "@jest/globals";
import { deviationsOf, normalCdf } from "./normal.ts";

test.each([[0, 0.5], [1.959964, 0.975], [-1.281552, 0.1], [0.841621, 0.8], [3, 0.998650]])("the normal distribution at %d is %d", (z, share) => {
  expect(normalCdf(z)).toBeCloseTo(share, 6);
});
test.each([[0.95, 1.959964], [0.8, 1.281552]])("a central interval of level %d reaches %d standard deviations", (level, deviations) => {
  expect(deviationsOf(level)).toBeCloseTo(deviations, 5);
});
test.each([0, 1, 95, Number.NaN])("a level of %d is refused", (level) => expect(() => deviationsOf(level)).toThrow(/between 0 and 1/));
