import { expect, test } from "@jest/globals";
import type { Checkpoint } from "./checkpoint.ts";
import { decodeCheckpoint, encodeCheckpoint, jobFingerprint } from "./checkpoint.ts";
import { denseNetwork } from "./test-networks.ts";

const job = jobFingerprint({ name: "x" }, 1);
const checkpoint: Omit<Checkpoint, "done"> = {
  job, backend: "test", call: 1, position: { epoch: 2, row: 64 }, step: 77, energy: { cpuSeconds: 1.5, wallSeconds: 2.5, joules: 3.25 },
  finished: [denseNetwork([4, 3, 2])],
  state: { "dense_1/kernel": { shape: [2], dtype: "float32", values: Float32Array.of(0.1, -0) }, "optimizer/step": { shape: [], dtype: "int32", values: Int32Array.of(77) } },
};

test("a checkpoint read again is what was written: state, position, joules, finished networks", () => {
  const { done, ...read } = decodeCheckpoint(encodeCheckpoint(checkpoint), job);
  expect(read).toEqual(checkpoint);
  expect(done).toHaveLength(1);
});
test("what watches a training and what it told are kept, and are missing where nothing does", () => {
  const more = { stopping: { wait: 1, best: 0.5, stopped: false }, pricing: { points: [[1.5, 0.25], [3, 0.5]] as [number, number][], stopped: true }, staleness: [3, 0, 1] };
  expect(decodeCheckpoint(encodeCheckpoint({ ...checkpoint, ...more }), job)).toMatchObject(more);
  expect(Object.keys(decodeCheckpoint(encodeCheckpoint(checkpoint), job))).not.toEqual(expect.arrayContaining(["pricing"]));
});
test("joules are carried by meter and device, so that those of two accelerators go on apart", () => {
  const part = { component: "gpu", meter: "nvidia-smi", method: "COUNTER", boundary: "COMPONENT", factor: 1.05, biasGroup: "nvidia-smi/counter", source: "test", joules: 5, lowJoules: 4, highJoules: 6, attribution: { machineJoules: 9, activeJoules: 5, idleJoules: 0, unallocatedJoules: 4 } } as const;
  const energy = { ...checkpoint.energy, parts: [{ ...part, device: "GPU-1" }, { ...part, device: "GPU-2" }, { ...part, component: "cpu" as const, attribution: null }] };
  expect(decodeCheckpoint(encodeCheckpoint({ ...checkpoint, energy }), job).energy).toEqual(energy);
});
test("a checkpoint of another seed or specification is refused", () => {
  const bytes = encodeCheckpoint(checkpoint);
  expect(() => decodeCheckpoint(bytes, jobFingerprint({ name: "x" }, 2))).toThrow(/another specification or seed/);
  expect(() => decodeCheckpoint(bytes, jobFingerprint({ name: "y" }, 1))).toThrow(expect.objectContaining({ code: "CORRUPT" }));
});

test("what is left of a budget does not change whose checkpoint it is", () => {
  expect(jobFingerprint({ name: "x", budget: { maxEnergyJoules: 5 } }, 1)).toBe(job);
});
