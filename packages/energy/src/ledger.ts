export interface WorkUse {
  id: string;
  /** CPU seconds of the work in the interval. */
  cpuSeconds: number;
  /** Threads reserved for the work, busy or not. */
  reservedThreads: number;
}

export interface MachineInterval {
  /** Energy of the machine, or of one of its components, in the interval, J. */
  machineJoules: number;
  seconds: number;
  /** Power while nothing runs, measured before, W; null: not known, and everything counts as active. */
  idleWatts: number | null;
  machineThreads: number;
  /** CPU seconds of everything on the machine; null where it cannot be seen: then nobody but the works is known. */
  machineCpuSeconds: number | null;
  works: WorkUse[];
}

export interface WorkShare {
  id: string;
  /** In proportion to CPU time. */
  activeJoules: number;
  /** In proportion to reserved threads: idle power is spent on whoever keeps them. */
  idleJoules: number;
  /** Of the machine's joules, 0 … 1. */
  share: number;
}

export interface SharedOut {
  works: WorkShare[];
  /** Given to nobody: other processes, threads that nobody reserved, a machine on which nothing ran. J */
  unallocatedJoules: number;
}

const total = (values: number[]): number => values.reduce((sum, value) => sum + value, 0);

function checked({ machineJoules, seconds, idleWatts, machineThreads, machineCpuSeconds, works }: MachineInterval): void {
  const amounts = { machineJoules, seconds, machineThreads, idleWatts: idleWatts ?? 0, machineCpuSeconds: machineCpuSeconds ?? 0 };
  for (const [name, value] of Object.entries(amounts)) if (!(value >= 0 && value < Infinity)) throw new RangeError(`${name} must be 0 or more: ${value}.`);
  for (const { id, cpuSeconds, reservedThreads } of works)
    if (!(cpuSeconds >= 0 && cpuSeconds < Infinity && reservedThreads >= 0 && reservedThreads < Infinity)) throw new RangeError(`Work ${id}: CPU seconds and reserved threads must be 0 or more: ${cpuSeconds}, ${reservedThreads}.`);
}

/**
 * Shares a machine's energy of one interval out among the works on it. All parts and what is unallocated sum to `machineJoules`, and none is
 * negative. Works that together show more CPU time than the machine (clocks read at different moments, ticks), or reserve more threads than it has, share
 * what there is in proportion.
 * @throws RangeError for a negative amount
 */
export function shareOut(interval: MachineInterval): SharedOut {
  checked(interval);
  const { machineJoules, seconds, idleWatts, machineThreads, machineCpuSeconds, works } = interval;
  const idle = Math.min(machineJoules, (idleWatts ?? 0) * seconds);
  const active = machineJoules - idle;
  const cpuSeconds = Math.max(machineCpuSeconds ?? 0, total(works.map((work) => work.cpuSeconds)));
  const threads = Math.max(machineThreads, total(works.map((work) => work.reservedThreads)));
  const part = (joules: number, of: number, all: number): number => (all > 0 ? joules * (of / all) : 0);
  const shares = works.map(({ id, ...work }) => {
    const activeJoules = part(active, work.cpuSeconds, cpuSeconds);
    const idleJoules = part(idle, work.reservedThreads, threads);
    return { id, activeJoules, idleJoules, share: part(1, activeJoules + idleJoules, machineJoules) };
  });
  const given = total(shares.map(({ activeJoules, idleJoules }) => activeJoules + idleJoules));
  return { works: shares, unallocatedJoules: Math.max(0, machineJoules - given) };
}
