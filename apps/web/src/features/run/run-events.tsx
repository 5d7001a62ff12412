import { useLocale, useTranslations } from "next-intl";
import type { PortalRunQuery } from "@joulemark/client";
import { printClock, printCount, printFigure } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";

type Event = NonNullable<PortalRunQuery["run"]>["recentEvents"][number];

const shownEvents = 25;

/** The newest events, newest first. */
export function RunEvents({ events }: { events: Event[] }) {
  const t = useTranslations();
  const locale = useLocale();
  const newest = events.at(-1);
  if (!newest) return <p className="muted">{t("run.noEvents")}</p>;
  const shown = events.slice(-shownEvents).reverse();
  return (
    <>
      <DataTable caption={t("run.eventsCaption")} label={t("run.events")}>
        <thead>
          <tr>
            <th scope="col" className="number">{t("run.event")}</th>
            <th scope="col">{t("run.time")}</th>
            <th scope="col">{t("run.what")}</th>
            <th scope="col" className="number">{t("run.step")}</th>
            <th scope="col" className="wide">{t("run.content")}</th>
          </tr>
        </thead>
        <tbody>
          {shown.map((event) => (
            <tr key={event.sequence}>
              <th scope="row" className="number">{event.sequence}</th>
              <td><time dateTime={event.at}>{printClock(event.at, locale)}</time></td>
              <td>{t(`eventKind.${event.kind}`)}</td>
              <td className="number">{event.step === null ? "" : printCount(event.step, locale)}</td>
              <td className="wide break">{[event.message, ...event.values.map(({ name, value }) => `${name} ${printFigure(value, null, locale).value}`)].filter(Boolean).join(" · ")}</td>
            </tr>
          ))}
        </tbody>
      </DataTable>
      {newest.sequence > shown.length && (
        <p className="small muted">{t("run.eventsShown", { count: shown.length, total: printCount(newest.sequence, locale) })}</p>
      )}
    </>
  );
}
