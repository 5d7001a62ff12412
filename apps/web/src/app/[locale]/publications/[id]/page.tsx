import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PortalPublicationDocument } from "@joulemark/client";
import { ResultTable } from "../../../../features/result/result-table.tsx";
import { ask } from "../../../../lib/api.ts";
import { DoneNotice } from "../../../../ui/done-notice.tsx";
import { Facts } from "../../../../ui/facts.tsx";
import { Instant } from "../../../../ui/instant.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";
import { Section } from "../../../../ui/section.tsx";

interface PublicationPageProps {
  params: Promise<{ id: string }>;
  searchParams: Promise<{ done?: string | string[] }>;
}

export async function generateMetadata({ params }: Pick<PublicationPageProps, "params">): Promise<Metadata> {
  const answer = await ask(PortalPublicationDocument, { id: (await params).id });
  const publication = answer.outcome === "answered" ? answer.data.publication : null;
  return publication ? { title: publication.title } : {};
}

/** Results with text, authors and disciplines. */
export default async function PublicationPage({ params, searchParams }: PublicationPageProps) {
  const t = await getTranslations();
  const answer = await ask(PortalPublicationDocument, { id: (await params).id });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const publication = answer.outcome === "answered" ? answer.data.publication : null;
  if (!publication) notFound();

  return (
    <>
      <header className="title">
        <p className="kind">{t("publication.kind")}</p>
        <h1>{publication.title}</h1>
        {publication.authors.length > 0 && <p>{publication.authors.join(", ")}</p>}
      </header>
      <DoneNotice done={(await searchParams).done} />
      {publication.abstract ? <p className="lede abstract">{publication.abstract}</p> : <p className="muted">{t("publication.noAbstract")}</p>}
      <Facts facts={[
        [t("publication.published"), <Instant key="published" at={publication.publishedAt} />],
        [t("publication.disciplines"), publication.disciplines.map((discipline) => t(`discipline.${discipline}`)).join(", ")],
      ]} />
      <Section id="results" title={t("publication.results")}>
        <ResultTable results={publication.results} caption={t("publication.resultsCaption")} />
      </Section>
    </>
  );
}
