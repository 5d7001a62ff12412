import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalModelDocument, PortalModelLineageDocument } from "@joulemark/client";
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

/** Steps of the lineage that are shown, the newest. */
const MOST_STEPS = 50;

async function answerOf({ params, searchParams }: ModelPageProps) {
  const query = await searchParams;
  const version = wordOf(query, "version");
  const page = { id: decodeURIComponent((await params).id), after: wordOf(query, "after") };
  const answer = await ask(PortalModelDocument, { ...page, version: version ?? "", hasVersion: version !== null });
  // A version that nothing is called so: the model is there all the same.
  return answer.outcome === "unreadable" && version !== null ? ask(PortalModelDocument, { ...page, version: "", hasVersion: false }) : answer;
}

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
  const { nodes, totalCount, pageInfo } = model.versions;
  const query = await props.searchParams;
  const after = wordOf(query, "after");
  const asked = answer.outcome === "answered" ? answer.data.modelVersion : null;
  const versions = asked?.model.id === model.id && !nodes.some(({ id }) => id === asked.id) ? [asked, ...nodes] : nodes;
  const traced = await ask(PortalModelLineageDocument, { id: model.id, first: MOST_STEPS });
  if (traced.outcome === "failed") return <ProblemPage problem={traced.problem} />;
  const steps = traced.outcome === "answered" ? traced.data.model?.lineage : null;
  const lineage = lineageOf(steps?.nodes ?? [], model.id);
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
      {totalCount > nodes.length && (
        <Pager
          shown={t("model.shown", { shown: printCount(nodes.length, locale), total: printCount(totalCount, locale) })}
          first={after ? { to: `/models/${model.id}`, text: t("model.first") } : null}
          next={pageInfo.hasNextPage ? { to: listPath(`/models/${model.id}`, { after: pageInfo.endCursor }), text: t("model.next") } : null}
        />
      )}
      <Section id="lineage" title={t("result.lineage")}>
        {lineage.edges.length === 0 ? <p className="muted">{t("model.noLineage")}</p> : (
          <>
            {steps && steps.totalCount > steps.nodes.length && <p className="muted">{t("model.lineageShown", { shown: printCount(steps.nodes.length, locale), total: printCount(steps.totalCount, locale) })}</p>}
            <LineagePicture lineage={lineage} />
            <LineageTable lineage={lineage} />
          </>
        )}
      </Section>
      {model.viewerMay.includes("CHANGE_VISIBILITY") && <VisibilityForm id={model.id} page={`/models/${model.id}`} visibility={model.visibility} />}
    </>
  );
}
