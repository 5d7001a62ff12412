import { describe, expect, test } from "@jest/globals";
import { printBytes, printCount, printDuration, printFigure, printInstant } from "./format.ts";

describe("printFigure", () => {
  test("gives value and interval the same digits", () => {
    expect(printFigure(312.43, { low: 250.1, high: 371.8 }, "en")).toEqual({ value: "312", interval: "250–372" });
  });
  test("does not print digits that the interval does not support", () => {
    expect(printFigure(48213, { low: 39000, high: 58000 }, "en").value).toBe("48,200");
  });
  test("keeps a trailing zero that the interval supports", () => {
    expect(printFigure(93, { low: 91.6, high: 94.3 }, "en")).toEqual({ value: "93.0", interval: "91.6–94.3" });
  });
  test("takes a power of ten out of very small figures, of value and interval alike", () => {
    expect(printFigure(0.0000123, { low: 0.0000098, high: 0.0000155 }, "en")).toEqual({ value: "1.23 × 10⁻⁵", interval: "(0.98–1.55) × 10⁻⁵" });
  });
  test("prints zero as zero: it is a measurement", () => {
    expect(printFigure(0, null, "en")).toEqual({ value: "0", interval: null });
    expect(printFigure(0.000458, { low: 0, high: 0.00116 }, "en").interval).toBe("0–0.00116");
  });
  test("sets no dash before a minus sign", () => {
    expect(printFigure(-2, { low: -4, high: -1 }, "en").interval).toBe("-4.0 … -1.0");
  });
  test("groups thousands in both languages from five digits on", () => {
    expect([printCount(1210, "en"), printCount(301066, "zh")]).toEqual(["1210", "301,066"]);
  });
});

test.each([[812, "812 byte"], [5120, "5.12 kB"], [1_213_000, "1.21 MB"]])("%d bytes print as %s", (bytes, text) => {
  expect(printBytes(bytes, "en")).toBe(text);
});
test.each([[3.21, "3.2s"], [42.4, "42s"], [59.9, "60s"], [119.6, "2m 0s"], [3725, "1h 2m"]])("%d seconds print as %s", (seconds, text) => {
  expect(printDuration(seconds, "en")).toBe(text);
});
test("an instant is printed in UTC whatever the machine's zone", () => {
  expect(printInstant("2026-03-01T23:30:00Z", "en")).toContain("23:30");
});
