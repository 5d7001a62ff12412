import type { Unavailable } from "../capture/capture.ts";
import type { LadderStep } from "../energy-record.ts";
import { constant } from "./constant.ts";
import { dramEstimate } from "./dram-estimate.ts";
import { hostShareCpu, hostShareDram, hostShareMachine } from "./host-share.ts";
import { loadCurve } from "./load-curve.ts";
import { nvidiaSmi } from "./nvidia-smi.ts";
import type { ComponentName, Host, OpenMeter, Rung } from "./open-meter.ts";
import { raplCpu, raplDram, raplMachine } from "./rapl.ts";
import { wattsPerThread } from "./watts-per-thread.ts";

/** Best first. A component that a meter above it covers is not asked for. */
export const rungs: readonly { component: ComponentName; rungs: readonly Rung[] }[] = [
  { component: "machine", rungs: [raplMachine, hostShareMachine] },
  { component: "cpu", rungs: [raplCpu, hostShareCpu, loadCurve, wattsPerThread, constant] },
  { component: "dram", rungs: [raplDram, hostShareDram, dramEstimate] },
  { component: "gpu", rungs: [nvidiaSmi] },
];

/** What a meter that covers other components is called in the reason that they are not measured by themselves. */
const COVERING: Record<string, string> = {
  rapl: "inside the platform's counter (psys)",
  "host-share": "inside the machine's share of its host's counter",
  "watts-per-thread": "inside the watts per thread of a whole server",
  constant: "inside the watts per thread of a whole server",
};
const NOTHING: Record<ComponentName, string> = {
  machine: "nothing counts this machine as a whole; its parts follow",
  cpu: "nothing tells what the processor draws",
  dram: "nothing tells what memory draws",
  gpu: "no accelerator that can be read",
};

const openedBy = async (rung: Rung, host: Host): Promise<OpenMeter[] | Unavailable> => {
  try {
    return await rung.open(host);
  } catch (cause) {
    return { unavailable: `failed: ${cause instanceof Error ? cause.message : String(cause)}` };
  }
};

/**
 * The best meters that this machine has, one or more a component; and every step down to them, with its reason and what would have spared it. The last
 * step of a component is the one that was taken, or `not-measured`. Whoever opens it closes its counters. Never throws.
 */
export async function openLadder(host: Host): Promise<{ meters: OpenMeter[]; steps: LadderStep[] }> {
  const meters: OpenMeter[] = [];
  const steps: LadderStep[] = [];
  for (const { component, rungs: ofComponent } of rungs) {
    const covering = meters.find(({ covers }) => covers?.includes(component));
    if (covering) {
      steps.push({ component, method: "not-measured", taken: false, reason: COVERING[covering.id] ?? `inside ${covering.id}` });
      continue;
    }
    const opened = await firstOf(ofComponent, host, steps);
    meters.push(...opened);
    if (opened.length === 0) steps.push({ component, method: "not-measured", taken: false, reason: NOTHING[component] });
  }
  return { meters, steps };
}

async function firstOf(candidates: readonly Rung[], host: Host, steps: LadderStep[]): Promise<OpenMeter[]> {
  for (const rung of candidates) {
    const { id: method, component } = rung;
    const opened = await openedBy(rung, host);
    if (!("unavailable" in opened) && opened.length > 0) {
      steps.push({ component, method, taken: true, reason: "the best that this machine has" });
      return opened;
    }
    const { unavailable: reason, remedy } = "unavailable" in opened ? opened : { unavailable: "nothing to read", remedy: undefined };
    steps.push({ component, method, taken: false, reason, ...(remedy ? { remedy } : {}) });
  }
  return [];
}
