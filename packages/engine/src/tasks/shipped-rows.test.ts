import { expect, test } from "@jest/globals";
import { shippedRows } from "./shipped-rows.ts";

const sha256 = "09f66e6debdee2cd2b5ae59e0d6abbb73fc2b0e0185d2e1957e9ebb51e23aa22";

test("a row is its values, then its class; lines before the first row are left out", () => {
  const rows = shippedRows("digits.csv.gz", sha256, 64);
  expect([rows.length, rows[0]!.values.length, rows[0]!.label]).toEqual([1797, 64, 0]);
  expect(shippedRows("digits.csv.gz", sha256, 64, 1)).toEqual(rows.slice(1));
});
test("a file that is not what its sha256 says is refused by name", () => {
  expect(() => shippedRows("digits.csv.gz", "0".repeat(64), 64)).toThrow(/digits\.csv\.gz has the sha256 09f66e6d.*, not 0{64}: install Joulemark again/);
});
