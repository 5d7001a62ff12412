import { expect, test } from "@jest/globals";
import { momentOf, spanOf } from "./times.ts";

const now = new Date("2026-11-25T20:00:00Z");

test.each([["90 s", 90], ["45min", 2700], ["2 h 30 min", 9000], ["1.5h", 5400], ["1 d", 86_400]])("%p is a span of %d s", (text, seconds) => {
  expect(spanOf("takes", text)).toBe(seconds);
});
test.each(["", "5", "two hours", "2 h and more", "0 s", "-1 h"])("%p is no span", (text) => {
  expect(() => spanOf("takes", text)).toThrow(/^--takes: .* write e\.g\. "45 min"/);
});
test("a moment is a time with its zone, or a span from now", () => {
  expect(momentOf("deadline", "2026-11-26T08:00+01:00", now).toISOString()).toBe("2026-11-26T07:00:00.000Z");
  expect(momentOf("deadline", "8 h", now).toISOString()).toBe("2026-11-26T04:00:00.000Z");
});
test("a time without a zone is refused, since it would be another one elsewhere; so is one that has passed", () => {
  expect(() => momentOf("deadline", "2026-11-26T08:00", now)).toThrow("no time with its zone");
  expect(() => momentOf("deadline", "2026-11-25T19:59:59Z", now)).toThrow("has passed; it is 2026-11-25T20:00:00.000Z");
});
