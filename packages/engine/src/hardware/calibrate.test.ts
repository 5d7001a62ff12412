import { expect, test } from "@jest/globals";
import { openBackend } from "../backend.ts";
import { timeNetwork } from "./calibrate.ts";
import { heldOut } from "./test-held-out.ts";

// A whole calibration, and what it says of networks that it has not seen, is among the long tests (test/long/calibration.test.ts).
test.each(Object.entries(heldOut))("a network is timed on the backend and leaves nothing there: %s", async (_name, architecture) => {
  const backend = await openBackend({ threads: 1 });
  const before = backend.tensorCount();
  const seconds = timeNetwork(backend, architecture, 4, 0.001);
  expect(seconds).toBeGreaterThan(0);
  expect(seconds).toBeLessThan(60);
  expect(backend.tensorCount()).toBe(before);
});
