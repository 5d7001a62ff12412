import type { Order } from "@joulemark/client";
import type { Locale } from "../../i18n/routing.ts";
import { printBytes, printFigure } from "../../lib/format.ts";
import { printedMetric } from "../../lib/quantity.ts";

/** A difference with its sign, also where it is more. */
export const signed = (value: number, text: string): string => (value > 0 ? `+${text}` : value < 0 ? `−${text}` : text);

export interface StepDelta {
  sizeBytesDelta: number | null;
  qualityDelta: { name: string; value: number } | null;
  /** How the child's quality stands to the parent's; null: it was not measured of both. */
  qualityOrder: Order | null;
}

/** A change of quality with its sign, where it is more than the uncertainty of both figures; words where it is not. `points`: percentage points, in words. */
export function qualityDeltaText({ qualityDelta, qualityOrder }: Omit<StepDelta, "sizeBytesDelta">, locale: Locale, { points, unclear }: { points: string; unclear: string }): string | null {
  if (!qualityDelta) return null;
  if (qualityOrder !== "LOWER" && qualityOrder !== "HIGHER") return unclear;
  const { value, unit } = printedMetric({ ...qualityDelta, interval: null });
  return `${signed(value, printFigure(Math.abs(value), null, locale).value)} ${unit === "%" ? points : unit}`.trim();
}

/** What a step changed in one short line: size, quality; empty where neither was measured. */
export function deltaText({ sizeBytesDelta, ...quality }: StepDelta, locale: Locale, words: { points: string; unclear: string }): string {
  const size = sizeBytesDelta === null ? null : signed(sizeBytesDelta, printBytes(Math.abs(sizeBytesDelta), locale));
  return [size, qualityDeltaText(quality, locale, words)].filter(Boolean).join(" · ");
}
