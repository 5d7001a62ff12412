/** An event as far as power is computed from it. */
export interface PowerEvent {
  at: string;
  kind: string;
  values: { name: string; value: number }[];
}

/** Mean power between readings of one attempt: seconds since the first event, W. */
export type PowerSegment = { step: number; value: number }[];

/** Windows a run is divided into: shorter ones show the meter's steps, not the power. */
const windows = 40;
const shortestWindowSeconds = 0.03;

/**
 * Power from the joules so far: ΔJ/Δt between readings that are a window apart. Where the joules fall, an attempt has begun
 * anew from a checkpoint: nothing is computed across it.
 */
export function wattsOf(events: PowerEvent[]): PowerSegment[] {
  const readings = events.flatMap(({ at, kind, values }) => {
    const joules = kind === "PROGRESS" ? values.find(({ name }) => name === "energyJoules")?.value : undefined;
    return joules === undefined || !Number.isFinite(joules) ? [] : [{ seconds: Date.parse(at) / 1000, joules }];
  });
  const [first, last] = [readings[0], readings.at(-1)];
  if (!first || !last) return [];
  const windowSeconds = Math.max((last.seconds - first.seconds) / windows, shortestWindowSeconds);
  const segments: PowerSegment[] = [[]];
  let from = first;
  for (const [index, reading] of readings.entries()) {
    if (index > 0 && (reading.joules < readings[index - 1]!.joules || reading.seconds < readings[index - 1]!.seconds)) {
      segments.push([]);
      from = reading;
    }
    const seconds = reading.seconds - from.seconds;
    if (seconds < windowSeconds) continue;
    segments.at(-1)!.push({ step: reading.seconds - first.seconds, value: (reading.joules - from.joules) / seconds });
    from = reading;
  }
  return segments.filter((segment) => segment.length > 0);
}
