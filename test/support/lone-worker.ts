import { spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const program = fileURLToPath(new URL("../../apps/worker/src/main.ts", import.meta.url));

export interface LoneWorker {
  pid: number;
  /** Its log so far. */
  readonly output: string;
  /** Seconds from the signal to its end, and how it ended. */
  stop(signal?: NodeJS.Signals): Promise<{ seconds: number; code: number | null }>;
}

/** A worker process of its own, beside a system that was started without one. @param url where it finds the API */
export async function startWorker(url: string, tokenFile: string, environment: Record<string, string> = {}): Promise<LoneWorker> {
  const data = await mkdtemp(join(tmpdir(), "joulemark-worker-"));
  const inherited = Object.entries(process.env).filter(([name]) => !/^(JOULEMARK_.*|NODE_OPTIONS|NODE_ENV|JEST_WORKER_ID)$/.test(name));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", program], {
    env: { ...Object.fromEntries(inherited), JOULEMARK_URL: url, JOULEMARK_TOKEN_FILE: tokenFile, JOULEMARK_DATA: data, ...environment },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.on("close", resolve));
  return {
    pid: child.pid!,
    get output() {
      return output;
    },
    async stop(signal = "SIGTERM") {
      const began = performance.now();
      child.kill(signal);
      const code = await ended;
      await rm(data, { recursive: true, force: true });
      return { seconds: (performance.now() - began) / 1000, code };
    },
  };
}
