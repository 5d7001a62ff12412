import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, expect, test } from "@jest/globals";
import { safetensors } from "./formats/safetensors.ts";
import type { EngineEvent, RunReport } from "./report.ts";
import { engineCommand as command } from "./test-command.ts";

/** Real processes of the engine's command, killed where nobody expects it. */
const root = mkdtempSync(join(tmpdir(), "joulemark-resume-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));

/** Executes a work folder, up to its end or to a SIGKILL right after so many checkpoints; gives the events. */
async function execute(folder: string, killAfter = Infinity): Promise<EngineEvent[]> {
  const child = spawn(process.execPath, [command, "run", folder], { stdio: ["ignore", "pipe", "inherit"] });
  const ended = once(child, "close");
  const events: EngineEvent[] = [];
  let checkpoints = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (!line.startsWith("{\"at\"")) continue;
    const event = JSON.parse(line) as EngineEvent;
    events.push(event);
    if (event.kind === "CHECKPOINT" && ++checkpoints === killAfter) child.kill("SIGKILL");
  }
  await ended;
  return events;
}

function workFolder(name: string, specification: object): string {
  const folder = join(root, name);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, "job.json"), JSON.stringify({ specification: { version: 1, name, task: "digits", ...specification }, seed: 3, inferenceSeconds: 0.05 }));
  return folder;
}
const modelOf = (folder: string): Buffer => readFileSync(join(folder, "out", safetensors.fileName));
const reportOf = (folder: string): RunReport => JSON.parse(readFileSync(join(folder, "out", "report.json"), "utf8")) as RunReport;

/** Four runs, one after another, on a machine that may be busy. */
const PATIENCE_MS = 300_000;

/** Tests that each of these specifications, killed twice and gone on with, ends in the bytes of a run that nothing disturbed. */
export function testResumes(specifications: [name: string, specification: object][], more: (name: string, model: Buffer) => void = () => undefined): void {
  test.each(specifications)("%s, killed twice, ends in the bytes of a run that nothing disturbed", async (name, specification) => {
    const [whole, killed] = [workFolder(`${name} whole`, specification), workFolder(`${name} killed`, specification)];
    await execute(whole);
    // Where they are killed differs from run to run; a failure shows both steps.
    const kills = [1, 1].map(() => 1 + Math.floor(Math.random() * 8));
    const steps: (number | undefined)[] = [];
    for (const kill of kills) steps.push((await execute(killed, kill)).at(-1)?.step);
    const last = await execute(killed);
    expect({ steps, message: last[0]!.message }).toEqual({ steps, message: expect.stringMatching(/^Going on after step [1-9]/) as unknown });
    expect({ steps, same: modelOf(killed).equals(modelOf(whole)) }).toEqual({ steps, same: true });
    expect(reportOf(killed)).toMatchObject({ outcome: "SUCCEEDED", metrics: reportOf(whole).metrics, steps: reportOf(whole).steps });
    more(name, modelOf(killed));
  }, PATIENCE_MS);
}
