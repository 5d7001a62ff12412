/** Bounds of a value, in the value's unit. */
export interface Bounds {
  low: number;
  high: number;
}

const magnitude = (value: number): number => Math.floor(Math.log10(Math.abs(value)));

/**
 * Decimal places worth printing: the half-width of the interval to two significant digits, the value to at least two.
 * Negative where tens or hundreds are rounded. Without an interval, three significant digits.
 */
export function decimalsOf(value: number, bounds: Bounds | null): number {
  const halfWidth = bounds ? (bounds.high - bounds.low) / 2 : 0;
  if (halfWidth > 0) {
    const ofInterval = 1 - magnitude(halfWidth);
    return value === 0 ? ofInterval : Math.max(ofInterval, 1 - magnitude(value));
  }
  return value === 0 ? 0 : 2 - magnitude(value);
}

/** Rounds to decimal places, also negative ones: 4821 to −1 is 4820. */
export function roundTo(value: number, decimals: number): number {
  if (decimals >= 0) return Number(value.toFixed(Math.min(decimals, 100)));
  const step = 10 ** -decimals;
  return Math.round(value / step) * step;
}
