"use server";

import { CancelRunDocument, RetryRunDocument } from "@joulemark/client";
import { actOnForm, goTo } from "../../lib/act-on-form.ts";
import type { FormState } from "../../lib/form-state.ts";
import { textOf } from "../../lib/form-state.ts";
import { donePath } from "../../ui/done-notice.tsx";

const pageOf = (run: string): string => `/runs/${encodeURIComponent(run)}`;

export async function cancelRun(previous: FormState, form: FormData): Promise<FormState> {
  const run = textOf(form, "run");
  const { refused } = await actOnForm(CancelRunDocument, { previous, form, variables: { input: { run } }, shown: [], from: pageOf(run) });
  return refused ?? goTo(donePath(pageOf(run), "runCancelled"));
}

export async function retryRun(previous: FormState, form: FormData): Promise<FormState> {
  const run = textOf(form, "run");
  const { refused } = await actOnForm(RetryRunDocument, { previous, form, variables: { input: { run } }, shown: [], from: pageOf(run) });
  return refused ?? goTo(donePath(pageOf(run), "runRetried"));
}
