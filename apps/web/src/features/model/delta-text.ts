import type { Locale } from "../../i18n/routing.ts";
import { printBytes, printFigure } from "../../lib/format.ts";
import { printedMetric } from "../../lib/quantity.ts";

/** A difference with its sign, also where it is more. */
export const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : value < 0 ? `−${text}` : text);

/** What a step changed in one short line: size, quality; empty where neither was measured. `points`: percentage points, in words. */
export function deltaText({ sizeBytesDelta, qualityDelta }: { sizeBytesDelta: number | null; qualityDelta: { name: string; value: number } | null }, locale: Locale, points: string): string {
  const size = sizeBytesDelta === null ? null : signed(sizeBytesDelta, printBytes(Math.abs(sizeBytesDelta), locale));
  const quality = qualityDelta && printedMetric({ ...qualityDelta, interval: null });
  return [size, quality && `${signed(quality.value, printFigure(Math.abs(quality.value), null, locale).value)} ${quality.unit === "%" ? points : quality.unit}`.trim()].filter(Boolean).join(" · ");
}
