import { existsSync, readFileSync } from "node:fs";
import { availableParallelism, cpus, totalmem, uptime } from "node:os";
import { join } from "node:path";
import { readEnvironment } from "../env.ts";
import type { Host } from "../meters/open-meter.ts";
import { readProcessor } from "./processor.ts";

const DMI = "/sys/class/dmi/id";
/** Makers and products of virtual machines; Amazon's own metal carries Amazon's name, too. */
const VIRTUAL = /QEMU|KVM|VMware|VirtualBox|Xen|Bochs|Parallels|Google Compute Engine|Amazon EC2|Virtual Machine|OpenStack/i;

const textOf = (path: string): string => (existsSync(path) ? readFileSync(path, "utf8") : "");

/** The system's word, or else its maker's: processors that are not x86 have no such flag. */
export function isVirtualised(cpuInfo: string, dmi: { vendor: string; product: string }): boolean {
  if (/^flags\s*:.*\bhypervisor\b/m.test(cpuInfo)) return true;
  return VIRTUAL.test(`${dmi.vendor} ${dmi.product}`) && !/\.metal/.test(dmi.product);
}

const distinct = (text: string, field: string): number => new Set([...text.matchAll(new RegExp(`^${field}\\s*:\\s*(\\d+)$`, "gm"))].map(([, value]) => value)).size;

/** MemTotal of /proc/meminfo, bytes; null where it has none. */
const memoryOf = (memInfo: string): number | null => {
  const kibibytes = /^MemTotal:\s+(\d+) kB$/m.exec(memInfo)?.[1];
  return kibibytes === undefined ? null : Number(kibibytes) * 1024;
};

/**
 * What this machine has, as meters look at it: the system's files below PROC_ROOT, CGROUP_ROOT, POWERCAP_ROOT and HOST_SHARE_ROOT, or where
 * they are usually. A root that holds no cpuinfo or meminfo leaves these to the system.
 * @param known takes the place of what would be read
 */
export function readHost(known: Partial<Host> = {}): Host {
  const environment = readEnvironment();
  const roots = known.roots ?? environment.roots;
  const path = join(roots.proc, "cpuinfo");
  const cpuInfoPath = existsSync(path) ? path : "/proc/cpuinfo";
  const cpuInfo = textOf(cpuInfoPath);
  return {
    processor: known.processor ?? readProcessor(cpuInfoPath),
    virtualised: isVirtualised(cpuInfo, { vendor: textOf(join(DMI, "sys_vendor")), product: textOf(join(DMI, "product_name")) }),
    machineThreads: distinct(cpuInfo, "processor") || cpus().length || availableParallelism(),
    sockets: distinct(cpuInfo, "physical id") || 1,
    memoryBytes: memoryOf(textOf(join(roots.proc, "meminfo"))) ?? totalmem(),
    nvidiaSmi: "nvidia-smi",
    visibleDevices: environment.visibleDevices,
    now: () => performance.now() / 1000,
    sinceBoot: uptime,
    ...known,
    roots,
  };
}
