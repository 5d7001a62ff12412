import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "@jest/globals";
import { recordedCalibration } from "../hardware/recorded-calibration.ts";
import { startCommand } from "../test-command.ts";
import { hardwareLines, readHardware } from "./hardware.ts";
import type { Hardware } from "./hardware.ts";

const folder = mkdtempSync(join(tmpdir(), "joulemark-hardware-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return join(folder, name);
};

test("without a calibration the devices are shown with the error that came with the engine, and how to get one's own", async () => {
  const hardware = await readHardware({ calibrate: false, threads: null, file: join(folder, "none.json") });
  expect(hardware).toMatchObject({ calibrated: false, error: { count: 39 } });
  const text = hardwareLines(hardware).join("\n");
  expect(text).toMatch(/nvidia-t4: NVIDIA T4, gpu\n {2}peak, float32 +8,100 GFLOP\/s +NVIDIA's announcement/);
  expect(text).toMatch(/int8 instructions +none declared: int8 counts as float32/);
  expect(text).toContain("This machine was not calibrated: joulemark-engine hardware --calibrate");
});
test("a kept calibration makes this machine the first of the devices, and its error the interval's", async () => {
  const kept = { ...recordedCalibration, networks: recordedCalibration.networks.slice(0, 9), processor: "kept" };
  const { calibrated, error, profiles } = await readHardware({ calibrate: false, threads: null, file: file("kept.json", JSON.stringify(kept)) });
  expect([calibrated, profiles[0]!.id, error.count, error.level]).toEqual([true, "local", 9, 0.8]);
  expect(profiles[0]!.operationsPerSecond.float32!.source).toContain("measured: kept");
});
test.each([["of another kind", JSON.stringify({ schemaVersion: 2 })], ["without networks", JSON.stringify({ ...recordedCalibration, networks: [] })], ["of a network that is not timed any more", JSON.stringify({ ...recordedCalibration, networks: [{ label: "1-1", batchSize: 1, seconds: 1 }] })]])("a file %s is refused by its name", async (_what, text) => {
  await expect(readHardware({ calibrate: false, threads: null, file: file("wrong.json", text) })).rejects.toThrow(/wrong\.json is no calibration of this release/);
});
test("the command prints them, as JSON too, without measuring anything, and takes no file", async () => {
  const [shown, refused] = await Promise.all([startCommand("hardware", "--json").ended, startCommand("hardware", "model.onnx").ended]);
  expect(shown.code).toBe(0);
  expect((JSON.parse(shown.stdout) as Hardware).profiles.map(({ id }) => id)).toEqual(expect.arrayContaining(["amd-epyc-7742", "intel-xeon-8280", "nvidia-t4", "coral-edge-tpu"]));
  expect(shown.stderr).toBe("");
  expect([refused.code, refused.stderr.split("\n")[0]]).toEqual([2, "INVALID_INPUT: hardware takes no file."]);
});
