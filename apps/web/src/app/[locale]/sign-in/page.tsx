import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { readReader } from "../../../features/session/read-reader.ts";
import { SignInForm } from "../../../features/session/sign-in-form.tsx";
import { SignInHelp } from "../../../features/session/sign-in-help.tsx";
import { signOut } from "../../../features/session/session-actions.ts";
import { readNextPath } from "../../../lib/next-path.ts";
import { DoneNotice } from "../../../ui/done-notice.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("signIn");
  return { title: t("title") };
}

export default async function SignInPage({ searchParams }: { searchParams: Promise<Record<string, string | string[] | undefined>> }) {
  const t = await getTranslations();
  const query = await searchParams;
  const next = readNextPath(query.next);
  const reader = await readReader();
  return (
    <>
      <header className="title">
        <h1>{t("signIn.title")}</h1>
        {next !== "/" && !reader && <p>{t("signIn.forNext")}</p>}
      </header>
      <DoneNotice done={query.done} />
      {/* The API leads here with ?error= where a one-time link was used before or is too old. */}
      {query.error !== undefined && <div className="notice failed" role="alert"><h2>{t("signIn.linkUsed")}</h2><p>{t("signIn.linkUsedText")}</p></div>}
      {reader ? (
        <div className="form">
          <p>{t("signIn.already", { name: reader.name })}</p>
          <p><LocalLink to={next} className="button">{t("signIn.goOn")}</LocalLink></p>
          <form action={signOut}><button type="submit" className="button">{t("session.signOut")}</button></form>
        </div>
      ) : <SignInForm next={next} />}
      <SignInHelp />
    </>
  );
}
