import { spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));

export interface Ended {
  code: number | null;
  /** Both streams, as they came. */
  output: string;
}

/** Runs a script of this repository to its end, as a person would, with the settings given and none of whoever runs the tests. */
export function runScript(script: string, parameters: string[], environment: Record<string, string> = {}): Promise<Ended> {
  const inherited = Object.entries(process.env).filter(([name]) => !/^(JOULEMARK_.*|DATABASE_URL|HOST|PORT|PUBLIC_URL|NODE_OPTIONS|NODE_ENV|JEST_WORKER_ID)$/.test(name));
  const child = spawn(process.execPath, ["--disable-warning=ExperimentalWarning", script, ...parameters], { cwd: root, env: { ...Object.fromEntries(inherited), ...environment }, stdio: ["ignore", "pipe", "pipe"] });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (output += chunk.toString()));
  return new Promise((resolve, reject) => child.on("error", reject).on("close", (code) => resolve({ code, output })));
}
