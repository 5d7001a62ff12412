"use server";

import { getTranslations } from "next-intl/server";
import { goTo } from "../../lib/act-on-form.ts";
import { requestAuth } from "../../lib/auth-request.ts";
import type { AuthAnswer } from "../../lib/auth-request.ts";
import type { FormError, FormState } from "../../lib/form-state.ts";
import { refusedForm, textOf } from "../../lib/form-state.ts";
import { readNextPath } from "../../lib/next-path.ts";
import { problemError } from "../../lib/refusal-text.ts";
import { donePath } from "../../ui/done-notice.tsx";

/** Signs in with address and password, and goes on to where the reader wanted. */
export async function signIn(previous: FormState, form: FormData): Promise<FormState> {
  const answer = await requestAuth("sign-in/email", { email: textOf(form, "email"), password: textOf(form, "password") });
  if (answer.outcome !== "done") return refusedForm(previous, form, [await signInError(answer)]);
  return goTo(readNextPath(form.get("next")));
}

async function signInError(answer: Exclude<AuthAnswer, { outcome: "done" }>): Promise<FormError> {
  const t = await getTranslations("signIn");
  if (answer.outcome === "failed") return problemError(answer.problem);
  // 400: what was typed is no e-mail address, which is nobody's either.
  if (answer.status === 401 || answer.status === 400) return { field: "password", message: t("wrong") };
  return { field: null, message: answer.status === 429 ? t("tooMany") : t("refused", { code: answer.code }) };
}

/** Ends the session. Where the API does not answer it goes on, and the account's page says what is wrong. */
export async function signOut(): Promise<void> {
  const answer = await requestAuth("sign-out", {});
  await goTo(answer.outcome === "done" ? donePath("/sign-in", "signedOut") : "/account");
}

/** Sets the password of whoever holds the link's token. */
export async function resetPassword(previous: FormState, form: FormData): Promise<FormState> {
  const answer = await requestAuth("reset-password", { token: textOf(form, "token"), newPassword: textOf(form, "newPassword") });
  if (answer.outcome === "done") return goTo(donePath("/sign-in", "passwordReset"));
  return refusedForm(previous, form, [await passwordError(answer)]);
}

/** Changes one's own password; the other sessions end with it. */
export async function changePassword(previous: FormState, form: FormData): Promise<FormState> {
  const answer = await requestAuth("change-password", { currentPassword: textOf(form, "currentPassword"), newPassword: textOf(form, "newPassword"), revokeOtherSessions: true });
  if (answer.outcome === "done") return goTo(donePath("/account", "passwordChanged"));
  return refusedForm(previous, form, [await passwordError(answer)]);
}

async function passwordError(answer: Exclude<AuthAnswer, { outcome: "done" }>): Promise<FormError> {
  const t = await getTranslations();
  if (answer.outcome === "failed") return problemError(answer.problem);
  const { code } = answer;
  if (code === "PASSWORD_TOO_SHORT" || code === "PASSWORD_TOO_LONG") return { field: "newPassword", message: t("password.length") };
  if (code === "INVALID_PASSWORD") return { field: "currentPassword", message: t("password.wrong") };
  if (code === "CREDENTIAL_ACCOUNT_NOT_FOUND") return { field: null, message: t("password.none") };
  if (code === "INVALID_TOKEN" || code === "USER_NOT_FOUND") return { field: null, message: t("reset.invalid") };
  return { field: null, message: t("signIn.refused", { code }) };
}
