/** A reading at a step. */
export interface Reading {
  step: number;
  value: number;
}

/**
 * At most `most` readings of a series, in order: the ends, and of each stretch its lowest and highest, so that spikes stay.
 * @param most at least 4
 */
export function thin<T extends Reading>(readings: T[], most: number): T[] {
  if (readings.length <= most) return readings;
  const stretches = Math.floor((most - 2) / 2);
  const inner = readings.slice(1, -1);
  const kept: T[] = [readings[0]!];
  for (let index = 0; index < stretches; index += 1) {
    const stretch = inner.slice(Math.floor((index * inner.length) / stretches), Math.floor(((index + 1) * inner.length) / stretches));
    const lowest = stretch.reduce((least, reading) => (reading.value < least.value ? reading : least));
    const highest = stretch.reduce((most, reading) => (reading.value > most.value ? reading : most));
    const [first, second] = lowest.step <= highest.step ? [lowest, highest] : [highest, lowest];
    kept.push(first);
    if (second !== first) kept.push(second);
  }
  kept.push(readings.at(-1)!);
  return kept;
}
