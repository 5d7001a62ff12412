import type { HardwareProfile } from "../profile.ts";
import { carriedOverhead } from "../recorded-calibration.ts";

const entry = "SPECpower_ssj2008, ASUS RS500A-E10-PS4, January 2020, from Cloud Carbon Footprint's data/SPECpower-2026-03-09.csv";

/** A server with one processor of 64 cores, all at work on one call. Zen 2 has no instruction for int8. */
export const amdEpyc7742: HardwareProfile = {
  id: "amd-epyc-7742",
  title: { en: "Server with an AMD EPYC 7742", zh: "AMD EPYC 7742 服务器" },
  kind: "cpu",
  operationsPerSecond: {
    float32: { value: 64 * 2.25e9 * 32, source: `64 cores · 2.25 GHz (${entry}) · 32 operations a cycle, two 8-wide fused multiply-adds (stackoverflow.com/questions/15655835)` },
    float16: null,
    int8: null,
  },
  int8Instructions: null,
  bytesPerSecond: { value: 204.8e9, source: "8 channels of DDR4-3200, tomshardware.fr/epyc-genoa-la-prise-en-charge-de-12-canaux-de-memoire-ddr5-confirmee" },
  onChipBytes: null,
  ...carriedOverhead,
  idleWatts: { value: 51.4, source: entry },
  maxWatts: { value: 214, source: entry },
  powerBoundary: "NODE",
  pricePerHour: null,
};
