import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cases, writeCase } from "./engine-cases.mjs";

/** Losses by epoch of a lane of the engine's benchmark on the first rows of a case. @throws Error with what the lane said where it failed */
export function lossesOf(command: string[], id: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), "joulemark-bench-"));
  try {
    writeCase({ ...cases.find((one) => one.id === id)!, rows: 700 }, folder);
    const [program, ...parameters] = command;
    const { stdout, stderr } = spawnSync(program!, [...parameters, folder], { encoding: "utf8", env: { ...process.env, NODE_OPTIONS: "" } });
    const result = /^result (.*)$/m.exec(stdout);
    if (!result) throw new Error(stderr);
    return (JSON.parse(result[1]!) as { losses: number[] }).losses;
  } finally {
    rmSync(folder, { recursive: true });
  }
}
