import { accessSync, constants, statSync } from "node:fs";
import { join } from "node:path";
import { commandFolders } from "./env.ts";

/** Exit codes that shells and `env` use for a command that could not be started. */
export const NOT_FOUND = 127;
export const NOT_EXECUTABLE = 126;

export interface NotRunnable {
  code: typeof NOT_FOUND | typeof NOT_EXECUTABLE;
  /** What is wrong, and what would be right. */
  problem: string;
}

/** Null where it can be executed. */
function whyNot(path: string): "missing" | "folder" | "mode" | null {
  try {
    if (statSync(path).isDirectory()) return "folder";
  } catch {
    return "missing"; // also where a folder on the way may not be entered: for whoever runs this it is not there
  }
  try {
    accessSync(path, constants.X_OK);
    return null;
  } catch {
    return "mode";
  }
}

/** Why a command cannot be started, told before anything is measured; null where it can. Found as a shell finds it: by path where it has a slash, else in PATH. */
export function whyNotRunnable(command: string): NotRunnable | null {
  if (command === "") return { code: NOT_FOUND, problem: "The command is empty; after -- comes what is to be measured, e.g. -- python train.py" };
  const candidates = command.includes("/") ? [command] : commandFolders().map((folder) => join(folder, command));
  const problems = candidates.map((path) => ({ path, why: whyNot(path) }));
  if (problems.some(({ why }) => why === null)) return null;
  const present = problems.find(({ why }) => why !== "missing" && (command.includes("/") || why === "mode"));
  if (!present) return { code: NOT_FOUND, problem: command.includes("/") ? `There is no file ${command}.` : `There is no command "${command}" in PATH.` };
  if (present.why === "folder") return { code: NOT_EXECUTABLE, problem: `${present.path} is a folder, not a command.` };
  return { code: NOT_EXECUTABLE, problem: `${present.path} may not be executed. Allow it (chmod +x ${present.path}), or name its interpreter, e.g. -- python ${present.path}` };
}
