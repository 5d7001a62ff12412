import { shared } from "./jest.config.mjs";

/** Whole-system tests: each file starts its own installation from outside, and waits for most of its time: two cores carry three. */
export default {
  ...shared,
  displayName: "system",
  rootDir: "test",
  testMatch: ["<rootDir>/**/*.test.ts"],
  testPathIgnorePatterns: ["<rootDir>/long/"], // jest.long.config.mjs
  maxWorkers: 3,
  testTimeout: 300_000,
};
