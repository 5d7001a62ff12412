import { useLocale, useTranslations } from "next-intl";
import type { PortalExperimentsQuery } from "@joulemark/client";
import { printCount } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { StateMark } from "../../ui/state-mark.tsx";

type Experiment = PortalExperimentsQuery["experiments"]["nodes"][number];

/** Experiments as rows, each with a box that takes its runs into a comparison. */
export function ExperimentTable({ experiments }: { experiments: Experiment[] }) {
  const t = useTranslations();
  const locale = useLocale();
  return (
    <DataTable caption={t("experiments.caption")} label={t("experiments.title")}>
      <thead>
        <tr>
          <th scope="col" className="pick"><span className="only-read">{t("compare.pick")}</span></th>
          <th scope="col" className="wide">{t("experiment.kind")}</th>
          <th scope="col">{t("runs.state")}</th>
          <th scope="col" className="number">{t("experiments.runs")}</th>
          <th scope="col">{t("experiment.results")}</th>
          <th scope="col">{t("experiment.project")}</th>
          <th scope="col">{t("experiments.by")}</th>
          <th scope="col">{t("experiment.submitted")}</th>
        </tr>
      </thead>
      <tbody>
        {experiments.map((experiment) => (
          <tr key={experiment.id}>
            <td className="pick">{experiment.runs.nodes.length > 0 && <input type="checkbox" name="runs" value={experiment.runs.nodes.map(({ id }) => id).join(" ")} aria-label={t("compare.pickRuns", { name: experiment.name })} />}</td>
            <th scope="row" className="wide"><LocalLink to={`/experiments/${experiment.id}`} className="lead">{experiment.name}</LocalLink></th>
            <td><StateMark state={experiment.state} text={t(`experimentState.${experiment.state}`)} /></td>
            <td className="number">{printCount(experiment.runs.totalCount, locale)}</td>
            <td>
              {experiment.results.map(({ id, state }) => <span key={id} className="sub"><LocalLink to={`/results/${id}`}><StateMark state={state} text={t(`resultState.${state}`)} /></LocalLink></span>)}
            </td>
            <td><LocalLink to={`/projects/${experiment.project.slug}`}>{experiment.project.name}</LocalLink></td>
            <td>{experiment.institution.name}</td>
            <td><Instant at={experiment.createdAt} /></td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}
