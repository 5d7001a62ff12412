const [WARM_CALLS, LEAST_CALLS] = [3, 9];
/** Of the times that were taken: what a call takes while the machine has nothing else to do. */
const QUIET_SHARE = 0.1;

/**
 * How long a call takes, s: the tenth part of its sorted times, since what else a machine does makes calls longer and never shorter. Latency as a service sees it is
 * evaluation/latency.ts'.
 * @param seconds shortest time to measure for
 * @param share place among the sorted times; 0: the fastest
 */
export function inferenceSeconds(call: () => unknown, seconds: number, share = QUIET_SHARE): number {
  for (let k = 0; k < WARM_CALLS; k++) call();
  const times: number[] = [];
  for (const from = performance.now(); times.length < LEAST_CALLS || performance.now() - from < seconds * 1000; ) {
    const before = performance.now();
    call();
    times.push((performance.now() - before) / 1000);
  }
  return times.sort((a, b) => a - b)[Math.floor((times.length - 1) * share)]!;
}
