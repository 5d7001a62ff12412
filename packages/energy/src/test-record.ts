import type { ConversionInput } from "./conversion-of.ts";
import { conversionOf } from "./conversion-of.ts";
import { convert } from "./convert.ts";
import type { EnergyRecord } from "./energy-record.ts";
import type { Measurement } from "./measurement.ts";
import { digestsOf } from "./record-digest.ts";

const joules = (value: number, factor: number): Measurement => ({ value, unit: "J", interval: { low: value / factor, high: value * factor, level: 0.95 }, method: "COUNTER", boundary: "COMPONENT", source: "test" });

/** A record as a machine with a package counter writes one, typed by hand. */
export function testRecord(input: ConversionInput = { zone: "DE" }, energy: Measurement | null = joules(3.6e6, 1.05)): EnergyRecord {
  const conversion = conversionOf(input);
  const record: Omit<EnergyRecord, "digests"> = {
    schemaVersion: 2, startedAt: "2026-03-01T10:00:00.000Z", endedAt: "2026-03-01T11:00:00.000Z", wallSeconds: 3600, cpuSeconds: 5000.25, coverage: 0.998, energy, ...convert(energy, 3600, conversion),
    components: [
      { name: "cpu", energy, meter: "rapl", attribution: { rule: "cpu-time", share: 0.6, machineJoules: 6e6, activeJoules: 3e6, idleJoules: 6e5, unallocatedJoules: 2.4e6 } },
      { name: "gpu", energy: null, meter: null, attribution: null },
    ],
    ladder: [
      { component: "gpu", method: "nvidia-smi", taken: false, reason: "there is no nvidia-smi", remedy: "install the driver" },
      { component: "gpu", method: "not-measured", taken: true, reason: "no meter is left" },
      { component: "cpu", method: "rapl", taken: true, reason: "the package counter can be read" },
    ],
    flags: [], constants: { raplFactor: 1.05, table: "SPECpower", none: null }, scope: { mode: "cgroup-v2", tickSeconds: 1e-6 },
    host: { processor: "AMD EPYC", family: "amd-epyc-zen4", threads: 2, memoryBytes: 25_769_803_776, virtualised: false, operatingSystem: "Linux 6.1" },
    sampler: { version: "0.2.0", intervalSeconds: 1, samples: 3600, longestGapSeconds: 1.2, cpuSeconds: 4.5 },
    counters: [{ path: "/sys/class/powercap/intel-rapl:0/energy_uj", unit: "µJ", start: 262_143_000_000, end: 5e9, maxRange: 262_143_328_850, wraps: 1, meter: "rapl", health: { reads: 3601, failedReads: 0, wraps: 1, resets: 0, implausible: 0, filledSeconds: 0, flags: [] } }],
    conversion, superseded: [],
  };
  return { ...record, digests: digestsOf(record) };
}
