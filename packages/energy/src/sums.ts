/** What one meter gave to a work so far. For a model of the work itself only the first three are not 0. */
export interface MeterSums {
  joules: number;
  lowJoules: number;
  highJoules: number;
  activeJoules: number;
  idleJoules: number;
  /** Of the whole component, whoever used it. */
  machineJoules: number;
  unallocatedJoules: number;
}

/** Running totals of a work; the difference of two is a window. */
export interface Sums {
  wallSeconds: number;
  cpuSeconds: number;
  /** In the order of the meters. */
  meters: MeterSums[];
}

const noJoules: MeterSums = { joules: 0, lowJoules: 0, highJoules: 0, activeJoules: 0, idleJoules: 0, machineJoules: 0, unallocatedJoules: 0 };

export const noSums = (meterCount: number): Sums => ({ wallSeconds: 0, cpuSeconds: 0, meters: Array.from({ length: meterCount }, () => ({ ...noJoules })) });

const combine = (a: MeterSums, b: MeterSums, sign: 1 | -1): MeterSums => ({
  joules: a.joules + sign * b.joules,
  lowJoules: a.lowJoules + sign * b.lowJoules,
  highJoules: a.highJoules + sign * b.highJoules,
  activeJoules: a.activeJoules + sign * b.activeJoules,
  idleJoules: a.idleJoules + sign * b.idleJoules,
  machineJoules: a.machineJoules + sign * b.machineJoules,
  unallocatedJoules: a.unallocatedJoules + sign * b.unallocatedJoules,
});

/** `a + sign · b`. */
export const addSums = (a: Sums, b: Sums, sign: 1 | -1 = 1): Sums => ({
  wallSeconds: a.wallSeconds + sign * b.wallSeconds,
  cpuSeconds: a.cpuSeconds + sign * b.cpuSeconds,
  meters: a.meters.map((own, index) => combine(own, b.meters[index]!, sign)),
});

export const copySums = (sums: Sums): Sums => ({ ...sums, meters: sums.meters.map((own) => ({ ...own })) });
