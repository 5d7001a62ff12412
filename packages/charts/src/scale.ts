/** The ends of a scale. */
export interface Domain {
  low: number;
  high: number;
}

/**
 * Domain of a logarithmic axis: all values inside, with room on both sides.
 * @param values positive numbers; others are passed over
 * @param room share of the spanned decades left free at either end
 */
export function logDomain(values: number[], room = 0.08): Domain {
  const logs = values.filter((value) => value > 0).map(Math.log10);
  if (logs.length === 0) return { low: 1, high: 10 };
  const low = Math.min(...logs);
  const high = Math.max(...logs);
  const margin = Math.max((high - low) * room, 0.08);
  return { low: 10 ** (low - margin), high: 10 ** (high + margin) };
}

/**
 * Ticks of a logarithmic axis: 1, 2 and 5 of each decade, thinned to 1 where there are many decades.
 * Narrow domains hold few of these, so then every leading digit is used.
 */
export function logTicks({ low, high }: Domain): number[] {
  const decades = Math.log10(high / low);
  const digits = decades > 3 ? [1] : decades > 1 ? [1, 2, 5] : decades > 0.5 ? [1, 2, 3, 5, 7] : [1, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9];
  const ticks: number[] = [];
  for (let exponent = Math.floor(Math.log10(low)); exponent <= Math.ceil(Math.log10(high)); exponent += 1) {
    for (const digit of digits) {
      const tick = Number(`${digit}e${exponent}`);
      if (tick >= low && tick <= high) ticks.push(tick);
    }
  }
  return ticks;
}

/**
 * Domain of a linear axis, kept inside hard limits where the quantity has them.
 * @param limits e.g. 0 and 1 for an accuracy
 */
export function linearDomain(values: number[], limits: { min?: number; max?: number } = {}, room = 0.08): Domain {
  if (values.length === 0) return { low: limits.min ?? 0, high: limits.max ?? 1 };
  const low = Math.min(...values);
  const high = Math.max(...values);
  const margin = Math.max((high - low) * room, Math.abs(high) * 0.005, 1e-9);
  return { low: Math.max(low - margin, limits.min ?? -Infinity), high: Math.min(high + margin, limits.max ?? Infinity) };
}
