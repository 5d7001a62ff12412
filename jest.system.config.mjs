import { shared } from "./jest.config.mjs";

/** Whole-system tests: each file starts its own installation from outside, so two at a time is what two cores carry. */
export default {
  ...shared,
  displayName: "system",
  rootDir: "test",
  testMatch: ["<rootDir>/**/*.test.ts"],
  maxWorkers: 2,
  testTimeout: 300_000,
};
