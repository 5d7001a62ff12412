import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";

export const engineCommand = fileURLToPath(new URL("../bin/joulemark-engine.mjs", import.meta.url));

export interface StartedCommand {
  child: ChildProcess;
  /** Once standard error has a text. */
  untilError(text: RegExp): Promise<void>;
  ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
}

/** A real process of the engine's command. */
export function startCommand(...parameters: string[]): StartedCommand {
  const child = spawn(process.execPath, [engineCommand, ...parameters], { stdio: ["pipe", "pipe", "pipe"] });
  const waiting: { text: RegExp; resolve: () => void }[] = [];
  let [stdout, stderr] = ["", ""];
  child.stdout.setEncoding("utf8").on("data", (part: string) => (stdout += part));
  child.stderr.setEncoding("utf8").on("data", (part: string) => {
    stderr += part;
    for (const { text, resolve } of waiting) if (text.test(stderr)) resolve();
  });
  return {
    child,
    untilError: (text) => new Promise((resolve) => (text.test(stderr) ? resolve() : waiting.push({ text, resolve }))),
    ended: once(child, "close").then(([code]) => ({ code: code as number | null, stdout, stderr })),
  };
}
