"use server";

import { AcceptInvitationDocument } from "@joulemark/client";
import { actOnForm, goTo } from "../../lib/act-on-form.ts";
import { requestAuth } from "../../lib/auth-request.ts";
import type { FormState } from "../../lib/form-state.ts";
import { textOf } from "../../lib/form-state.ts";
import { signInPath } from "../../lib/next-path.ts";
import { donePath } from "../../ui/done-notice.tsx";

/** Accepts an invitation as who is signed in, or makes an account with the name and password given and signs in with it. */
export async function acceptInvitation(previous: FormState, form: FormData): Promise<FormState> {
  const token = textOf(form, "token");
  const isNew = form.has("password");
  const password = textOf(form, "password");
  const { success, refused } = await actOnForm(AcceptInvitationDocument, {
    previous, form, variables: { input: { token, ...(isNew ? { name: textOf(form, "name"), password } : {}) } }, shown: isNew ? ["name", "password"] : [], from: `/invitations/${token}`,
  });
  if (refused) return refused;
  const page = donePath(`/institutions/${success.institution.slug}`, "welcome");
  if (!success.accountCreated) return goTo(page);
  const signedIn = await requestAuth("sign-in/email", { email: success.email, password });
  // The account is made whatever becomes of the session.
  return goTo(signedIn.outcome === "done" ? page : signInPath(page));
}
