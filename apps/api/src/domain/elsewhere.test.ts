import { expect, test } from "@jest/globals";
import { elsewhereOf } from "./elsewhere.ts";
import { InvalidInput } from "./errors.ts";

const dense = { label: "64-8-10" };
const layers = (className: string) => ({ architecture: { inputShape: [64], layers: [{ className, name: "out", config: { units: 10, activation: "linear" }, inbound: [] }] } });

test("a network is projected to every device that computes its type, each figure PROJECTED with an interval", () => {
  const { reason, devices } = elsewhereOf({ network: dense }, [1, 256]);
  expect(reason).toBeNull();
  expect(devices.map(({ profile: { id }, numberType, projections }) => [id, numberType, projections.map(({ batchSize }) => batchSize)])).toEqual([
    ["amd-epyc-7742", "float32", [1, 256]], ["intel-xeon-8280", "float32", [1, 256]], ["nvidia-t4", "float32", [1, 256]], ["coral-edge-tpu", null, []],
  ]);
  for (const { projections } of devices) for (const { callTime, energyPerThousand } of projections) for (const figure of [callTime, energyPerThousand!]) expect(figure).toMatchObject({ method: "PROJECTED", interval: { level: 0.95 } });
});
test("a quantized network is projected in int8 where an instruction is declared, else as float32; where a device computes in int8 alone it is the only one that runs", () => {
  const { devices } = elsewhereOf({ network: { ...dense, ...layers("Dense"), numberType: "int8" } }, [1]);
  expect(devices.map(({ numberType }) => numberType)).toEqual(["float32", "int8", "int8", "int8"]);
});
test("a device says where its figures were read, of the type that is computed in and of nothing it does not have", () => {
  const coral = elsewhereOf({ network: { ...layers("Dense"), numberType: "int8" } }, [1]).devices[3]!;
  expect(coral.sources.map(({ figure }) => figure)).toEqual(["operationsPerSecond", "bytesPerSecond", "onChipBytes", "secondsPerCall", "secondsPerLayer", "maxWatts"]);
  expect(coral.sources.map(({ value, unit }) => `${value} ${unit}`)).toEqual(["4000000000000 op/s", "500000000 B/s", "8000000 B", "0.0000375 s", "0 s", "2 W"]);
});
test("a price stands with its currency and the day it was looked up, and nothing else has a day", () => {
  const { sources } = elsewhereOf({ network: dense }, [1]).devices[2]!;
  expect(sources.filter(({ date }) => date !== null)).toEqual([{ figure: "pricePerHour", value: 0.526, unit: "USD/h", date: "2026-11-29", source: expect.stringContaining("AWS g4dn.xlarge") as unknown }]);
});
test.each([
  ["a label of other layers", { network: { label: "28×28-c8-10" } }], ["a kind of layer that this release does not have", { network: layers("Quantum") }], ["no network", { network: null }], ["no report", null],
])("%s has no projection, and a reason", (_what, report) => {
  expect(elsewhereOf(report, [1])).toEqual({ reason: "UNKNOWN_LAYERS", devices: [] });
});
test.each([[[]], [[0]], [[1.5]], [[65_537]], [[1, 2, 3, 4, 5, 6, 7, 8, 9]]])("batch sizes %p are refused", (batchSizes) => {
  expect(() => elsewhereOf({ network: dense }, batchSizes)).toThrow(InvalidInput);
});
