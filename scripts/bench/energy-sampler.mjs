/**
 * Runs a command under captures and prints what they saw, as JSON: `node energy-sampler.mjs --folder DIR --processes N [--best] [--interval 1] --
 * COMMAND …`. Every kind that this machine has looks at the same processes; `--best` is the first alone. It waits until N processes have written
 * what they used into the folder and are gone.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { parseArgs } from "node:util";
import { openCapture } from "../../packages/energy/src/capture/open-capture.ts";
import { captureKinds } from "../../packages/energy/src/capture/registry.ts";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { folder: { type: "string" }, processes: { type: "string" }, best: { type: "boolean", default: false }, interval: { type: "string", default: "1" } },
});
const scope = { root: "children" };
const roots = { proc: "/proc", cgroup: "/sys/fs/cgroup", powercap: "/sys/class/powercap", hostShare: "/var/scaphandre" };

const used = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};
const opened = values.best ? [openCapture(scope, roots).capture] : captureKinds.map((kind) => ({ mode: kind.mode, ...kind.open(scope, roots) }));
const captures = opened.filter((one) => !("unavailable" in one)).map((capture) => ({ capture, cpuSeconds: 0, samplerCpuSeconds: 0 }));
const unavailable = Object.fromEntries(opened.filter((one) => "unavailable" in one).map((one) => [one.mode, one.unavailable]));

function sample() {
  for (const one of captures) {
    const before = used();
    one.cpuSeconds = one.capture.read();
    one.samplerCpuSeconds += used() - before;
  }
}

/** Numbers of those that have written; the names begin with them. */
const written = () => readdirSync(values.folder).map((name) => Number.parseInt(name, 10));
const lives = (pid) => {
  try {
    return !/^\d+ \(.*\) [ZX]/s.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
};

const begun = performance.now();
const before = used();
const environment = Object.assign({}, ...captures.map(({ capture }) => capture.environment ?? {}));
const child = spawn(positionals[0], positionals.slice(1), { stdio: ["ignore", "inherit", "inherit"], env: { ...process.env, ...environment } });
for (const { capture } of captures) capture.adopt?.(child.pid);
const timer = setInterval(sample, Number(values.interval) * 1000);
const [code] = await once(child, "exit");
while (code === 0 && (written().length < Number(values.processes) || written().some(lives))) await sleep(100);
clearInterval(timer);
sample();
const seconds = (performance.now() - begun) / 1000;
const truth = readdirSync(values.folder).reduce((sum, name) => sum + Number(readFileSync(join(values.folder, name), "utf8")), 0);
const seen = Object.fromEntries(captures.map(({ capture, cpuSeconds, samplerCpuSeconds }) => [capture.mode, { cpuSeconds, samplerCpuSeconds, ...capture.coverage() }]));
for (const { capture } of captures) capture.close();
console.log(JSON.stringify({ code, seconds, truth, processCpuSeconds: used() - before, ownCpuSeconds: used(), seen, unavailable }));
