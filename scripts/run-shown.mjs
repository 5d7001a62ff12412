// @ts-check
import { spawn } from "node:child_process";
import { node22Environment, root } from "./node22.mjs";

/**
 * Runs a command under Node 22 with this terminal.
 * @param {string} command
 * @param {string[]} parameters
 * @param {Record<string, string>} [env]
 * @returns {Promise<number>} its exit code; 1 where a signal ended it or it could not be run
 */
export function runShown(command, parameters, env = {}) {
  const child = spawn(command, parameters, { cwd: root, env: { ...node22Environment(), ...env }, stdio: ["ignore", "inherit", "inherit"] });
  return new Promise((resolve) => {
    child.on("error", (error) => {
      console.error(`${command} cannot be run: ${error.message}`);
      resolve(1);
    });
    child.on("exit", (code) => resolve(code ?? 1));
  });
}

/** The line a list of checks ends with. @param {import("./jest-counts.mjs").Counts} counts */
export const closingLine = ({ passed, failed, skipped }) => `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`;
