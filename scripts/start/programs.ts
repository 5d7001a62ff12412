import { createRequire } from "node:module";
import { join } from "node:path";
import { node22Environment, root } from "../node22.mjs";
import type { ProcessPlan } from "./supervised-process.ts";

/** What the programs of this installation have to know of each other. */
export interface Addresses {
  data: string;
  databaseUrl: string;
  host: string;
  port: number;
  /** The one origin, as people and programs of this machine use it. */
  publicUrl: string;
  webPort: number;
}

const nodeFlags = ["--disable-warning=ExperimentalWarning"];
const base = (): NodeJS.ProcessEnv => ({ ...node22Environment(), NODE_ENV: "production" });

export function apiPlan({ data, databaseUrl, host, port, publicUrl, webPort }: Addresses, logPath: string): ProcessPlan {
  return {
    name: "api",
    command: process.execPath,
    parameters: [...nodeFlags, join(root, "apps", "api", "src", "main.ts")],
    environment: { ...base(), PORT: String(port), HOST: host, DATABASE_URL: databaseUrl, JOULEMARK_DATA: data, PUBLIC_URL: process.env.PUBLIC_URL || publicUrl, WEB_URL: `http://${webHost}:${webPort}` },
    logPath,
    stopSignal: "SIGTERM",
    hurrySignal: "SIGKILL",
    graceMs: 15_000,
  };
}

// Next.js writes 127.0.0.1 as localhost in the addresses it rewrites to, and redirects for ever where it does not listen under that name.
export const webHost = "localhost";

export function webPlan({ publicUrl, webPort }: Addresses, logPath: string): ProcessPlan {
  const folder = join(root, "apps", "web");
  const next = createRequire(join(folder, "package.json")).resolve("next/dist/bin/next");
  return {
    name: "web",
    command: process.execPath,
    parameters: [next, "start", "--hostname", webHost, "--port", String(webPort)],
    cwd: folder,
    environment: { ...base(), PORT: String(webPort), HOSTNAME: webHost, JOULEMARK_API_URL: publicUrl, PUBLIC_URL: process.env.PUBLIC_URL || publicUrl },
    logPath,
    stopSignal: "SIGTERM",
    hurrySignal: "SIGKILL",
    graceMs: 5000,
  };
}

export function workerPlan({ data, publicUrl }: Addresses, logPath: string): ProcessPlan {
  return {
    name: "worker",
    command: process.execPath,
    parameters: [...nodeFlags, join(root, "apps", "worker", "src", "main.ts")],
    environment: { ...base(), JOULEMARK_URL: publicUrl, JOULEMARK_TOKEN: "", JOULEMARK_TOKEN_FILE: join(data, "worker-token"), JOULEMARK_DATA: data },
    logPath,
    stopSignal: "SIGTERM", // its child writes a checkpoint, and the run is released
    hurrySignal: "SIGKILL",
    graceMs: 30_000,
  };
}
