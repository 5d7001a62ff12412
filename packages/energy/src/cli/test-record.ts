import type { EnergyRecord } from "../energy-record.ts";
import type { Measurement } from "../measurement.ts";

/** Figures made up by hand for tests of how a record is shown; nothing here was ever measured. */
const figure = (value: number, unit: string, low: number, high: number, boundary: Measurement["boundary"] = "PROCESS", method: Measurement["method"] = "ESTIMATED"): Measurement => ({
  value,
  unit,
  interval: { low, high, level: 0.95 },
  method,
  boundary,
  source: "an example",
});

/** A record with everything in it: a counter for the processor, a model for memory, no GPU. */
export const exampleRecord: EnergyRecord = {
  schemaVersion: 2,
  startedAt: "2026-11-25T10:00:00.000Z",
  endedAt: "2026-11-25T10:01:40.000Z",
  wallSeconds: 100,
  cpuSeconds: 180,
  coverage: 1,
  energy: figure(3600, "J", 3400, 3850, "COMPONENT"),
  facilityEnergy: figure(4320, "J", 4000, 4700, "FACILITY", "ESTIMATED"),
  carbon: figure(0.4104, "gCO2e", 0.31, 0.54, "FACILITY"),
  water: figure(0.0018, "L", 0.0015, 0.0022),
  cost: figure(0.000252, "EUR", 0.000126, 0.000504, "FACILITY"),
  costs: [
    { kind: "ELECTRICITY", amount: figure(0.000252, "EUR", 0.000126, 0.000504, "FACILITY") },
    { kind: "COMPUTE", amount: { ...figure(0.0031, "USD", 0.0031, 0.0031, "NODE", "DECLARED"), interval: null } },
    { kind: "HARDWARE", amount: figure(0.002, "EUR", 0.002, 0.002, "NODE", "DECLARED") },
  ],
  embodiedCarbon: figure(0.79, "gCO2e", 0.26, 2.4, "NODE"),
  sci: { figure: figure(0.1, "gCO2e", 0.05, 0.22, "FACILITY"), functionalUnit: "1,000 inferences", count: 12 },
  components: [
    { name: "cpu", energy: figure(3500, "J", 3330, 3680, "COMPONENT", "COUNTER"), meter: "rapl", attribution: { rule: "cpu-time", share: 0.5, machineJoules: 7000, activeJoules: 3000, idleJoules: 500, unallocatedJoules: 3500 } },
    { name: "dram", energy: figure(100, "J", 53, 190), meter: "memory-size", attribution: null },
    { name: "gpu", energy: null, meter: null, attribution: null },
  ],
  ladder: [
    { component: "capture", method: "cgroup-v2", taken: false, reason: "this process may make no cgroup below /user.slice", remedy: "systemd-run --user --scope -p Delegate=yes -- joulemark-energy run -- …" },
    { component: "capture", method: "process-tree", taken: true, reason: "processes are read from /proc" },
    { component: "cpu", method: "rapl", taken: true, reason: "1 package, read from /sys/class/powercap" },
    { component: "dram", method: "rapl", taken: false, reason: "no dram zone" },
    { component: "dram", method: "memory-size", taken: true, reason: "24 GiB" },
    { component: "gpu", method: "nvml", taken: false, reason: "nvidia-smi is not in PATH", remedy: "install the driver of the GPU" },
    { component: "gpu", method: "not-measured", taken: true, reason: "no meter for a GPU works here" },
  ],
  flags: ["detached-children-not-seen"],
  constants: { gridIntensityGramsPerKwh: 342 },
  scope: { mode: "process-tree", tickSeconds: 0.01 },
  host: { processor: "AMD EPYC 9354, 32-Core", family: "amd-epyc-zen4", threads: 4, memoryBytes: 24 * 2 ** 30, virtualised: false, operatingSystem: "Linux 6.1.0" },
  sampler: { version: "0.1.0", intervalSeconds: 1, samples: 101, longestGapSeconds: 1.02, cpuSeconds: 0.12 },
  counters: [],
  conversion: {
    grid: { gramsPerKwh: 342, factor: 1.3, zone: "DE", kind: "average", basis: "life-cycle", year: 2025, dataSet: "an example", licence: "an example", source: "average of zone DE (an example)" },
    price: { pricePerKwh: 0.21, currency: "EUR", priceDate: "2025-06-30", factor: 2, source: "an example" },
    pue: { value: 1.2, factor: 1.1, source: "an example" },
    water: { litresPerKwh: 1.8, factor: 1.2, source: "an example" },
    compute: { pricePerHour: 0.1116, currency: "USD", kind: "on-demand", billingStepSeconds: null, priceDate: "2026-11-25", factor: 1, source: "an example" },
    hardware: null,
    embodied: { totalGrams: 1e6, lifeHours: 35_040, share: 1, factor: 3, source: "an example" },
    functionalUnit: { name: "1,000 inferences", count: 12 },
  },
  digests: { method: "0".repeat(64), readings: "0".repeat(64) },
  superseded: [],
};

/** A record of a machine without any meter that works, in a zone that nobody set. */
export const unmeasuredRecord: EnergyRecord = {
  ...exampleRecord,
  coverage: null,
  energy: null,
  facilityEnergy: null,
  carbon: null,
  water: null,
  cost: null,
  costs: [],
  embodiedCarbon: null,
  sci: null,
  components: [{ name: "cpu", energy: null, meter: null, attribution: null }],
  ladder: [{ component: "cpu", method: "not-measured", taken: true, reason: "nothing is known of this processor" }],
  flags: [],
  conversion: { ...exampleRecord.conversion, grid: { ...exampleRecord.conversion.grid, gramsPerKwh: 473, factor: 3, zone: null, source: "world average, zone not set (an example)" }, pue: null, water: null, functionalUnit: null },
};
