import { expect, test } from "@jest/globals";
import { boardPath, readBoardQuery } from "./board-path.ts";

const key = { task: "digits", boundary: "PROCESS", hardwareClass: "cpu/amd-epyc-zen4/1", method: "ESTIMATED" } as const;

test("the query of an address reads back as the board it was made from", () => {
  const { task, ...rest } = key;
  const address = new URL(boardPath(key, "cursor=="), "http://localhost");
  expect(address.pathname).toBe(`/leaderboards/${task}`);
  expect(readBoardQuery(Object.fromEntries(address.searchParams))).toEqual({ ...rest, after: "cursor==" });
});
test("a task alone has an address without a query", () => {
  expect(boardPath({ task: "digits" })).toBe("/leaderboards/digits");
});
test("what is no boundary and no method does not reach the API", () => {
  expect(readBoardQuery({ boundary: "GALAXY", method: "guessed", hardwareClass: ["cpu/a/1", "cpu/b/1"] })).toEqual({ hardwareClass: "cpu/a/1" });
});
