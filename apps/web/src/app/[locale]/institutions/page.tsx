import type { Metadata } from "next";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalInstitutionsDocument } from "@joulemark/client";
import { InstitutionTable } from "../../../features/institution/institution-table.tsx";
import { RegisterForm } from "../../../features/institution/register-form.tsx";
import { ask } from "../../../lib/api.ts";
import { printCount } from "../../../lib/format.ts";
import { signInPath } from "../../../lib/next-path.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";
import { Section } from "../../../ui/section.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("institutions");
  return { title: t("title") };
}

export default async function InstitutionsPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const t = await getTranslations("institutions");
  const session = await getTranslations("session");
  const locale = await getLocale();
  const query = await searchParams;
  const after = typeof query.after === "string" ? query.after : null;
  const answer = await ask(PortalInstitutionsDocument, { after });
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const data = answer.outcome === "answered" ? answer.data : null;
  const viewer = data?.viewer ?? null;
  const isOperator = viewer?.isAdministrator ?? false;
  const nodes = data?.institutions.nodes ?? [];
  const waiting = data?.waiting.nodes ?? [];
  const roles = viewer && !isOperator ? new Map(viewer.institutions.map(({ slug, role }) => [slug, role])) : null;
  return (
    <>
      <header className="title">
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
      </header>
      {waiting.length > 0 && (
        <Section id="waiting" title={t("waiting")}>
          {!isOperator && <p>{t("waitingOwn")}</p>}
          <InstitutionTable institutions={waiting} caption={t("waitingCaption")} roles={null} />
        </Section>
      )}
      {nodes.length > 0 && data ? (
        <div className="section">
          <InstitutionTable institutions={nodes} caption={t("caption")} roles={roles} />
          <div className="pager">
            <span className="muted">{t("shown", { shown: printCount(nodes.length, locale), total: printCount(data.institutions.totalCount, locale) })}</span>
            {after && <LocalLink to="/institutions">{t("first")}</LocalLink>}
            {data.institutions.pageInfo.hasNextPage && <LocalLink to={`/institutions?after=${encodeURIComponent(data.institutions.pageInfo.endCursor ?? "")}`}>{t("next")}</LocalLink>}
          </div>
        </div>
      ) : (
        <EmptyState title={t("emptyTitle")}><p>{isOperator ? t("emptyOperator") : viewer ? t("emptyPerson") : t("emptyStranger")}</p></EmptyState>
      )}
      {viewer ? <RegisterForm isOperator={isOperator} /> : (
        <Section id="register" title={t("register")}>
          <p>{t("registerSignIn")} <LocalLink to={signInPath("/institutions")}>{session("signIn")}</LocalLink></p>
        </Section>
      )}
    </>
  );
}
