import { jest } from "@jest/globals";

// Real processes on a shared machine: in CI a test that fails is tried once more, and its first failure is shown. Locally nothing is tried twice.
if (process.env.CI) jest.retryTimes(1, { logErrorsBeforeRetry: true });
