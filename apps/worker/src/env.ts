import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { hostname } from "node:os";
import { dirname, join, resolve } from "node:path";
import type { ConversionInput } from "@joulemark/energy";
import { conversionOf, gridIntensityOf } from "@joulemark/energy";
import { z } from "zod";
import { executors } from "./executors/registry.ts";

/** The settings are wrong; the message names each. */
export class WrongSettings extends Error {
  override readonly name = "WrongSettings";
}

export interface WorkerEnv {
  /** Origin of the API. */
  url: string;
  token: string;
  /** Work folders, one an attempt, are made below this one. */
  workFolder: string;
  /** Where engines keep logits of teachers for later runs. */
  cacheFolder: string;
  /** Grid zone and country of this machine; null: not set. */
  zone: string | null;
  /** What this site states of itself: tariff, PUE, water, prices, embodied carbon. */
  site: Partial<ConversionInput>;
  /** Threads of one operation of the engine. */
  threads: number;
  name: string;
  executor: string;
  logLevel: string;
  /** The engine's command without its arguments. */
  engineCommand: string[];
  /** All that the engine's process may see of this process' environment. */
  engineEnvironment: Record<string, string>;
}

const schema = z.object({
  JOULEMARK_URL: z.url({ protocol: /^https?$/, error: "must be the origin of the API, such as http://127.0.0.1:4000" }).default("http://127.0.0.1:4000"),
  JOULEMARK_TOKEN: z.string().optional(),
  JOULEMARK_TOKEN_FILE: z.string().optional(),
  JOULEMARK_DATA: z.string().default(".joulemark"),
  JOULEMARK_ZONE: z.string().optional(),
  JOULEMARK_SITE_FILE: z.string().optional(),
  JOULEMARK_THREADS: z.coerce.number("must be a whole number").int("must be a whole number").min(1, "must be 1 or more").max(1024, "must be 1,024 or less").default(1),
  JOULEMARK_EXECUTOR: z.enum(executors.map(({ kind }) => kind)).default("process"),
  WORKER_NAME: z.string().max(100).default(hostname()),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** Names of what a process needs to run at all, and to find its libraries and devices. No token is among them. */
const passedOn = ["PATH", "HOME", "LANG", "LC_ALL", "LC_CTYPE", "TZ", "TMPDIR", "TEMP", "TMP", "SYSTEMROOT", "LD_LIBRARY_PATH", "CUDA_VISIBLE_DEVICES", "CUDA_DEVICE_ORDER", "NVIDIA_VISIBLE_DEVICES", "JOULEMARK_TASK_DATA", "XDG_CACHE_HOME", "POWERCAP_ROOT", "CGROUP_ROOT", "PROC_ROOT", "HOST_SHARE_ROOT"];

/**
 * The settings of this process. An empty variable is as good as none.
 * @throws WrongSettings
 */
export function readEnv(given: NodeJS.ProcessEnv = process.env): WorkerEnv {
  const set = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined && value !== "")) as Record<string, string>;
  const parsed = schema.safeParse(set);
  if (!parsed.success) throw new WrongSettings(parsed.error.issues.map(({ path, message }) => `${path.join(".")}: ${message}`).join("\n"));
  const env = parsed.data;
  return {
    url: env.JOULEMARK_URL,
    token: env.JOULEMARK_TOKEN ?? readToken(env.JOULEMARK_TOKEN_FILE),
    workFolder: resolve(env.JOULEMARK_DATA, "work"),
    cacheFolder: resolve(env.JOULEMARK_DATA, "cache", "logits"),
    zone: checkedZone(env.JOULEMARK_ZONE),
    site: readSite(env.JOULEMARK_SITE_FILE, env.JOULEMARK_ZONE),
    threads: env.JOULEMARK_THREADS,
    name: env.WORKER_NAME,
    executor: env.JOULEMARK_EXECUTOR,
    logLevel: env.LOG_LEVEL,
    engineCommand: [process.execPath, "--disable-warning=ExperimentalWarning", engineProgram()],
    engineEnvironment: Object.fromEntries(passedOn.flatMap((name) => (set[name] === undefined ? [] : [[name, set[name]]]))),
  };
}

function readToken(path: string | undefined): string {
  if (path === undefined) throw new WrongSettings("JOULEMARK_TOKEN: a key with the scope run:execute is needed, here or in the file that JOULEMARK_TOKEN_FILE names.");
  try {
    const token = readFileSync(path, "utf8").trim();
    if (token) return token;
  } catch (cause) {
    throw new WrongSettings(`JOULEMARK_TOKEN_FILE: ${(cause as Error).message}`, { cause });
  }
  throw new WrongSettings(`JOULEMARK_TOKEN_FILE: ${path} is empty.`);
}

/** A zone that no table has would fail every run: better no worker than that. */
function checkedZone(zone: string | undefined): string | null {
  if (zone === undefined) return null;
  try {
    gridIntensityOf(zone);
    return zone;
  } catch (cause) {
    throw new WrongSettings(`JOULEMARK_ZONE: ${(cause as Error).message}`, { cause });
  }
}

/** The site's own figures, checked: a wrong one would stand in every record. */
function readSite(path: string | undefined, zone: string | undefined): Partial<ConversionInput> {
  if (path === undefined) return {};
  try {
    const site = JSON.parse(readFileSync(path, "utf8")) as Partial<ConversionInput>;
    conversionOf({ ...site, zone: zone ?? null });
    return site;
  } catch (cause) {
    throw new WrongSettings(`JOULEMARK_SITE_FILE: ${path}: ${(cause as Error).message}`, { cause });
  }
}

const engineProgram = (): string => join(dirname(createRequire(import.meta.url).resolve("@joulemark/engine")), "..", "bin", "joulemark-engine.mjs");
