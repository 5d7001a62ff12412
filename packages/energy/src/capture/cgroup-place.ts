import { existsSync, readFileSync } from "node:fs";
import { basename, join, posix } from "node:path";
import type { Roots, Unavailable } from "./capture.ts";
import { readProcessFile } from "./process-stat.ts";

export type CgroupVersion = 1 | 2;

interface Mount {
  /** The group that is mounted, and where. */
  group: string;
  folder: string;
  /** File systems' own options: of version 1 the controllers. */
  options: string[];
}

/** The control group that holds a process, of the hierarchy that counts CPU time. */
export interface CgroupPlace {
  folder: string;
  /** As `PROC/PID/cgroup` names it. */
  group: string;
}

/** Names below CGROUP_ROOT where no mount table tells; the first is of systems with version 2 only. */
const USUAL_FOLDERS = { 1: ["cpuacct", "cpu,cpuacct", "cpuacct,cpu"], 2: [".", "unified"] };
/** In every group of the hierarchy, also the first. */
const EVERYWHERE = { 1: "cpuacct.usage", 2: "cgroup.procs" };

/** The name of a process' group as `PROC/PID/cgroup` has it; null where there is none. Source: cgroups(7). */
export function groupOf(proc: string, pid: number, version: CgroupVersion): string | null {
  for (const line of (readProcessFile(proc, pid, "cgroup") ?? "").split("\n")) {
    const [number, controllers = "", ...path] = line.split(":");
    const isIt = version === 2 ? number === "0" && controllers === "" : controllers.split(",").includes("cpuacct");
    if (isIt) return path.join(":");
  }
  return null;
}

/** Where the group of a process is found among the files below CGROUP_ROOT. */
export function placeOf(pid: number, version: CgroupVersion, { proc, cgroup }: Roots): CgroupPlace | Unavailable {
  const group = groupOf(proc, pid, version);
  if (group === null) return { unavailable: `${proc}/${pid}/cgroup names no group of ${version === 2 ? "version 2" : "the controller cpuacct"}` };
  if (group.startsWith("/..")) return { unavailable: `the group ${group} of process ${pid} lies outside of this control group namespace` };
  const mounts = mountsBelow(proc, cgroup, version);
  if (mounts.length === 0) return { unavailable: `below ${cgroup} there is no hierarchy of ${version === 2 ? "version 2" : "the controller cpuacct"}` };
  for (const mount of mounts) {
    const path = posix.relative(mount.group, group);
    const folder = join(mount.folder, path);
    if (path.startsWith("..") || !existsSync(join(folder, EVERYWHERE[version]))) continue;
    const controllers = version === 2 ? readFileSync(join(folder, "cgroup.subtree_control"), "latin1").trim().split(" ") : mount.options;
    // A group below would then compete for the processor as one with the processes beside it: measuring would change what is measured.
    if (controllers.includes("cpu")) return { unavailable: `below ${folder} groups also share out the processor, so that one for the work would change its speed` };
    return { folder, group };
  }
  return { unavailable: `the group ${group} of process ${pid} is not to be seen below ${cgroup}` };
}

/** Mounts of the hierarchy at or below CGROUP_ROOT: by the mount table, else by their usual names. */
function mountsBelow(proc: string, cgroup: string, version: CgroupVersion): Mount[] {
  const mounts = mountTable(proc).filter(({ type, options, folder }) => (version === 2 ? type === "cgroup2" : type === "cgroup" && options.includes("cpuacct")) && (folder === cgroup || folder.startsWith(`${cgroup}/`)));
  if (mounts.length > 0) return mounts;
  const folders = USUAL_FOLDERS[version].map((name) => join(cgroup, name));
  return folders.filter((folder) => existsSync(join(folder, "cgroup.procs")) && (version === 1 || existsSync(join(folder, "cgroup.controllers")))).map((folder) => ({ group: "/", folder, options: basename(folder).split(",") }));
}

/** Source: proc_pid_mountinfo(5): optional fields end at " - "; blanks in paths are octal. */
function mountTable(proc: string): (Mount & { type: string })[] {
  const text = existsSync(`${proc}/self/mountinfo`) ? readFileSync(`${proc}/self/mountinfo`, "utf8") : "";
  const plain = (path: string): string => path.replace(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8)));
  return text.split("\n").flatMap((line) => {
    const [[, , , group, folder] = [], [type, , options] = []] = line.split(" - ").map((half) => half.split(" "));
    return group && folder && type ? [{ group: plain(group), folder: plain(folder), type, options: (options ?? "").split(",") }] : [];
  });
}
