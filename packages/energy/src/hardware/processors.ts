/** How a family of processors is recognised, and what one of its threads draws. */
export interface ProcessorFamily {
  /** Part of the hardware class. */
  slug: string;
  vendor: string;
  /** `cpu family` and the range of `model` of /proc/cpuinfo: a hypervisor may hide the name, not these. */
  cpuFamily: number;
  models: [from: number, to: number];
  /** `stepping`, where one model number is shared by several generations. */
  steppings?: [from: number, to: number];
  /** The model name must contain it, where one number is shared by servers and desktops. */
  name?: string;
  /** Whole server at the wall at full load, per thread, W. */
  wattsPerThread: number;
  /** 95 % factor of the above for one machine of the family. */
  factor: number;
}

/**
 * Medians (Zen 5: the mean of 41) over SPECpower_ssj2008 results (spec.org/power_ssj2008), whole-server AC power at 100 % load divided by threads,
 * from the results listed with Cloud Carbon Footprint's coefficients (github.com/cloud-carbon-footprint/ccf-coefficients, Apache-2.0, data of 2026-03-09).
 * Published results come from servers tuned for the benchmark. factor 2.2: over all families since 2019 (530 results) 90 % lie between 1.17 and
 * 5.36 W per thread, ×/÷ 2.14; one family spreads less, so about that much is taken for 95 % of it. That is a judgement, not a measurement.
 */
export const processorFamilies: readonly ProcessorFamily[] = [
  { slug: "amd-epyc-zen5", vendor: "AuthenticAMD", cpuFamily: 26, models: [0, 31], name: "EPYC", wattsPerThread: 1.17, factor: 2.2 },
  { slug: "amd-epyc-zen4", vendor: "AuthenticAMD", cpuFamily: 25, models: [16, 31], name: "EPYC", wattsPerThread: 1.53, factor: 2.2 },
  { slug: "amd-epyc-zen4", vendor: "AuthenticAMD", cpuFamily: 25, models: [160, 175], name: "EPYC", wattsPerThread: 1.53, factor: 2.2 },
  { slug: "amd-epyc-zen3", vendor: "AuthenticAMD", cpuFamily: 25, models: [0, 15], name: "EPYC", wattsPerThread: 1.92, factor: 2.2 },
  { slug: "amd-epyc-zen2", vendor: "AuthenticAMD", cpuFamily: 23, models: [48, 63], name: "EPYC", wattsPerThread: 1.66, factor: 2.2 },
  { slug: "intel-xeon-sapphire-rapids", vendor: "GenuineIntel", cpuFamily: 6, models: [143, 143], name: "Xeon", wattsPerThread: 3.77, factor: 2.2 },
  { slug: "intel-xeon-ice-lake", vendor: "GenuineIntel", cpuFamily: 6, models: [106, 106], name: "Xeon", wattsPerThread: 4.1, factor: 2.2 },
  { slug: "intel-xeon-cascade-lake", vendor: "GenuineIntel", cpuFamily: 6, models: [85, 85], steppings: [5, 7], name: "Xeon", wattsPerThread: 4.02, factor: 2.2 },
];

/** For a processor that is not in the table: the median of all results from 2019 on, and a factor wide enough for laptops, desktops and old servers. */
export const unknownFamily = { slug: "unknown", wattsPerThread: 3.15, factor: 3 } as const;

export const TABLE_SOURCE = "SPECpower_ssj2008 medians per thread, Cloud Carbon Footprint coefficients 2026-03-09";
