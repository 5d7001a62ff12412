// @ts-check
/**
 * @typedef {{ passed: number, failed: number, skipped: number }} Counts
 * @param {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, numRuntimeErrorTestSuites: number }} report as `jest --json` writes it
 * @returns {Counts} a file that could not be run at all counts as one failed test
 */
export const jestCounts = ({ numPassedTests, numFailedTests, numPendingTests, numTodoTests, numRuntimeErrorTestSuites }) => ({
  passed: numPassedTests,
  failed: numFailedTests + numRuntimeErrorTestSuites,
  skipped: numPendingTests + numTodoTests,
});
