import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PortalProjectDocument } from "@joulemark/client";
import { ProjectExperiments } from "../../../../features/project/project-experiments.tsx";
import { ProjectInstitutions } from "../../../../features/project/project-institutions.tsx";
import { ProjectInvite } from "../../../../features/project/project-invite.tsx";
import { ProjectVisibility } from "../../../../features/project/project-visibility.tsx";
import { ask } from "../../../../lib/api.ts";
import { DoneNotice } from "../../../../ui/done-notice.tsx";
import { LocalLink } from "../../../../ui/local-link.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";
import { Section } from "../../../../ui/section.tsx";

interface ProjectPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata({ params }: ProjectPageProps): Promise<Metadata> {
  const answer = await ask(PortalProjectDocument, { slug: (await params).slug });
  const name = answer.outcome === "answered" && answer.data.project?.name;
  return name ? { title: name } : {};
}

/** A project: who works in it, what was submitted, who sees it. */
export default async function ProjectPage({ params, searchParams }: ProjectPageProps) {
  const t = await getTranslations("project");
  const answer = await ask(PortalProjectDocument, { slug: (await params).slug });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const project = answer.outcome === "answered" ? answer.data.project : null;
  if (!project || answer.outcome !== "answered") notFound();
  const may = new Set(project.viewerMay);
  return (
    <>
      <header className="title">
        <p className="kind">{t("kind")}</p>
        <h1>{project.name}</h1>
        {may.has("SUBMIT") && <p><LocalLink to={`/submit?project=${encodeURIComponent(project.slug)}`} className="button primary">{t("submit")}</LocalLink></p>}
      </header>
      <DoneNotice done={(await searchParams).done} />
      <Section id="experiments" title={t("experiments")}>
        {project.experiments.nodes.length > 0 ? <ProjectExperiments experiments={project.experiments} /> : <p className="muted">{may.has("SUBMIT") ? t("noExperimentsSubmit") : t("noExperiments")}</p>}
      </Section>
      <Section id="institutions" title={t("institutions")}>
        <ProjectInstitutions project={project} />
        {may.has("INVITE_INSTITUTIONS") && <ProjectInvite project={project} institutions={answer.data.institutions.nodes} />}
      </Section>
      <ProjectVisibility project={project} />
    </>
  );
}
