import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { root } from "../../scripts/node22.mjs";
import { cases, writeCase } from "../../scripts/bench/engine-cases.mjs";
import { peerPython } from "../../scripts/bench/peer-python.mjs";

const file = (name: string): string => join(root, "scripts", "bench", name);
const PATIENCE_MS = 1_200_000;

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

let python = "";
beforeAll(async () => {
  python = await peerPython();
}, PATIENCE_MS);

test.each(["784-64-10-distilled", "cnn-16-32", "text"])("our trainer and Python's hand-written loop do the same work on %s", (id) => {
  const [theirs, ours] = [lossesOf([python, file("engine_lane.py"), "while-loop"], id), lossesOf([process.execPath, file("engine-lane.mjs")], id)];
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((loss, epoch) => expect(Math.abs(loss / theirs[epoch]! - 1)).toBeLessThan(1e-3));
}, PATIENCE_MS);
