import { spawn, spawnSync } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { withEnvironment } from "./env.ts";

/** The command line as people start it, for tests. */
export const bin = fileURLToPath(new URL("../../bin/joulemark-energy.mjs", import.meta.url));

const environment = (more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv => {
  const { JOULEMARK_ZONE: _, NODE_OPTIONS: __, ...rest } = withEnvironment({}); // Jest's options are not for it
  return { ...rest, ...more };
};

/** Runs it to its end. */
export function energyCommand(args: string[], { env, cwd, input }: { env?: NodeJS.ProcessEnv; cwd?: string; input?: string } = {}): { code: number | null; out: string; err: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { encoding: "utf8", env: environment(env), cwd, input: input ?? "", timeout: 50_000 });
  return { code: status, out: stdout, err: stderr };
}

export interface Started {
  child: ChildProcess;
  /** Waits until it has printed these words. */
  printed(words: string): Promise<void>;
  ended: Promise<{ code: number | null; signal: NodeJS.Signals | null; out: string; err: string }>;
}

/** Starts it, apart from this process's terminal, if any. */
export function startEnergyCommand(args: string[]): Started {
  const child = spawn(process.execPath, [bin, ...args], { env: environment(), detached: true, stdio: ["ignore", "pipe", "pipe"] });
  let [out, err] = ["", ""];
  child.stdout.on("data", (chunk: Buffer) => (out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (err += chunk.toString()));
  const ended = once(child, "close").then(([code, signal]) => ({ code: code as number | null, signal: signal as NodeJS.Signals | null, out, err }));
  async function printed(words: string): Promise<void> {
    while (!out.includes(words)) {
      const first = await Promise.race([once(child.stdout, "data").then(() => null), ended]);
      if (first && !out.includes(words)) throw new Error(`It ended without printing "${words}": ${first.out}${first.err}`);
    }
  }
  return { child, ended, printed };
}
