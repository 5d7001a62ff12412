import { shared } from "./jest.config.mjs";

/** Proofs that take minutes each, one after the other: `npm run test:long`. Choices at random are made by Jest's seed, which is shown. */
export default {
  ...shared,
  displayName: "long",
  rootDir: "test/long",
  testMatch: ["<rootDir>/**/*.test.ts"],
  maxWorkers: 1,
  testTimeout: 300_000,
  showSeed: true,
};
