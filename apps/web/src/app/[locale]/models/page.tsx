import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalModelsDocument } from "@joulemark/client";
import { ModelTable } from "../../../features/model/model-table.tsx";
import { ask } from "../../../lib/api.ts";
import { printCount } from "../../../lib/format.ts";
import type { PageQuery } from "../../../lib/list-path.ts";
import { listPath, wordOf } from "../../../lib/list-path.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { FilterChoice, FilterForm, FilterText } from "../../../ui/filter-form.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";
import { Pager } from "../../../ui/pager.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("models");
  return { title: t("title") };
}

/** The registry: searched by name, of one task. */
export default async function ModelsPage({ searchParams }: { searchParams: Promise<PageQuery> }) {
  const t = await getTranslations("models");
  const locale = await getLocale();
  const query = await searchParams;
  const [search, task, after] = [wordOf(query, "search"), wordOf(query, "task"), wordOf(query, "after")];
  const answer = await ask(PortalModelsDocument, { first: 25, after, task, search });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const { models = null, tasks = [] } = answer.outcome === "answered" ? answer.data : {};
  const filtered = search !== null || task !== null;
  return (
    <>
      <header className="title">
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
      </header>
      <FilterForm to="/models" label={t("filter")} submit={t("apply")}>
        <FilterText name="search" label={t("search")} value={search} />
        <FilterChoice name="task" label={t("task")} chosen={task} all={t("allTasks")} choices={tasks.map(({ slug, name }) => ({ value: slug, text: name }))} />
      </FilterForm>
      {models && models.nodes.length > 0 ? (
        <>
          <ModelTable models={models.nodes} />
          <Pager
            shown={t("shown", { shown: printCount(models.nodes.length, locale), total: printCount(models.totalCount, locale) })}
            first={after ? { to: listPath("/models", { search, task }), text: t("first") } : null}
            next={models.pageInfo.hasNextPage ? { to: listPath("/models", { search, task, after: models.pageInfo.endCursor }), text: t("next") } : null}
          />
        </>
      ) : (
        <EmptyState title={filtered ? t("noneTitle") : t("emptyTitle")}>
          <p>{filtered ? t("noneText") : t("emptyText")}</p>
          {filtered ? <LocalLink to="/models">{t("showAll")}</LocalLink> : <LocalLink to="/submit" className="button primary">{t("submit")}</LocalLink>}
        </EmptyState>
      )}
    </>
  );
}
