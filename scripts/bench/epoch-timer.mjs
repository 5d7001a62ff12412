import { existsSync, readFileSync } from "node:fs";

const cpuSeconds = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
};

/** Memory at this moment that no file stands behind: without the pages of libraries, which processes share; null: this system does not tell. */
function ownMebibytes() {
  const status = "/proc/self/status";
  const kibibytes = existsSync(status) && /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync(status, "utf8"))?.[1];
  return kibibytes ? Number(kibibytes) / 1024 : null;
}

/** Runs epochs one by one and prints what each took, as the line `result {…}` that the benchmark reads. */
export async function timeEpochs(version, epochs, run) {
  const measured = { version, cpuSeconds: [], wallSeconds: [], losses: [] };
  for (let epoch = 0; epoch < epochs; epoch++) {
    const [cpu, wall] = [cpuSeconds(), performance.now()];
    measured.losses.push(await run(epoch));
    measured.cpuSeconds.push(cpuSeconds() - cpu);
    measured.wallSeconds.push((performance.now() - wall) / 1000);
  }
  console.log(`result ${JSON.stringify({ ...measured, peakMebibytes: process.resourceUsage().maxRSS / 1024, ownMebibytes: ownMebibytes() })}`);
}
