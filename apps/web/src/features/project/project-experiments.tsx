import { useLocale, useTranslations } from "next-intl";
import { printCount } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { StateMark } from "../../ui/state-mark.tsx";
import type { ProjectView } from "./project-institutions.tsx";

/** Experiments of the project, newest first. */
export function ProjectExperiments({ experiments: { nodes, totalCount } }: { experiments: ProjectView["experiments"] }) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <>
      <DataTable caption={t("project.experimentsCaption")} label={t("project.experiments")}>
        <thead>
          <tr>
            <th scope="col" className="wide">{t("project.experiment")}</th>
            <th scope="col">{t("project.state")}</th>
            <th scope="col" className="number">{t("project.runs")}</th>
            <th scope="col">{t("project.by")}</th>
            <th scope="col">{t("project.submitted")}</th>
          </tr>
        </thead>
        <tbody>
          {nodes.map(({ id, name, state, runs, institution, createdAt }) => (
            <tr key={id}>
              <th scope="row" className="wide"><LocalLink to={`/experiments/${id}`}>{name}</LocalLink></th>
              <td><StateMark state={state} text={t(`experimentState.${state}`)} /></td>
              <td className="number">{printCount(runs.totalCount, locale)}</td>
              <td>{institution.name}</td>
              <td><Instant at={createdAt} /></td>
            </tr>
          ))}
        </tbody>
      </DataTable>
      {totalCount > nodes.length && <p className="small muted">{t("project.shown", { shown: printCount(nodes.length, locale), total: printCount(totalCount, locale) })}</p>}
    </>
  );
}
