"use server";

import { getLocale, getTranslations } from "next-intl/server";
import { PortalSpecificationSchemaDocument, PortalSubmitExperimentDocument } from "@joulemark/client";
import type { Visibility } from "@joulemark/client";
import { goTo } from "../../lib/act-on-form.ts";
import { act, ask } from "../../lib/api.ts";
import type { FormError } from "../../lib/form-state.ts";
import { textOf } from "../../lib/form-state.ts";
import { signInPath } from "../../lib/next-path.ts";
import type { Refusal } from "../../lib/refusal-text.ts";
import { problemError, refusalErrors } from "../../lib/refusal-text.ts";
import { donePath } from "../../ui/done-notice.tsx";
import { askEstimate } from "./ask-estimate.ts";
import { changeValues } from "./change-values.ts";
import { writeDraft } from "./draft.ts";
import type { EstimateView } from "./estimate-view.ts";
import { explainRefusal } from "./explain-refusal.ts";
import { specificationOf } from "./form-specification.ts";
import type { FormView } from "./form-view.ts";
import type { Schema } from "./json-schema.ts";
import { askSources, formFor } from "./submit-sources.ts";
import { submitWords } from "./submit-words.ts";
import type { LiveEstimate } from "./use-live-estimate.ts";
import type { FormValues } from "./write-values.ts";

const asked = new Set(["intent", "idempotencyKey"]);
const enteredIn = (form: FormData): FormValues => Object.fromEntries([...form].filter((pair): pair is [string, string] => typeof pair[1] === "string" && !pair[0].startsWith("$") && !asked.has(pair[0])));

/** What the form's experiment would take as it stands. Asked while it is filled in, so nothing is said of what is wrong. */
export async function estimateForm(form: FormData): Promise<LiveEstimate> {
  const sources = await ask(PortalSpecificationSchemaDocument, {});
  if (sources.outcome !== "answered") return undefined;
  const answer = await askEstimate(sources.data.specificationSchema as Schema, enteredIn(form));
  if (answer.outcome === "failed") return undefined;
  return answer.outcome === "estimated" ? answer.estimate : null;
}

/** Answers a button of the form: submits, or gives the form as the button changes it. */
export async function answerSubmitForm(previous: FormView | null, form: FormData): Promise<FormView | null> {
  const intent = textOf(form, "intent");
  const idempotencyKey = textOf(form, "idempotencyKey") || crypto.randomUUID();
  const values = changeValues(enteredIn(form), intent);
  const attempt = (previous?.attempt ?? 0) + 1;
  const sources = await askSources(values);
  if (sources.outcome !== "answered") return previous; // the page around says what is wrong with the API
  const shown = (errors: FormError[], { key = idempotencyKey, estimate = null as EstimateView | null } = {}): Promise<FormView> => formFor(sources.data, { values, errors, attempt, idempotencyKey: key, intent, estimate });
  if (!sources.data.viewer) {
    // The session has ended: to signing in, and back with what was entered.
    const draft = writeDraft(values);
    return draft === null ? shown([{ field: null, message: (await getTranslations("submit"))("signedOut") }]) : goTo(signInPath(`/submit?draft=${draft}`));
  }
  const schema = sources.data.specificationSchema as Schema;
  if (intent === "estimate") {
    const asked = await askEstimate(schema, values);
    if (asked.outcome === "estimated") return shown([], { estimate: asked.estimate });
    return shown(asked.outcome === "failed" ? [await problemError(asked.problem)] : await errorsOf(asked.refusals, schema, values));
  }
  if (intent !== "submit") return shown([]);

  const answer = await act(PortalSubmitExperimentDocument, {
    input: { project: values.project ?? "", idempotencyKey, specification: specificationOf(schema, values), visibility: (values.visibility || null) as Visibility | null },
  });
  if (answer.outcome === "failed") return shown([await problemError(answer.problem)]);
  const result = answer.data.submitExperiment;
  if (result.__typename === "SubmitExperimentSuccess") return goTo(donePath(`/experiments/${result.experiment.id}`, "submitted"));
  const isRepeated = result.errors.some(({ code }) => code === "IDEMPOTENCY_CONFLICT");
  return shown(await errorsOf(result.errors, schema, values), { key: isRepeated ? crypto.randomUUID() : idempotencyKey });
}

async function errorsOf(refusals: readonly Refusal[], schema: Schema, values: FormValues): Promise<FormError[]> {
  const t = await getTranslations("submit");
  const words = submitWords(t, await getLocale());
  const errors = await Promise.all(refusals.map(async (refusal): Promise<FormError[]> => {
    const path = refusal.path ?? [];
    if (refusal.code === "IDEMPOTENCY_CONFLICT") return [{ field: null, message: t("submittedBefore") }];
    if (path[0] === "project" && !values.project) return [{ field: "project", message: words.wrong("missing") }];
    if (refusal.code === "INVALID_INPUT" && path[0] === "specification") return [{ field: path.join("."), ...explainRefusal(schema, { path, message: refusal.message }, values, words) }];
    const [told] = await refusalErrors([refusal], [...path]);
    return told ? [{ ...told, field: path.length > 0 ? path.join(".") : null }] : [];
  }));
  // The same words twice at one place say nothing more.
  return errors.flat().filter((error, index, all) => all.findIndex((other) => other.field === error.field && other.message === error.message) === index);
}
