/** `npm run doctor`: what this machine has for Joulemark, and how to get what it lacks. */
import { spawnSync } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { conversionOf, createMeter, hardwareClassOf, readProcessor } from "@joulemark/energy";
import { cacheFolder } from "./bootstrap/cache.mjs";
import { howToGetNative } from "./bootstrap/tensorflow.mjs";
import { browserPath } from "./browser-path.mjs";
import { lockHolder } from "./exclusive-lock.mjs";
import { root } from "./node22.mjs";
import { findPythonWithVenv, howToGetPython } from "./notebook-python.mjs";
import { answersWell } from "./start/health.ts";
import { originOf, readOptions } from "./start/options.ts";

interface Finding {
  part: string;
  is: string;
  /** How to get it, where it is missing. */
  advice?: string;
}

function node(): Finding {
  const host = spawnSync("node", ["--version"], { encoding: "utf8", env: { PATH: process.env.PATH?.split(":").filter((folder) => !folder.startsWith(root)).join(":") } }).stdout?.trim();
  return { part: "Node", is: `${process.version} (${process.execPath}); the host's is ${host || "not on the path"}` };
}

/** In a process of its own: a native library that does not fit may take its process with it. */
function backend(): Finding {
  const program = "const tf = require('@tensorflow/tfjs-node'); console.log(require('@tensorflow/tfjs-node/package.json').version, tf.backend().binding.TF_Version)";
  const { status, stdout } = spawnSync(process.execPath, ["-e", program], { cwd: join(root, "packages", "engine"), encoding: "utf8", env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" } });
  const [tfjs, library] = stdout.trim().split("\n").at(-1)?.split(" ") ?? [];
  if (status === 0) return { part: "TensorFlow", is: `native: tfjs-node ${tfjs}, libtensorflow ${library}` };
  const { version } = createRequire(import.meta.url)("@tensorflow/tfjs-backend-wasm/package.json") as { version: string };
  return { part: "TensorFlow", is: `tfjs-backend-wasm ${version}, slower`, advice: howToGetNative };
}

async function database(data: string, url: string | null, origin: string): Promise<Finding[]> {
  const holder = existsSync(data) ? lockHolder(join(data, "lock")) : null;
  const version = existsSync(join(data, "postgres", "PG_VERSION")) ? readFileSync(join(data, "postgres", "PG_VERSION"), "utf8").trim() : null;
  const serving = holder ? ((await answersWell(`${origin}/readyz`)) === true ? `serving at ${origin}` : `not serving at ${origin}`) : "not running";
  return [
    { part: "Database", is: url ? "PostgreSQL of DATABASE_URL" : `embedded PostgreSQL ${version ?? "15, made at the first start"}` },
    { part: "Data folder", is: `${data}: ${holder ? `process ${holder.pid}, ` : ""}${serving}` },
  ];
}

async function meters(): Promise<Finding[]> {
  const processor = readProcessor();
  const zone = process.env.JOULEMARK_ZONE || null;
  const meter = await createMeter({ conversion: conversionOf({ zone }) });
  await meter.close();
  const steps = meter.ladder.map(({ component, method, reason, remedy }) => `${component}: ${method}, ${reason}${remedy ? ` (${remedy})` : ""}`);
  const known = processor.family !== "unknown";
  return [
    { part: "Processor", is: `${processor.model}, ${hardwareClassOf({ kind: "cpu", processorFamily: processor.family, threads: processor.threads })}`, ...(known ? {} : { advice: "its family is in no table, so its watts are a wide guess and its results rank apart" }) },
    { part: "Energy meters", is: meter.ladder.filter(({ taken }) => taken).map(({ component, method }) => `${component}: ${method}`).join(", "), advice: `${steps.join("; ")}. More: npx joulemark-energy doctor` },
    { part: "Grid zone", is: zone ?? "world average", ...(zone ? {} : { advice: "set JOULEMARK_ZONE, e.g. DE or US-CAL-CISO, for narrower carbon and cost" }) },
  ];
}

function optional(): Finding[] {
  const browser = browserPath();
  const venv = findPythonWithVenv();
  const pip = spawnSync("python3", ["-m", "pip", "--version"], { encoding: "utf8" });
  return [
    { part: "Browser", is: browser ?? "none; its tests are skipped", ...(browser ? {} : { advice: "Debian: apt-get install chromium; or set CHROMIUM" }) },
    { part: "Python, pip", is: pip.status === 0 ? pip.stdout.trim() : "none; only used to build native TensorFlow" },
    { part: "Python, venv", is: venv ? `${venv}, for the notebook's test` : "none; the notebook's test is skipped", ...(venv ? {} : { advice: howToGetPython }) },
    { part: "Cache", is: cacheFolder },
  ];
}

const options = readOptions(process.argv.slice(2), process.env);
if (!options) {
  console.log("npm run doctor -- [--data DIR] [--port N]");
} else {
  const findings = [node(), backend(), ...(await database(options.data, options.databaseUrl, originOf(options.host, options.port))), ...(await meters()), ...optional()];
  const width = Math.max(...findings.map(({ part }) => part.length));
  for (const { part, is, advice } of findings) {
    console.log(`${part.padEnd(width)}  ${is}`);
    if (advice) console.log(`${" ".repeat(width)}  → ${advice}`);
  }
}
