import { expect, test } from "@jest/globals";
import { expectSuccess, Refused } from "./expect-success.ts";

type Result = { __typename: "Success"; id: string } | { __typename: "UserErrors"; errors: { code: string; message: string; path: string[] | null }[] };

test("a success passes with its type", () => {
  const result: Result = { __typename: "Success", id: "a" } as Result;
  expect(expectSuccess(result).id).toBe("a");
});

test("a refusal names every path and code", () => {
  const result = {
    __typename: "UserErrors",
    errors: [
      { code: "INVALID_INPUT", message: "must be above 0", path: ["specification", "pipeline", "0", "temperature"] },
      { code: "NOT_FOUND", message: "There is no project x.", path: null },
    ],
  } as Result;
  const refused = () => expectSuccess(result);
  expect(refused).toThrow(Refused);
  expect(refused).toThrow("specification.pipeline.0.temperature: must be above 0 (INVALID_INPUT)\nThere is no project x. (NOT_FOUND)");
});

test("a refusal can be asked for its code", () => {
  const refused = new Refused([{ code: "STALE_ATTEMPT", message: "Another attempt runs." }]);
  expect(refused.has("STALE_ATTEMPT")).toBe(true);
  expect(refused.has("NOT_FOUND")).toBe(false);
});
