import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { smallCaptureCases } from "./energy-cases.mjs";

const script = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

interface Sampled {
  truth: number;
  seen: Record<string, { cpuSeconds: number; share: number | null; flags: string[] }>;
}

/** Runs a workload in which every process writes what it used, under all captures that this machine has, sampled every 0.25 s. */
async function sampled({ parameters, processes }: (typeof smallCaptureCases)[number]): Promise<Sampled> {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-capture-"));
  const command = [process.execPath, script("energy-workload.mjs"), "--folder", folder, ...parameters];
  const sampler = spawn(process.execPath, [script("energy-sampler.mjs"), "--folder", folder, "--processes", String(processes), "--interval", "0.25", "--", ...command], { env: { ...process.env, NODE_OPTIONS: "" } });
  const text = { output: "", errors: "" };
  sampler.stdout.on("data", (chunk: Buffer) => (text.output += chunk.toString()));
  sampler.stderr.on("data", (chunk: Buffer) => (text.errors += chunk.toString()));
  const [code] = (await once(sampler, "close")) as [number];
  rmSync(folder, { recursive: true });
  if (code !== 0) throw new Error(text.errors);
  return JSON.parse(text.output) as Sampled;
}

const onLinux = process.platform === "linux" ? test : test.skip;

onLinux.each(smallCaptureCases)("of $title every capture sees at least 99 % of what they wrote of themselves, and nothing else", async (workload) => {
  const { truth, seen } = await sampled(workload);
  expect(Object.keys(seen)).toContain("process-tree");
  for (const [mode, { cpuSeconds, share, flags }] of Object.entries(seen)) {
    const rounding = mode === "process-tree" ? 0.02 : 0; // user and system ticks, truncated, of what still lives or was waited for
    // The end of an orphan cannot be told from another's that ended in the same moment, on a machine where others detach processes too.
    const said = mode === "process-tree" && flags.includes("coverage-below-95-percent") && cpuSeconds / share! > 0.99 * truth;
    expect(cpuSeconds + rounding > 0.99 * truth || said ? "enough" : `${mode} saw ${cpuSeconds} of ${truth} s`).toBe("enough");
    const endings = 0.008 * workload.processes; // a process goes on a little after it wrote
    expect(cpuSeconds < 1.02 * truth + endings ? "no more" : `${mode} saw ${cpuSeconds} of ${truth} s`).toBe("no more");
  }
});
