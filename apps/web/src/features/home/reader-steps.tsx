import { getTranslations } from "next-intl/server";
import { PortalReaderDocument } from "@joulemark/client";
import { ask } from "../../lib/api.ts";
import { LocalLink } from "../../ui/local-link.tsx";
import { readReader } from "../session/read-reader.ts";

/** What a person who has signed in can do next: publish drafts, submit, or get the role for it. */
export async function ReaderSteps() {
  if (!(await readReader())) return null;
  const answer = await ask(PortalReaderDocument, {});
  if (answer.outcome !== "answered" || !answer.data.viewer) return null;
  const t = await getTranslations("home");
  const drafts = answer.data.results.nodes.filter(({ viewerMay }) => viewerMay.includes("PUBLISH"));
  return (
    <section className="notice done" aria-label={t("signedTitle")}>
      <h2>{t("signedTitle")}</h2>
      <ul className="plain">
        {drafts.map(({ id, experiment }) => <li key={id}><LocalLink to={`/results/${id}#publish`}>{t("draft", { name: experiment.name })}</LocalLink></li>)}
        <li>{answer.data.viewer.projects.totalCount > 0 ? <LocalLink to="/submit">{t("submitNext")}</LocalLink> : <LocalLink to="/institutions">{t("joinNext")}</LocalLink>}</li>
      </ul>
    </section>
  );
}
