/** Thermal design power of a processor. */
export interface TdpRow {
  /** Marketing name as it stands in the model name of /proc/cpuinfo, as whole words. */
  name: string;
  vendor: "AMD" | "Intel";
  /** One socket, W. */
  tdpWatts: number;
}

/**
 * What each vendor's rows state. Single facts, which no licence covers; no table was copied. Values were compared with CodeCarbon's list
 * (cpu_power.csv of 3.0.4, MIT): the same wherever it has the processor, which is all but the last two of Intel's.
 */
export const TDP_SOURCES = {
  AMD: "AMD's product specification of the processor (amd.com/en/products/specifications), Default TDP",
  Intel: "Intel's product specification of the processor (ark.intel.com), TDP or Processor Base Power",
} as const;

const rows = (vendor: TdpRow["vendor"], ...list: [name: string, tdpWatts: number][]): TdpRow[] => list.map(([name, tdpWatts]) => ({ name, vendor, tdpWatts }));

/** Short on purpose: servers and desktops of universities' clusters that the vendors specify by one value. A processor that is not here has no load curve. */
export const tdpRows: readonly TdpRow[] = [
  ...rows("AMD", ["EPYC 7601", 180], ["EPYC 7302", 155], ["EPYC 7402", 180], ["EPYC 7502", 180], ["EPYC 7702", 200], ["EPYC 7742", 225], ["EPYC 7H12", 280]),
  ...rows("AMD", ["EPYC 7313", 155], ["EPYC 7443", 200], ["EPYC 7513", 200], ["EPYC 7543", 225], ["EPYC 7713", 225], ["EPYC 7763", 280]),
  ...rows("AMD", ["EPYC 9124", 200], ["EPYC 9354", 280], ["EPYC 9454", 290], ["EPYC 9554", 360], ["EPYC 9654", 360]),
  ...rows("AMD", ["Ryzen 5 3600", 65], ["Ryzen 7 3700X", 65], ["Ryzen 9 3900X", 105], ["Ryzen 9 3950X", 105], ["Ryzen 7 5800X", 105], ["Ryzen 9 5900X", 105], ["Ryzen 9 5950X", 105]),
  ...rows("AMD", ["Ryzen 7 7700X", 105], ["Ryzen 9 7950X", 170], ["Ryzen Threadripper 1950X", 180], ["Ryzen Threadripper 3970X", 280], ["Ryzen Threadripper 3990X", 280]),
  ...rows("Intel", ["E5-2620 v4", 85], ["E5-2650 v4", 105], ["E5-2680 v4", 120], ["E5-2690 v4", 135], ["E5-2699 v4", 145], ["E3-1240 v5", 80]),
  ...rows("Intel", ["Xeon Gold 6130", 125], ["Xeon Gold 6148", 150], ["Xeon Platinum 8180", 205]),
  ...rows("Intel", ["Xeon Silver 4210", 85], ["Xeon Silver 4214", 85], ["Xeon Gold 6230", 125], ["Xeon Gold 6248", 150], ["Xeon Platinum 8280", 205]),
  ...rows("Intel", ["Xeon Gold 6338", 205], ["Xeon Gold 6348", 235], ["Xeon Platinum 8358", 250], ["Xeon Platinum 8380", 270], ["Xeon Platinum 8480+", 350], ["Xeon Platinum 8490H", 350]),
  ...rows("Intel", ["Core i7-8700K", 95], ["Core i7-8850H", 45], ["Core i9-9900K", 95], ["Core i7-10700", 65], ["Core i9-10900K", 125], ["Core i9-12900K", 125], ["Core i9-13900K", 125]),
];

/** `Intel(R) Xeon(R) Gold 6248 CPU @ 2.50GHz` and `AMD EPYC 7713 64-Core Processor` as plain words. */
const wordsOf = (model: string): string => ` ${model.replace(/\((R|TM)\)|\bCPU\b/gi, " ").split(/\s+/).join(" ")} `;

/** The row of a processor by its model name, e.g. `AMD EPYC 7713 64-Core Processor`; null where there is none. */
export const tdpOf = (model: string): TdpRow | null => tdpRows.find(({ name }) => wordsOf(model).includes(` ${name} `)) ?? null;
