import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Unavailable } from "../capture/capture.ts";
import { combineFactors, tickFactor } from "../uncertainty.ts";
import type { ComponentName, CounterMeter, Host, Rung } from "./open-meter.ts";
import { limitWattsOf } from "./powercap/zone-limits.ts";
import { openZoneMeter, readMicrojoules } from "./powercap/zone-meter.ts";
import type { ZoneKind } from "./powercap/zone-tree.ts";
import { readZoneTree } from "./powercap/zone-tree.ts";

const FACTOR = 1.3;
/** How often hosts push, s: the ends of a window are known to that. */
const PUSH_SECONDS = 5;
const STUCK_SECONDS = 60;

function open(component: ComponentName, zoneKind: ZoneKind, host: Host): CounterMeter[] | Unavailable {
  const root = host.roots.hostShare;
  const remedy = `on the host: add this machine's share of each of its counters to intel-rapl:N/energy_uj (µJ), with name and max_energy_range_uj beside it as in powercap, and mount that folder at ${root}`;
  if (!existsSync(root)) return { unavailable: `the host shares no counters at ${root}`, ...(host.virtualised ? { remedy } : {}) };
  const { zones, nameless } = readZoneTree(root);
  const wanted = zones.filter(({ kind }) => kind === zoneKind);
  // Scaphandre's qemu exporter writes no names, and (as of 04cc6ec) adds watts as if they were joules of its step of 5 s: a fifth of the energy.
  if (wanted.length === 0 && nameless[0] !== undefined) return { unavailable: `${nameless[0]} has no name, as Scaphandre's qemu exporter leaves it, whose counters read about five times too low`, remedy };
  if (wanted.length === 0) return { unavailable: `the host shares no ${zoneKind} counter at ${root}`, remedy };
  for (const { path } of wanted) readMicrojoules(join(path, "energy_uj"));
  return [meterOf(component, zoneKind, host)];
}

function meterOf(component: ComponentName, zoneKind: ZoneKind, host: Host): CounterMeter {
  const limitWatts = limitWattsOf(zoneKind, host);
  return openZoneMeter(
    {
      id: "host-share", component, method: "SAMPLED", boundary: "COMPONENT", factor: FACTOR, biasGroup: "host-share",
      ...(component === "machine" ? { covers: ["cpu", "dram"] as ComponentName[] } : {}),
      factorAt: (seconds) => (seconds > 0 ? combineFactors(FACTOR, tickFactor(seconds, PUSH_SECONDS)) : FACTOR),
      source: `this machine's share of its host's ${zoneKind} counters, as the host writes it at ${host.roots.hostShare}; ×/÷${FACTOR}`,
      constants: { factor: FACTOR, limitWatts, pushSeconds: PUSH_SECONDS, zone: zoneKind },
      root: host.roots.hostShare, zoneKind, flags: [],
      limits: { limitWatts, slackSeconds: 2 * PUSH_SECONDS, stuckSeconds: STUCK_SECONDS },
    },
    host,
  );
}

const rung = (component: ComponentName, zoneKind: ZoneKind): Rung => ({ id: "host-share", component, open: (host) => open(component, zoneKind, host) });

/*
 * What a host says a virtual machine took of its counters, written by the host as a powercap tree that the machine sees. The factor is a judgement:
 * we have no data of our own. Everything in this machine draws from it; whose it was is told by CPU time.
 */
export const hostShareMachine = rung("machine", "psys");
export const hostShareCpu = rung("cpu", "package");
export const hostShareDram = rung("dram", "dram");
