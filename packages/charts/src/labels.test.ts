import { expect, test } from "@jest/globals";
import { placeLabels } from "./labels.ts";

const size = { width: 400, height: 300 };

test("a label at the right edge stands left of its point", () => {
  expect(placeLabels([{ x: 0.98, y: 0.5, text: "64-512-512-10" }], size)[0]?.horizontal).toBe("left");
});
test("a label at the top stands below its point", () => {
  expect(placeLabels([{ x: 0.3, y: 0.99, text: "64-16-10" }], size)[0]?.vertical).toBe("below");
});
test("two labels of the same point stand on different sides", () => {
  const [first, second] = placeLabels([{ x: 0.5, y: 0.5, text: "one" }, { x: 0.5, y: 0.5, text: "two" }], size);
  expect(first).not.toEqual(second);
});
test("Chinese letters are taken as wider than Latin ones", () => {
  expect(placeLabels([{ x: 0.9, y: 0.5, text: "abcd" }], size)[0]?.horizontal).toBe("right");
  expect(placeLabels([{ x: 0.9, y: 0.5, text: "蒸馏模型" }], size)[0]?.horizontal).toBe("left");
});
