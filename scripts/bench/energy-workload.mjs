/**
 * Processes whose CPU time is known, since each writes its own: `node energy-workload.mjs --folder DIR --count 20 --seconds 0.5 [--at-once 4]
 * [--detached]` starts children that burn CPU, and waits for them unless they detach themselves; `--sleep 5` starts nothing and waits.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";

const { values } = parseArgs({
  options: {
    folder: { type: "string" },
    count: { type: "string", default: "0" },
    seconds: { type: "string", default: "0" },
    "at-once": { type: "string", default: "1" },
    detached: { type: "boolean", default: false },
    sleep: { type: "string", default: "0" },
    burn: { type: "boolean", default: false },
  },
});
const script = fileURLToPath(import.meta.url);

/** User and system time of this process by getrusage, s. */
const used = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const write = () => writeFileSync(join(values.folder, `${process.pid}-${process.hrtime.bigint()}`), String(used()));

function burn() {
  while (used() < Number(values.seconds)) for (let i = 0; i < 1e4; i++);
  write();
  process.kill(process.pid, "SIGKILL"); // what ending would cost is not in what was written
}

async function startOne() {
  const parameters = [script, "--burn", "--folder", values.folder, "--seconds", values.seconds];
  // The shell ends at once: what it started is a child of nobody who waits.
  const child = values.detached ? spawn("sh", ["-c", '"$@" &', "sh", process.execPath, ...parameters], { detached: true, stdio: "ignore" }) : spawn(process.execPath, parameters, { stdio: "ignore" });
  await once(child, "exit");
}

async function work() {
  let left = Number(values.count);
  const lane = async () => {
    while (left-- > 0) await startOne();
  };
  await Promise.all(Array.from({ length: Number(values["at-once"]) }, lane));
  await sleep(Number(values.sleep) * 1000);
  process.on("exit", write);
}

await (values.burn ? burn() : work());
