import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalExperimentDocument } from "@joulemark/client";
import { ResultTable } from "../../../../features/result/result-table.tsx";
import { RunTable } from "../../../../features/run/run-table.tsx";
import { SpecificationSummary } from "../../../../features/specification/specification-summary.tsx";
import { ask } from "../../../../lib/api.ts";
import { printCount } from "../../../../lib/format.ts";
import { Facts } from "../../../../ui/facts.tsx";
import { Instant } from "../../../../ui/instant.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";
import { Section } from "../../../../ui/section.tsx";
import { StateMark } from "../../../../ui/state-mark.tsx";

interface ExperimentPageProps {
  params: Promise<{ id: string }>;
}

export async function generateMetadata({ params }: ExperimentPageProps): Promise<Metadata> {
  const answer = await ask(PortalExperimentDocument, { id: (await params).id });
  const experiment = answer.outcome === "answered" ? answer.data.experiment : null;
  return experiment ? { title: experiment.name } : {};
}

/** A declared specification and the runs it became. */
export default async function ExperimentPage({ params }: ExperimentPageProps) {
  const t = await getTranslations();
  const locale = await getLocale();
  const answer = await ask(PortalExperimentDocument, { id: (await params).id });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const experiment = answer.outcome === "answered" ? answer.data.experiment : null;
  if (!experiment) notFound();
  const { nodes: runs, totalCount } = experiment.runs;

  return (
    <>
      <header className="title">
        <p className="kind">{t("experiment.kind")}</p>
        <h1>{experiment.name}</h1>
        <p><StateMark state={experiment.state} text={t(`runState.${experiment.state}`)} /></p>
      </header>
      <Facts facts={[
        [t("experiment.project"), experiment.project.name],
        [t("experiment.institutions"), experiment.project.institutions.map((institution) => institution.name).join(", ")],
        [t("experiment.submitted"), <Instant key="submitted" at={experiment.createdAt} />],
      ]} />
      <Section id="results" title={t("experiment.results")}>
        {experiment.results.length > 0
          ? <ResultTable results={experiment.results} caption={t("experiment.resultsCaption")} />
          : <p className="muted">{t("experiment.noResults")}</p>}
      </Section>
      <Section id="runs" title={t("experiment.runs")}>
        {runs.length > 0 ? <RunTable runs={runs} caption={t("experiment.runsCaption")} ofOneExperiment /> : <p className="muted">{t("experiment.noRuns")}</p>}
        {totalCount > runs.length && (
          <p className="small muted">{t("experiment.shownRuns", { shown: printCount(runs.length, locale), total: printCount(totalCount, locale) })}</p>
        )}
      </Section>
      <Section id="specification" title={t("result.specification")}><SpecificationSummary specification={experiment.specification} /></Section>
    </>
  );
}
