import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { PortalSubmitFromDocument } from "@joulemark/client";
import { readDraft } from "../../../features/submit/draft.ts";
import { answerSubmitForm, estimateForm } from "../../../features/submit/submit-actions.ts";
import { initialValues } from "../../../features/submit/initial-values.ts";
import type { Prefill } from "../../../features/submit/initial-values.ts";
import type { Schema } from "../../../features/submit/json-schema.ts";
import { SubmitForm } from "../../../features/submit/submit-form.tsx";
import { askSources, formFor } from "../../../features/submit/submit-sources.ts";
import { ask } from "../../../lib/api.ts";
import { signInPath } from "../../../lib/next-path.ts";
import { EmptyState } from "../../../ui/empty-state.tsx";
import { LocalLink } from "../../../ui/local-link.tsx";
import { ProblemPage } from "../../../ui/problem-page.tsx";

interface SubmitPageProps {
  searchParams: Promise<Record<string, string | string[] | undefined>>;
}

export async function generateMetadata(): Promise<Metadata> {
  const t = await getTranslations("submit");
  return { title: t("title") };
}

/** What the address fills in; an experiment that is not there fills in nothing. */
async function prefillOf(query: Record<string, string | string[] | undefined>): Promise<Prefill> {
  const one = (name: string): Record<string, string> => (typeof query[name] === "string" ? { [name]: query[name] } : {});
  const draft = typeof query.draft === "string" ? readDraft(query.draft) : null;
  if (draft) return { draft };
  const from = typeof query.from === "string" ? await ask(PortalSubmitFromDocument, { experiment: query.from }) : null;
  const repeated = from?.outcome === "answered" ? from.data.experiment : null;
  return { ...one("project"), ...one("base"), ...one("technique"), ...(repeated ? { repeated: { specification: repeated.specification, project: repeated.project.slug, visibility: repeated.visibility } } : {}) };
}

/** Declares an experiment: a form of the specification's schema. */
export default async function SubmitPage({ searchParams }: SubmitPageProps) {
  const t = await getTranslations("submit");
  const form = await getTranslations("form");
  const estimate = await getTranslations("estimate");
  const query = await searchParams;
  const prefill = await prefillOf(query);
  const answer = await askSources(prefill.draft ?? (prefill.base ? { "specification.base.modelVersion": prefill.base } : versionsIn("specification", prefill.repeated?.specification)));
  if (answer.outcome !== "answered") return <ProblemPage problem={answer.outcome === "failed" ? answer.problem : { kind: "fault", code: "BAD_USER_INPUT" }} />;
  const { viewer } = answer.data;
  const address = `/submit${queryText(query)}`;
  const values = initialValues(answer.data.specificationSchema as Schema, prefill);
  return (
    <>
      <header className="title">
        <h1>{t("title")}</h1>
        <p>{t("intro")}</p>
      </header>
      {viewer && prefill.draft && <div className="notice" role="status"><p>{t("draftBack")}</p></div>}
      {!viewer ? (
        <EmptyState title={t("signInTitle")}>
          <p>{t("signInText")}</p>
          <LocalLink to={signInPath(address)} className="button primary">{t("signIn")}</LocalLink>
        </EmptyState>
      ) : viewer.projects.nodes.length === 0 ? (
        <EmptyState title={t("noProjectTitle")}>
          <p>{t("noProjectText")}</p>
          <LocalLink to="/institutions" className="button primary">{t("noProjectNext")}</LocalLink>
        </EmptyState>
      ) : (
        <SubmitForm
          action={answerSubmitForm}
          estimate={estimateForm}
          initial={await formFor(answer.data, { values, errors: [], attempt: 0, idempotencyKey: crypto.randomUUID(), intent: "", estimate: null })}
          words={{
            label: t("title"), problems: t("problems"), estimateProblems: estimate("problems"), incomplete: estimate("incomplete"),
            estimate: { title: estimate("title"), intro: estimate("intro"), ask: estimate("ask"), asking: estimate("asking"), label: estimate("label") }, show: t("show"), submit: t("submit"), update: t("update"), previewTitle: t("previewTitle"), previewText: t("previewText"),
            copies: [t("asJson"), t("asGraphql"), t("asPython")], copy: form("copy"), copied: form("copied"),
          }}
        />
      )}
    </>
  );
}

/** The registered versions that a specification names, each at its path. */
function versionsIn(path: string, value: unknown): Record<string, string> {
  if (typeof value !== "object" || value === null) return {};
  return Object.assign({}, ...Object.entries(value).map(([key, inner]: [string, unknown]) => (key === "modelVersion" && typeof inner === "string" ? { [`${path}.${key}`]: inner } : versionsIn(`${path}.${key}`, inner)))) as Record<string, string>;
}

function queryText(query: Record<string, string | string[] | undefined>): string {
  const text = new URLSearchParams(Object.entries(query).filter((pair): pair is [string, string] => typeof pair[1] === "string")).toString();
  return text && `?${text}`;
}
