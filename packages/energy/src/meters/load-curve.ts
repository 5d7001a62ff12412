import { TDP_SOURCES, tdpOf } from "../hardware/tdp.ts";
import { cpuShareOf } from "./cpu-share.ts";
import type { ModelMeter, Rung } from "./open-meter.ts";

const FACTOR = 2.04;
const IDLE_PART = 0.04;
const BUSY_PART = 0.8;
const EXPONENT = 0.9;

/**
 * Power of one processor package at a load of all its threads, W. Fitted to 96 points of five machines (CodeCarbon's load profiles, MIT), loads from
 * 5 %; leaving one machine out, a run's average is off by a geometric SD of 1.44, which is ×/÷ 2.04 in 95 % of cases. Five machines: provisional.
 * @param load 0 … 1
 */
export const packageWatts = (tdpWatts: number, load: number): number => tdpWatts * (IDLE_PART + BUSY_PART * load ** EXPONENT);

/**
 * Processor packages by TDP and load, in the share of the CPU time that was the work's; idle power falls to whatever ran. Only where the machine's whole
 * load is to be seen and its processor is in hardware/tdp.ts. Where its CPU time is hidden, each CPU second costs what it does at full load.
 */
export const loadCurve: Rung = {
  id: "load-curve",
  component: "cpu",
  open({ processor, virtualised, sockets, machineThreads }) {
    if (virtualised) return { unavailable: "under a hypervisor the load of the whole processor is not to be seen" };
    const row = tdpOf(processor.model);
    if (!row) return { unavailable: `the TDP of ${processor.model} is not in the table` };
    const packages = (load: number): number => sockets * packageWatts(row.tdpWatts, load);
    const meter: ModelMeter = {
      kind: "model", id: "load-curve", component: "cpu", method: "ESTIMATED", boundary: "PROCESS", factor: FACTOR, biasGroup: `load-curve/${row.name}`,
      source: `${sockets} × ${row.tdpWatts} W × (${IDLE_PART} + ${BUSY_PART} · load^${EXPONENT}), in the work's share of CPU time (${row.name}; ${TDP_SOURCES[row.vendor]}; ×/÷${FACTOR})`,
      constants: { tdpWatts: row.tdpWatts, sockets, machineThreads, idlePart: IDLE_PART, busyPart: BUSY_PART, exponent: EXPONENT, factor: FACTOR },
      joules(slice) {
        const cpu = cpuShareOf(slice, machineThreads);
        return cpu ? packages(cpu.load) * slice.seconds * cpu.share : (packages(1) / machineThreads) * slice.cpuSeconds;
      },
    };
    return [meter];
  },
};
