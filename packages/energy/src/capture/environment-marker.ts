import { readProcessFile, readProcessStat } from "./process-stat.ts";

const NAME = "JOULEMARK_CAPTURE";
let made = 0;

/** A variable in the environment of what is measured: children inherit it, so a process that detached itself is known by it. */
export interface EnvironmentMarker {
  /** To be added to the environment of what is spawned. It keeps the marker of a capture around this one. */
  environment: Record<string, string>;
  /** Whether a process began with it; null where its environment is not shown. */
  isIn(pid: number): boolean | null;
}

export function makeMarker(proc: string, ownPid: number): EnvironmentMarker {
  const id = `${ownPid}-${readProcessStat(proc, ownPid)?.start ?? 0}-${++made}`;
  return {
    environment: { [NAME]: [...(markersOf(proc, ownPid) ?? []), id].join(",") },
    isIn: (pid) => markersOf(proc, pid)?.includes(id) ?? null,
  };
}

function markersOf(proc: string, pid: number): string[] | null {
  const environment = readProcessFile(proc, pid, "environ");
  if (environment === null) return null;
  const variable = environment.split("\0").find((text) => text.startsWith(`${NAME}=`));
  return variable?.slice(NAME.length + 1).split(",") ?? [];
}
