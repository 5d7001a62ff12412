import { expect, test } from "@jest/globals";
import { stalenessTable } from "./staleness-table.ts";

test("each run that trained asynchronously has its histogram, in counts and shares", () => {
  const table = stalenessTable([{ seed: 1, staleness: [30, 1000, 10] }, { seed: 2 }, { seed: 3, staleness: [5] }]);
  expect(table.match(/seed \d/g)).toEqual(["seed 1", "seed 3"]);
  expect(table).toContain("1,000 (96.2 %)");
  expect(table).toContain("5 (100.0 %)");
  expect(table.match(/<th scope="row">\d/g)).toHaveLength(3);
});

test("where none did there is nothing to show", () => expect(stalenessTable([{ seed: 1 }, { seed: 2, staleness: [] }])).toBe(""));
