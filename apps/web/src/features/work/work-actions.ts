"use server";

import { CancelRunDocument, ChangeVisibilityDocument, PortalExperimentDocument, RetryRunDocument } from "@joulemark/client";
import type { Action, Visibility } from "@joulemark/client";
import { actOnForm, goTo } from "../../lib/act-on-form.ts";
import { act } from "../../lib/api.ts";
import type { FormState } from "../../lib/form-state.ts";
import { refusedForm, textOf } from "../../lib/form-state.ts";
import { readNextPath } from "../../lib/next-path.ts";
import { problemError } from "../../lib/refusal-text.ts";
import { donePath } from "../../ui/done-notice.tsx";

export async function changeVisibility(previous: FormState, form: FormData): Promise<FormState> {
  const page = readNextPath(textOf(form, "page"));
  const input = { id: textOf(form, "id"), visibility: textOf(form, "visibility") as Visibility };
  const { refused } = await actOnForm(ChangeVisibilityDocument, { previous, form, variables: { input }, shown: ["visibility"], from: page });
  return refused ?? goTo(donePath(page, "visibilityChanged"));
}

/** Cancels every run of an experiment that still goes on. */
export async function cancelAll(previous: FormState, form: FormData): Promise<FormState> {
  return onEach("CANCEL", previous, form);
}

/** Queues every run of an experiment again that failed or was cancelled. */
export async function retryAll(previous: FormState, form: FormData): Promise<FormState> {
  return onEach("RETRY", previous, form);
}

async function onEach(action: Extract<Action, "CANCEL" | "RETRY">, previous: FormState, form: FormData): Promise<FormState> {
  const experiment = textOf(form, "experiment");
  const page = `/experiments/${encodeURIComponent(experiment)}`;
  const answer = await act(PortalExperimentDocument, { id: experiment });
  if (answer.outcome === "failed") return refusedForm(previous, form, [await problemError(answer.problem)]);
  const runs = answer.data.experiment?.runs.nodes.filter(({ viewerMay }) => viewerMay.includes(action)) ?? [];
  for (const { id } of runs) {
    const turn = { previous, form, variables: { input: { run: id } }, shown: [], from: page };
    const { refused } = await (action === "CANCEL" ? actOnForm(CancelRunDocument, turn) : actOnForm(RetryRunDocument, turn));
    // One that ended meanwhile is no reason to leave the others as they are; a refusal for all of them is told.
    if (refused && runs.length === 1) return refused;
  }
  return goTo(donePath(page, action === "CANCEL" ? "allCancelled" : "allRetried"));
}
