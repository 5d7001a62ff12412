import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalRunsDocument } from "@joulemark/client";
import { CompareForm } from "../../../features/compare/compare-form.tsx";
import { readRunState, RunFilter, runsPath } from "../../../features/run/run-filter.tsx";
import { RunTable } from "../../../features/run/run-table.tsx";
import { ask } from "../../../lib/api.ts";
import { printCount } from "../../../lib/format.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("runs");
  return { title: t("title") };
}

export default async function RunsPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const t = await getTranslations("runs");
  const locale = await getLocale();
  const query = await searchParams;
  const state = readRunState(query.state);
  const after = typeof query.after === "string" ? query.after : null;
  const answer = await ask(PortalRunsDocument, { first: 25, after, states: state ? [state] : null });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const runs = answer.outcome === "answered" ? answer.data.runs : null;

  return (
    <>
      <header className="title">
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
      </header>
      <RunFilter chosen={state} />
      {runs && runs.nodes.length > 0 ? (
        <>
          <CompareForm><RunTable runs={runs.nodes} caption={t("caption")} pick /></CompareForm>
          <div className="pager">
            <span className="muted">{t("shown", { shown: printCount(runs.nodes.length, locale), total: printCount(runs.totalCount, locale) })}</span>
            {after && <LocalLink to={runsPath(state)}>{t("first")}</LocalLink>}
            {runs.pageInfo.hasNextPage && <LocalLink to={runsPath(state, runs.pageInfo.endCursor)}>{t("next")}</LocalLink>}
          </div>
        </>
      ) : (
        <EmptyState title={t("emptyTitle")}>
          <p>{state ? t("emptyState") : t("emptyAll")}</p>
          {state ? <LocalLink to="/runs">{t("showAll")}</LocalLink> : <LocalLink to="/submit" className="button primary">{t("submit")}</LocalLink>}
        </EmptyState>
      )}
    </>
  );
}
