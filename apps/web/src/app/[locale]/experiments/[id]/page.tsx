import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalExperimentDocument } from "@joulemark/client";
import { CompareForm } from "../../../../features/compare/compare-form.tsx";
import { ResultTable } from "../../../../features/result/result-table.tsx";
import { RunTable } from "../../../../features/run/run-table.tsx";
import { SpecificationSummary } from "../../../../features/specification/specification-summary.tsx";
import { ExperimentControls } from "../../../../features/work/experiment-controls.tsx";
import { VisibilityForm } from "../../../../features/work/visibility-form.tsx";
import { ask } from "../../../../lib/api.ts";
import { printCount } from "../../../../lib/format.ts";
import { DoneNotice } from "../../../../ui/done-notice.tsx";
import { Facts } from "../../../../ui/facts.tsx";
import { Instant } from "../../../../ui/instant.tsx";
import { LocalLink } from "../../../../ui/local-link.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";
import { Section } from "../../../../ui/section.tsx";
import { StateMark } from "../../../../ui/state-mark.tsx";

interface ExperimentPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ done?: string | string[] }>;
}

export async function generateMetadata({ params }: Pick<ExperimentPageProps, "params">): Promise<Metadata> {
  const answer = await ask(PortalExperimentDocument, { id: (await params).id });
  const experiment = answer.outcome === "answered" ? answer.data.experiment : null;
  return experiment ? { title: experiment.name } : {};
}

/** A declared specification and the runs it became. */
export default async function ExperimentPage({ params, searchParams }: ExperimentPageProps) {
  const t = await getTranslations();
  const locale = await getLocale();
  const answer = await ask(PortalExperimentDocument, { id: (await params).id });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const experiment = answer.outcome === "answered" ? answer.data.experiment : null;
  if (!experiment) notFound();
  const { nodes: runs, totalCount } = experiment.runs;
  const drafts = experiment.results.filter(({ viewerMay }) => viewerMay.includes("PUBLISH"));

  return (
    <>
      <header className="title">
        <p className="kind">{t("experiment.kind")}</p>
        <h1>{experiment.name}</h1>
        <p><StateMark state={experiment.state} text={t(`experimentState.${experiment.state}`)} /></p>
      </header>
      <DoneNotice done={(await searchParams).done} />
      <ExperimentControls experiment={experiment} />
      <Facts facts={[
        [t("experiment.project"), <LocalLink key="project" to={`/projects/${experiment.project.slug}`}>{experiment.project.name}</LocalLink>],
        [t("experiment.institutions"), experiment.project.institutions.map((institution) => institution.name).join(", ")],
        [t("experiments.by"), experiment.institution.name],
        [t("models.visibility"), `${t(`visibility.${experiment.visibility}`)}: ${t(`visibilityMeaning.${experiment.visibility}`)}`],
        [t("experiment.submitted"), <Instant key="submitted" at={experiment.createdAt} />],
      ]} />
      {drafts.map(({ id }) => (
        <div key={id} className="notice done"><p>{t("work.draftReady")} <LocalLink to={`/results/${id}#publish`}>{t("work.toPublish")}</LocalLink></p></div>
      ))}
      <Section id="results" title={t("experiment.results")}>
        {experiment.results.length > 0
          ? <ResultTable results={experiment.results} caption={t("experiment.resultsCaption")} />
          : <p className="muted">{t("experiment.noResults")}</p>}
      </Section>
      <Section id="runs" title={t("experiment.runs")}>
        {runs.length > 0 ? <CompareForm><RunTable runs={runs} caption={t("experiment.runsCaption")} ofOneExperiment pick /></CompareForm> : <p className="muted">{t("experiment.noRuns")}</p>}
        {totalCount > runs.length && (
          <p className="small muted">{t("experiment.shownRuns", { shown: printCount(runs.length, locale), total: printCount(totalCount, locale) })}</p>
        )}
      </Section>
      <Section id="specification" title={t("result.specification")}><SpecificationSummary specification={experiment.specification} /></Section>
      {experiment.viewerMay.includes("CHANGE_VISIBILITY") && <VisibilityForm id={experiment.id} page={`/experiments/${experiment.id}`} visibility={experiment.visibility} />}
    </>
  );
}
