import { useLocale } from "next-intl";
import { printDay, printInstant } from "../lib/format.ts";

/** A moment in UTC; `day` leaves the time of day out. */
export function Instant({ at, day = false }: { at: string; day?: boolean }) {
  const locale = useLocale();
  return <time dateTime={at} className="nowrap">{day ? printDay(at, locale) : printInstant(at, locale)}</time>;
}
