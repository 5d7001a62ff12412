import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getLocale, getTranslations } from "next-intl/server";
import { PortalAccountDocument } from "@joulemark/client";
import { AccountInstitutions } from "../../../features/account/account-institutions.tsx";
import { HelpForm } from "../../../features/account/help-form.tsx";
import { PasswordForm } from "../../../features/account/password-form.tsx";
import { allScopes } from "../../../features/keys/key-form.tsx";
import { KeySection } from "../../../features/keys/key-section.tsx";
import { localPath } from "../../../i18n/path.ts";
import { ask } from "../../../lib/api.ts";
import { signInPath } from "../../../lib/next-path.ts";
import { requestOrigin } from "../../../lib/request-origin.ts";
import { DoneNotice } from "../../../ui/done-notice.tsx";
import { Facts } from "../../../ui/facts.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";
import { Section } from "../../../ui/section.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("account");
  return { title: t("title") };
}

/** Who the reader is here: profile, institutions, password, keys of their own. */
export default async function AccountPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const t = await getTranslations("account");
  const answer = await ask(PortalAccountDocument, {});
  if (answer.outcome === "failed") return <ProblemPage problem={answer.problem} />;
  const viewer = answer.outcome === "answered" ? answer.data.viewer : null;
  if (!viewer) redirect(localPath(signInPath("/account"), await getLocale()));
  const { name, email, isAdministrator } = viewer;
  // The operator's own keys are workers', which serve every institution; a person's are for all but that.
  const scopes = allScopes.filter((scope) => (scope === "run:execute") === isAdministrator);
  return (
    <>
      <header className="title"><h1>{t("title")}</h1></header>
      <DoneNotice done={(await searchParams).done} />
      <Section id="profile" title={t("profile")}>
        <Facts facts={[[t("name"), name], email ? [t("email"), email] : null, isAdministrator ? [t("rights"), t("operator")] : null]} />
      </Section>
      <AccountInstitutions viewer={viewer} />
      <PasswordForm email={email} />
      {isAdministrator && <HelpForm />}
      <KeySection keys={viewer.apiKeys} institution={null} scopes={scopes} origin={await requestOrigin()} />
    </>
  );
}
