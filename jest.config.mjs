import { fileURLToPath } from "node:url";

// A test file's process.env is a copy that native libraries do not see: TensorFlow's settings are made here, for every process of Jest.
Object.assign(process.env, { TF_NUM_INTRAOP_THREADS: "1", TF_NUM_INTEROP_THREADS: "1", TF_ENABLE_ONEDNN_OPTS: "1", TF_CPP_MIN_LOG_LEVEL: "2" });

/** One project a workspace; the whole-system tests of test/ have their own (jest.system.config.mjs). */
const shared = {
  testEnvironment: "node",
  setupFilesAfterEnv: [fileURLToPath(new URL("jest.retry.mjs", import.meta.url))],
  extensionsToTreatAsEsm: [".ts", ".tsx"],
  transform: { "^.+\\.tsx?$": ["@swc/jest", { jsc: { target: "es2023", parser: { syntax: "typescript", tsx: true } }, module: { type: "es6" } }] },
  modulePathIgnorePatterns: ["<rootDir>/.next/", "<rootDir>/dist/"],
};
const project = (folder) => ({ ...shared, displayName: folder.split("/").at(-1), rootDir: folder, testMatch: ["<rootDir>/**/*.test.ts", "<rootDir>/**/*.test.tsx"] });

export default {
  testTimeout: 60_000,
  maxWorkers: 3, // many tests wait for real processes: two cores carry three
  projects: ["packages/energy", "packages/charts", "packages/client", "packages/engine", "apps/worker", "apps/api", "apps/web", "scripts"].map(project),
};
export { shared };
