"use server";

import { CreatePasswordResetLinkDocument } from "@joulemark/client";
import { actOnForm } from "../../lib/act-on-form.ts";
import type { FormState } from "../../lib/form-state.ts";
import { issuedForm, textOf } from "../../lib/form-state.ts";

/** Makes a link by which somebody chooses a new password; the operator's to hand on. */
export async function createResetLink(previous: FormState, form: FormData): Promise<FormState> {
  const email = textOf(form, "email");
  const { success, refused } = await actOnForm(CreatePasswordResetLinkDocument, { previous, form, variables: { input: { email } }, shown: ["email"], from: "/account" });
  return refused ?? issuedForm(previous, { secret: success.url, subject: email });
}
