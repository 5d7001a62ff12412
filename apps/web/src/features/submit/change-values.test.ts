import { expect, test } from "@jest/globals";
import { changeValues } from "./change-values.ts";

const layers = { "a.count": "3", "a.0.units": "1", "a.1.units": "2", "a.2.units": "3", "ab.0": "x", name: "n" };

test("a row is taken out of its list, and those behind it move up with all they hold", () => {
  expect(changeValues(layers, "remove:a.1")).toEqual({ "a.count": "2", "a.0.units": "1", "a.1.units": "3", "ab.0": "x", name: "n" });
});
test("a list gets one more row, also where it has none", () => {
  expect(changeValues(layers, "add:a")["a.count"]).toBe("4");
  expect(changeValues({}, "add:a.0.layers")).toEqual({ "a.0.layers.count": "1" });
});
test.each(["show", "submit", "", "remove:", "remove:a", "remove:a.7", "remove:a.-1", "remove:a.x"])("%j changes nothing", (intent) => {
  expect(changeValues(layers, intent)).toEqual(layers);
});
