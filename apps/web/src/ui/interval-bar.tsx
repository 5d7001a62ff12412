import type { Bounds } from "../lib/precision.ts";

interface IntervalBarProps {
  value: number;
  bounds: Bounds | null;
  /** Ends of the column's scale. */
  domain: Bounds;
  scale: "linear" | "log";
  hue: "quality" | "energy" | "plain";
}

/** Where a value stands between the ends of a scale, 0 to 100, kept inside. */
export function placeOf(value: number, { low, high }: Bounds, scale: "linear" | "log"): number {
  const share = scale === "log" ? Math.log(Math.max(value, low) / low) / Math.log(high / low) : (value - low) / (high - low);
  return Number.isFinite(share) ? Math.round(Math.min(Math.max(share, 0), 1) * 1000) / 10 : 50;
}

/** A value with its interval on the scale of its column. The numbers beside it say the same. */
export function IntervalBar({ value, bounds, domain, scale, hue }: IntervalBarProps) {
  const at = placeOf(value, domain, scale);
  return (
    <svg className={`interval-bar ${hue}`} viewBox="0 0 100 8" preserveAspectRatio="none" aria-hidden="true">
      <line className="scale" x1="0" x2="100" y1="4" y2="4" />
      {bounds && <line x1={placeOf(bounds.low, domain, scale)} x2={placeOf(bounds.high, domain, scale)} y1="4" y2="4" />}
      <path d={`M${at} 0L${at + 4} 4L${at} 8L${at - 4} 4Z`} />
    </svg>
  );
}
