import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Unavailable } from "../capture/capture.ts";
import type { ComponentName, CounterMeter, Host, Rung } from "./open-meter.ts";
import { limitWattsOf } from "./powercap/zone-limits.ts";
import { openZoneMeter, readMicrojoules } from "./powercap/zone-meter.ts";
import type { Zone, ZoneKind } from "./powercap/zone-tree.ts";
import { readZoneTree } from "./powercap/zone-tree.ts";

/** RAPL's registers step every millisecond; the rest is what may pass between the clock and the file. */
const SLACK_SECONDS = 0.1;
const STUCK_SECONDS = 10;

interface Figure {
  zoneKind: ZoneKind;
  component: ComponentName;
  covers?: ComponentName[];
  boundary: "COMPONENT" | "NODE";
  factor: number;
  covered: string;
  absent: string;
}

const masked = (what: string): Unavailable => ({
  unavailable: `${what} cannot be looked into: a container hides it, since counters tell how busy others are (CVE-2020-8694)`,
  remedy: "docker run -v /sys/devices/virtual/powercap/intel-rapl:/powercap:ro -e POWERCAP_ROOT=/powercap …",
});

/** Why there is no zone at all. */
function noZones({ virtualised, roots: { powercap } }: Host, nameless: string[]): Unavailable {
  if (nameless[0] !== undefined) return masked(nameless[0]);
  const what = existsSync(powercap) ? `${powercap} holds no RAPL zone` : `${powercap} does not exist`;
  if (virtualised) return { unavailable: `${what}: a virtual machine sees its host's counters only where the host passes them on` };
  return { unavailable: `${what}: no driver for RAPL is loaded, the processor has none, or a container hides it`, remedy: "sudo modprobe intel_rapl_msr" };
}

const codeOf = (cause: unknown): string => (cause as NodeJS.ErrnoException).code ?? "";

/** Why a zone cannot be counted; null where it can. */
function troubleWith({ path }: Zone, root: string): Unavailable | null {
  const file = join(path, "energy_uj");
  try {
    // KVM answers 0 for registers that it does not emulate.
    return readMicrojoules(file) === 0 ? { unavailable: `${file} stands at 0: the counter is not connected` } : null;
  } catch (cause) {
    if (["EACCES", "EPERM"].includes(codeOf(cause))) return forRootOnly(file, root);
    return codeOf(cause) === "ENOENT" ? masked(file) : { unavailable: `${file} cannot be read: ${(cause as Error).message}` };
  }
}

function forRootOnly(file: string, root: string): Unavailable {
  const group = process.getgid?.() ?? 0;
  const files = `${root}/intel-rapl*:*/energy_uj`;
  return {
    unavailable: `${file} may be read by root only, as since Linux 5.10 (CVE-2020-8694: who reads it often can spy on other processes); the command opens it to group ${group} until the next start`,
    remedy: `sudo sh -c 'chgrp ${group} ${files} && chmod g+r ${files}'`,
  };
}

function open(figure: Figure, host: Host): CounterMeter[] | Unavailable {
  const root = host.roots.powercap;
  const { zones, nameless } = readZoneTree(root);
  if (zones.length === 0) return noZones(host, nameless);
  const wanted = zones.filter(({ kind }) => kind === figure.zoneKind);
  if (wanted.length === 0) return { unavailable: figure.absent };
  // A sum over some of the zones would be too low without saying so.
  for (const zone of wanted) {
    const trouble = troubleWith(zone, root);
    if (trouble) return trouble;
  }
  return [meterOf(figure, host)];
}

function meterOf({ zoneKind, component, covers, boundary, factor, covered }: Figure, host: Host): CounterMeter {
  const limitWatts = limitWattsOf(zoneKind, host);
  return openZoneMeter(
    {
      id: "rapl", component, ...(covers ? { covers } : {}), method: "COUNTER", boundary, factor, biasGroup: "rapl",
      source: `RAPL's energy counters of ${covered}, by powercap; ×/÷${factor}`,
      constants: { factor, limitWatts, zone: zoneKind },
      root: host.roots.powercap, zoneKind, limits: { limitWatts, slackSeconds: SLACK_SECONDS, stuckSeconds: STUCK_SECONDS },
      flags: host.virtualised ? ["counter-under-hypervisor"] : [], // QEMU's is a share by CPU time of what the host's package shows
    },
    host,
  );
}

const rung = (figure: Figure): Rung => ({ id: "rapl", component: figure.component, open: (host) => open(figure, host) });

/*
 * RAPL's counters through /sys/class/powercap: the platform (psys), or else the sum of packages and that of memory; psys overlaps both and is never
 * added to them. Intel's processors, and AMD's (packages only). Everything on the machine draws from them; whose it was is told by CPU time. Factors:
 * METRION (arXiv 2512.06806) finds 4.2 % for processors and 16.1 % for memory, Desrochers et al. a constant offset of memory's counters.
 */
export const raplMachine = rung({
  zoneKind: "psys", component: "machine", covers: ["cpu", "dram"], boundary: "NODE", factor: 1.05, covered: "the platform (psys)",
  absent: "powercap has no psys zone here: few machines have one",
});
export const raplCpu = rung({
  zoneKind: "package", component: "cpu", boundary: "COMPONENT", factor: 1.05, covered: "processor packages", absent: "powercap has no package zone here",
});
export const raplDram = rung({
  zoneKind: "dram", component: "dram", boundary: "COMPONENT", factor: 1.2, covered: "memory",
  absent: "powercap has no dram zone here: AMD's processors and most desktop ones have none",
});
