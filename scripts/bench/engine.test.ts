import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "@jest/globals";
import { cases, writeCase } from "./engine-cases.mjs";

const file = (name: string): string => fileURLToPath(new URL(name, import.meta.url));

/** Losses by epoch of a lane on the first rows of a case. */
function lossesOf(command: string[], id: string): number[] {
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
const ours = (id: string): number[] => lossesOf([process.execPath, file("engine-lane.mjs")], id);

function expectNear(losses: number[], expected: number[], relative: number): void {
  expect(losses).toHaveLength(expected.length);
  losses.forEach((loss, epoch) => expect(Math.abs(loss / expected[epoch]! - 1)).toBeLessThan(relative));
}

test.each(["784-64-10", "784-64-10-distilled", "evaluation"])("our trainer and the same step as raw operations do the same work on %s", (id) => {
  expectNear(lossesOf([process.execPath, file("raw-step-lane.mjs")], id), ours(id), 1e-5);
});
