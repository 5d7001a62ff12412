import type { HardwareProfile } from "../profile.ts";
import { carriedOverhead } from "../recorded-calibration.ts";

const entry = "SPECpower_ssj2008, Huawei FusionServer 1288H V5, April 2019, from Cloud Carbon Footprint's data/SPECpower-2026-03-09.csv";
const OPERATIONS = 56 * 2.7e9 * 64;

/** A server with two processors of 28 cores, all at work on one call. At full load AVX-512 runs below the base clock, so its peak is an upper end. */
export const intelXeon8280: HardwareProfile = {
  id: "intel-xeon-8280",
  title: { en: "Server with two Intel Xeon Platinum 8280", zh: "双路英特尔至强铂金 8280 服务器" },
  kind: "cpu",
  operationsPerSecond: {
    float32: { value: OPERATIONS, source: `56 cores · 2.7 GHz (${entry}) · 64 operations a cycle, two 16-wide fused multiply-adds (stackoverflow.com/questions/15655835)` },
    float16: null,
    int8: { value: 4 * OPERATIONS, source: "VNNI: four 8-bit products in the place of one of float32, Intel's Deep Learning Boost of the second generation of Xeon Scalable (intel.cn, developer article on Azure Stack HCI)" },
  },
  int8Instructions: "AVX512-VNNI",
  bytesPerSecond: { value: 2 * 6 * 23.464e9, source: "two processors with six channels of DDR4-2933 (Intel's specification of the 8280), 23.5 GB/s each" },
  onChipBytes: null,
  ...carriedOverhead,
  idleWatts: { value: 51.7, source: entry },
  maxWatts: { value: 421, source: entry },
  powerBoundary: "NODE",
  pricePerHour: null,
};
