import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalProjectsDocument } from "@joulemark/client";
import { ProjectTable } from "../../../features/project/project-table.tsx";
import { ask } from "../../../lib/api.ts";
import { printCount } from "../../../lib/format.ts";
import type { PageQuery } from "../../../lib/list-path.ts";
import { listPath, wordOf } from "../../../lib/list-path.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";
import { Pager } from "../../../ui/pager.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("projects");
  return { title: t("title") };
}

/** Projects that the reader may see, newest first. */
export default async function ProjectsPage({ searchParams }: { searchParams: Promise<PageQuery> }) {
  const t = await getTranslations("projects");
  const locale = await getLocale();
  const after = wordOf(await searchParams, "after");
  const answer = await ask(PortalProjectsDocument, { after });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const { projects = null, viewer = null } = answer.outcome === "answered" ? answer.data : {};
  const curated = viewer?.institutions.find(({ role }) => role === "OWNER" || role === "CURATOR");
  return (
    <>
      <header className="title">
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
      </header>
      {projects && projects.nodes.length > 0 ? (
        <>
          <ProjectTable projects={projects.nodes} own={new Set(viewer?.institutions.map(({ slug }) => slug))} />
          <Pager
            shown={t("shown", { shown: printCount(projects.nodes.length, locale), total: printCount(projects.totalCount, locale) })}
            first={after ? { to: "/projects", text: t("first") } : null}
            next={projects.pageInfo.hasNextPage ? { to: listPath("/projects", { after: projects.pageInfo.endCursor }), text: t("next") } : null}
          />
        </>
      ) : (
        <EmptyState title={t("emptyTitle")}>
          <p>{curated ? t("emptyCurator", { name: curated.name }) : t("emptyText")}</p>
          {curated ? <LocalLink to={`/institutions/${curated.slug}#open`} className="button primary">{t("emptyOpen")}</LocalLink> : <LocalLink to="/institutions" className="button primary">{t("emptyNext")}</LocalLink>}
        </EmptyState>
      )}
    </>
  );
}
