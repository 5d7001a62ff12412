import { useLocale, useTranslations } from "next-intl";
import type { PortalBoardKeyFragment } from "@joulemark/client";
import { capitalized, printCount } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { useMetricName } from "../../ui/names.ts";
import { boardPath } from "./board-path.ts";

/** Every board that has results. */
export function BoardList({ boards }: { boards: PortalBoardKeyFragment[] }) {
  const t = useTranslations();
  const locale = useLocale();
  const metricName = useMetricName();
  if (boards.length === 0) {
    return <EmptyState title={t("boards.emptyTitle")}><p>{t("boards.emptyText")}</p><LocalLink to="/">{t("notFound.home")}</LocalLink></EmptyState>;
  }
  return (
    <DataTable caption={t("boards.caption")} label={t("boards.title")}>
      <thead>
        <tr>
          <th scope="col">{t("boards.task")}</th>
          <th scope="col">{t("boards.metric")}</th>
          <th scope="col">{t("quantity.method")}</th>
          <th scope="col">{t("quantity.boundary")}</th>
          <th scope="col">{t("result.hardwareClass")}</th>
          <th scope="col" className="number">{t("boards.rows")}</th>
        </tr>
      </thead>
      <tbody>
        {boards.map((board) => (
          <tr key={`${board.task.slug} ${board.boundary} ${board.method} ${board.hardwareClass}`}>
            <th scope="row"><LocalLink to={boardPath({ ...board, task: board.task.slug })} className="lead">{board.task.name}</LocalLink></th>
            <td>{capitalized(metricName(board.task.metric.name), locale)}</td>
            <td>{t(`method.${board.method}`)}</td>
            <td>{t(`boundary.${board.boundary}`)}</td>
            <td className="mono">{board.hardwareClass}</td>
            <td className="number">{printCount(board.rowCount, locale)}</td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
