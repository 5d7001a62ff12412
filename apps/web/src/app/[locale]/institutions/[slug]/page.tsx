import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { PortalInstitutionDocument } from "@joulemark/client";
import { InstitutionApproval } from "../../../../features/institution/institution-approval.tsx";
import { InstitutionFacts } from "../../../../features/institution/institution-facts.tsx";
import { InstitutionMembers } from "../../../../features/institution/institution-members.tsx";
import { InstitutionModels } from "../../../../features/institution/institution-models.tsx";
import { InstitutionProjects } from "../../../../features/institution/institution-projects.tsx";
import { allScopes } from "../../../../features/keys/key-form.tsx";
import { KeySection } from "../../../../features/keys/key-section.tsx";
import { ask } from "../../../../lib/api.ts";
import { requestOrigin } from "../../../../lib/request-origin.ts";
import { DoneNotice } from "../../../../ui/done-notice.tsx";
import { LocalLink } from "../../../../ui/local-link.tsx";
import { ProblemPage } from "../../../../ui/problem-page.tsx";

interface InstitutionPageProps {
  params: Promise<{ slug: string }>;
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

const afterOf = async (query: InstitutionPageProps["searchParams"]): Promise<string | null> => {
  const { after } = await query;
  return typeof after === "string" ? after : null;
};

export async function generateMetadata({ params, searchParams }: InstitutionPageProps): Promise<Metadata> {
  const answer = await ask(PortalInstitutionDocument, { slug: (await params).slug, after: await afterOf(searchParams) });
  const name = answer.outcome === "answered" && answer.data.institution?.name;
  return name ? { title: name } : {};
}

/** An institution: what everybody sees; of its own people, who they are; of its owners, what they manage. */
export default async function InstitutionPage({ params, searchParams }: InstitutionPageProps) {
  const t = await getTranslations();
  const after = await afterOf(searchParams);
  const answer = await ask(PortalInstitutionDocument, { slug: (await params).slug, after });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const institution = answer.outcome === "answered" ? answer.data.institution : null;
  if (!institution) notFound();
  const { name, slug, viewerMay, viewerRole, apiKeys, approvedAt, suspendedAt } = institution;
  const mayManage = viewerMay.includes("MANAGE_MEMBERS");
  const mayMakeKeys = viewerMay.includes("MANAGE_KEYS");
  const seesMembers = mayManage || viewerRole !== null;
  const parts = ["projects", "models", ...(seesMembers ? ["members"] : []), ...(mayManage ? ["invite", "invitations"] : [])] as const;

  return (
    <>
      <header className="title">
        <p className="kind"><LocalLink to="/institutions">{t("institutions.title")}</LocalLink></p>
        <h1>{name}</h1>
        {seesMembers && (
          <nav aria-label={t("institution.contents")}>
            <ul className="contents">
              {parts.map((part) => <li key={part}><a href={`#${part}`}>{t(`institution.${part as "projects"}`)}</a></li>)}
              {mayMakeKeys && <li><a href="#keys">{t("keys.title")}</a></li>}
            </ul>
          </nav>
        )}
      </header>
      <DoneNotice done={(await searchParams).done} />
      {approvedAt === null && <div className="notice"><p>{t("institution.waiting")}</p></div>}
      {suspendedAt !== null && <div className="notice failed"><p>{t("institution.suspended")}</p></div>}
      <InstitutionFacts institution={institution} />
      {viewerMay.includes("APPROVE") && <InstitutionApproval institution={institution} />}
      <InstitutionProjects institution={institution} />
      <InstitutionModels models={institution.models} />
      {seesMembers && <InstitutionMembers institution={institution} after={after} />}
      {mayMakeKeys && <KeySection keys={apiKeys ?? []} institution={{ slug, name }} scopes={allScopes} origin={await requestOrigin()} />}
    </>
  );
}
