import { getLocale, getTranslations } from "next-intl/server";
import { PortalSubmitDocument } from "@joulemark/client";
import type { PortalSubmitQuery, PortalVersionNameFragment } from "@joulemark/client";
import { messages } from "../../i18n/messages.ts";
import type { Answer } from "../../lib/api.ts";
import { ask } from "../../lib/api.ts";
import { printCount } from "../../lib/format.ts";
import { requestOrigin } from "../../lib/request-origin.ts";
import { buildForm } from "./build-form.ts";
import type { FormRequest } from "./build-form.ts";
import type { FormView } from "./form-view.ts";
import type { Schema } from "./json-schema.ts";
import { submitLabels } from "./submit-labels.ts";
import { submitWords } from "./submit-words.ts";
import type { FormValues } from "./write-values.ts";

/** A base, and the further teachers of ten steps. */
const mostChosen = 161;

/** What the form is made from: the schema, the reader's projects, versions that match what was searched for. */
export async function askSources(values: FormValues): Promise<Answer<PortalSubmitQuery>> {
  const chosen = versionsIn(values);
  const search = values.search?.trim() || null;
  const answer = await ask(PortalSubmitDocument, { search, chosen });
  // An id of the address that names nothing: the form is there all the same, and the API refuses the id at its field.
  return answer.outcome === "unreadable" && chosen.length > 0 ? ask(PortalSubmitDocument, { search, chosen: [] }) : answer;
}

/** Registered versions that were chosen: the base, and what steps name; no more than an experiment may. */
const versionsIn = (values: FormValues): string[] => [...new Set(Object.entries(values).flatMap(([name, value]) => (/^specification\..*\bmodelVersion$/.test(name) && value.trim() ? [value.trim()] : [])))].slice(0, mostChosen);

/** The form for these values, in the reader's language. */
export async function formFor(data: PortalSubmitQuery, { values, errors, attempt, idempotencyKey, intent, estimate }: Pick<FormRequest, "values" | "errors" | "attempt" | "idempotencyKey" | "intent" | "estimate">): Promise<FormView> {
  const locale = await getLocale();
  const t = await getTranslations("submit");
  const all = await getTranslations();
  const named = (version: PortalVersionNameFragment): { value: string; text: string } => ({
    value: version.id, text: t("version", { model: version.model.name, label: version.label, institution: version.model.institution.name, count: printCount(version.parameterCount, locale) }),
  });
  const found = data.models.nodes.flatMap(({ id, name, institution, versions }) => versions.nodes.map((version) => ({ ...version, model: { id, name, institution } }))).filter(({ state }) => state === "READY");
  const chosen = data.nodes.filter((node) => node?.__typename === "ModelVersion").filter(({ id }) => !found.some((version) => version.id === id));
  return buildForm({
    sources: {
      schema: data.specificationSchema as Schema,
      // Of who is not signed in any more, what was chosen stays chosen.
      projects: data.viewer ? data.viewer.projects.nodes.map(({ slug, name }) => ({ value: slug, text: name })) : values.project ? [{ value: values.project, text: values.project }] : [],
      visibilities: (["PRIVATE", "PROJECT", "CONSORTIUM", "PUBLIC"] as const).map((value) => ({ value, text: `${all(`visibility.${value}`)} – ${all(`visibilityMeaning.${value}`)}` })),
      versions: [...chosen, ...found].map(named),
      versionCount: { shown: found.length, total: data.models.totalCount },
    },
    values, errors, attempt, idempotencyKey, intent, estimate, locale,
    origin: await requestOrigin(),
    words: submitWords(t, locale),
    labels: submitLabels(t),
    techniqueName: (id, title) => (id in messages.en.technique ? `${all(`technique.${id as keyof typeof messages.en.technique}`)} (${id})` : `${title ?? ""} (${id})`.trim()),
  });
}
