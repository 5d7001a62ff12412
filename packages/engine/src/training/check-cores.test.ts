import { expect, test } from "@jest/globals";
import { checkCores } from "./check-cores.ts";

test("as many threads as cores are taken, more are refused with both numbers", () => {
  expect(() => checkCores(2, 2, 4)).not.toThrow();
  expect(() => checkCores(3, 2, 4)).toThrow(expect.objectContaining({ code: "INVALID_INPUT", path: ["training", "workers"], message: "3 workers of 2 thread(s) each need 6 cores, and this machine gives 4: take at most 2 worker(s), or fewer threads." }));
  expect(() => checkCores(1, 8, 4)).toThrow(/at most 4 thread\(s\)/);
});
