import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalModelDocument } from "@joulemark/client";
import { lineageOf } from "../../../../features/model/lineage.ts";
import { LineagePicture } from "../../../../features/model/lineage-picture.tsx";
import { LineageTable } from "../../../../features/model/lineage-table.tsx";
import { VersionSection } from "../../../../features/model/version-section.tsx";
import { VisibilityForm } from "../../../../features/work/visibility-form.tsx";
import { ask } from "../../../../lib/api.ts";
import { printCount } from "../../../../lib/format.ts";
import { listPath, wordOf } from "../../../../lib/list-path.ts";
import { DoneNotice } from "../../../../ui/done-notice.tsx";
import { Facts } from "../../../../ui/facts.tsx";
import { Instant } from "../../../../ui/instant.tsx";
import { LocalLink } from "../../../../ui/local-link.tsx";
import { Pager } from "../../../../ui/pager.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";
import { Section } from "../../../../ui/section.tsx";

interface ModelPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const answerOf = async ({ params, searchParams }: ModelPageProps) => ask(PortalModelDocument, { id: decodeURIComponent((await params).id), after: wordOf(await searchParams, "after") });

export async function generateMetadata(props: ModelPageProps): Promise<Metadata> {
  const answer = await answerOf(props);
  const name = answer.outcome === "answered" && answer.data.model?.name;
  return name ? { title: name } : {};
}

/** An entry of the registry: its versions, where they come from and what was made of them. */
export default async function ModelPage(props: ModelPageProps) {
  const t = await getTranslations();
  const locale = await getLocale();
  const answer = await answerOf(props);
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const model = answer.outcome === "answered" ? answer.data.model : null;
  if (!model) notFound();
  const { nodes: versions, totalCount, pageInfo } = model.versions;
  const query = await props.searchParams;
  const after = wordOf(query, "after");
  const lineage = lineageOf(versions, model);
  return (
    <>
      <header className="title">
        <p className="kind">{t("model.kind")} · <LocalLink to="/models">{t("models.title")}</LocalLink></p>
        <h1>{model.name}</h1>
      </header>
      <DoneNotice done={query.done} />
      <Facts facts={[
        [t("models.institution"), <LocalLink key="institution" to={`/institutions/${model.institution.slug}`}>{model.institution.name}</LocalLink>],
        [t("models.added"), <Instant key="added" at={model.createdAt} />],
        [t("models.visibility"), t(`visibility.${model.visibility}`)],
        [t("model.versions"), printCount(totalCount, locale)],
      ]} />
      {versions.map((version) => <VersionSection key={version.id} version={version} task={version.task?.name ?? ""} />)}
      {totalCount > versions.length && (
        <Pager
          shown={t("model.shown", { shown: printCount(versions.length, locale), total: printCount(totalCount, locale) })}
          first={after ? { to: `/models/${model.id}`, text: t("model.first") } : null}
          next={pageInfo.hasNextPage ? { to: listPath(`/models/${model.id}`, { after: pageInfo.endCursor }), text: t("model.next") } : null}
        />
      )}
      <Section id="lineage" title={t("result.lineage")}>
        {lineage.edges.length === 0 ? <p className="muted">{t("model.noLineage")}</p> : (
          <>
            <LineagePicture lineage={lineage} />
            <LineageTable lineage={lineage} />
          </>
        )}
      </Section>
      {model.viewerMay.includes("CHANGE_VISIBILITY") && <VisibilityForm id={model.id} page={`/models/${model.id}`} visibility={model.visibility} />}
    </>
  );
}
