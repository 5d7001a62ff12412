import { expect, test } from "@jest/globals";
import { createLogger } from "./logger.ts";
import { repeat } from "./repeat.ts";

test("work that fails is done again, and none is begun after the stop", async () => {
  let calls = 0;
  const thrice = new Promise<void>((resolve) => {
    const repeated = repeat("test", 1, async () => {
      calls += 1;
      if (calls === 3) void repeated.stop().then(resolve);
      throw new Error("again");
    }, createLogger("silent"));
  });
  await thrice;
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(calls).toBe(3);
});
