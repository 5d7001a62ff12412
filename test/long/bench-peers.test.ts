import { join } from "node:path";
import { beforeAll, expect, test } from "@jest/globals";
import { root } from "../../scripts/node22.mjs";
import { lossesOf } from "../../scripts/bench/lane-losses.ts";
import { peerPython } from "../../scripts/bench/peer-python.mjs";

const file = (name: string): string => join(root, "scripts", "bench", name);
const PATIENCE_MS = 1_200_000;

let python = "";
beforeAll(async () => {
  python = await peerPython();
}, PATIENCE_MS);

test.each(["784-64-10-distilled", "cnn-16-32", "text"])("our trainer and Python's hand-written loop do the same work on %s", (id) => {
  const [theirs, ours] = [lossesOf([python, file("engine_lane.py"), "while-loop"], id), lossesOf([process.execPath, file("engine-lane.mjs")], id)];
  expect(ours).toHaveLength(theirs.length);
  ours.forEach((loss, epoch) => expect(Math.abs(loss / theirs[epoch]! - 1)).toBeLessThan(1e-3));
}, PATIENCE_MS);
