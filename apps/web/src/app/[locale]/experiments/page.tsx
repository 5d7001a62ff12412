import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalExperimentsDocument } from "@joulemark/client";
import type { ExperimentState } from "@joulemark/client";
import { CompareForm } from "../../../features/compare/compare-form.tsx";
import { ExperimentTable } from "../../../features/work/experiment-table.tsx";
import { ask } from "../../../lib/api.ts";
import { printCount } from "../../../lib/format.ts";
import type { PageQuery } from "../../../lib/list-path.ts";
import { listPath, wordOf } from "../../../lib/list-path.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { FilterChoice, FilterForm } from "../../../ui/filter-form.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";
import { Pager } from "../../../ui/pager.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";

const states = ["QUEUED", "RUNNING", "SUCCEEDED", "FAILED", "CANCELLED"] as const satisfies ExperimentState[];

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("experiments");
  return { title: t("title") };
}

/** What was submitted: of one project, in one state. */
export default async function ExperimentsPage({ searchParams }: { searchParams: Promise<PageQuery> }) {
  const t = await getTranslations();
  const locale = await getLocale();
  const query = await searchParams;
  const [project, after] = [wordOf(query, "project"), wordOf(query, "after")];
  const state = states.find((candidate) => candidate === query.state) ?? null;
  const answer = await ask(PortalExperimentsDocument, { first: 25, after, project, state });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const { experiments = null, projects = null } = answer.outcome === "answered" ? answer.data : {};
  const filtered = project !== null || state !== null;
  return (
    <>
      <header className="title">
        <h1>{t("experiments.title")}</h1>
        <p>{t("experiments.intro")}</p>
      </header>
      <FilterForm to="/experiments" label={t("experiments.filter")} submit={t("models.apply")}>
        <FilterChoice name="project" label={t("experiment.project")} chosen={project} all={t("experiments.allProjects")} choices={projects?.nodes.map(({ slug, name }) => ({ value: slug, text: name })) ?? []} />
        <FilterChoice name="state" label={t("runs.state")} chosen={state} all={t("runs.all")} choices={states.map((value) => ({ value, text: t(`experimentState.${value}`) }))} />
      </FilterForm>
      {experiments && experiments.nodes.length > 0 ? (
        <>
          <CompareForm><ExperimentTable experiments={experiments.nodes} /></CompareForm>
          <Pager
            shown={t("project.shown", { shown: printCount(experiments.nodes.length, locale), total: printCount(experiments.totalCount, locale) })}
            first={after ? { to: listPath("/experiments", { project, state }), text: t("experiments.first") } : null}
            next={experiments.pageInfo.hasNextPage ? { to: listPath("/experiments", { project, state, after: experiments.pageInfo.endCursor }), text: t("experiments.next") } : null}
          />
        </>
      ) : (
        <EmptyState title={filtered ? t("experiments.noneTitle") : t("experiments.emptyTitle")}>
          <p>{filtered ? t("experiments.noneText") : t("experiments.emptyText")}</p>
          {filtered ? <LocalLink to="/experiments">{t("experiments.showAll")}</LocalLink> : <LocalLink to="/submit" className="button primary">{t("runs.submit")}</LocalLink>}
        </EmptyState>
      )}
    </>
  );
}
