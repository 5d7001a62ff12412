import { useLocale, useTranslations } from "next-intl";
import type { PortalRunQuery } from "@joulemark/client";
import { printClock, printFigure } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { StateMark } from "../../ui/state-mark.tsx";

type Attempts = NonNullable<PortalRunQuery["run"]>["attempts"]["nodes"];

/** The tries at a run, first to last. */
export function RunAttempts({ attempts }: { attempts: Attempts }) {
  const t = useTranslations();
  const locale = useLocale();
  if (attempts.length === 0) return <p className="muted">{t("run.noAttempts")}</p>;
  return (
    <DataTable caption={t("run.attemptsCaption")} label={t("run.attempts")}>
      <thead>
        <tr>
          <th scope="col">{t("run.attempt")}</th>
          <th scope="col">{t("run.state")}</th>
          <th scope="col">{t("run.started")}</th>
          <th scope="col">{t("run.endedAt")}</th>
          <th scope="col">{t("run.worker")}</th>
          <th scope="col">{t("run.backend")}</th>
          <th scope="col" className="number">{t("run.energy")}</th>
        </tr>
      </thead>
      <tbody>
        {attempts.map((attempt) => (
          <tr key={attempt.number}>
            <th scope="row">{attempt.number}</th>
            <td>
              <StateMark state={attempt.state} text={t(`runState.${attempt.state}`)} />
              {attempt.failure && <span className="sub break"><span className="mono">{attempt.failure.code}</span> {attempt.failure.message}</span>}
            </td>
            <td><Instant at={attempt.startedAt} /></td>
            <td>{attempt.endedAt && <time dateTime={attempt.endedAt}>{printClock(attempt.endedAt, locale)}</time>}</td>
            <td>{attempt.workerName}</td>
            <td>{attempt.backend}</td>
            <td className={attempt.energyJoules === null ? "number null" : "number"}>
              {attempt.energyJoules === null ? t("quantity.notMeasured") : `${printFigure(attempt.energyJoules, null, locale).value} J`}
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
