"use server";

import { CreateApiKeyDocument, RevokeApiKeyDocument } from "@joulemark/client";
import { revalidatePath } from "next/cache";
import { actOnForm, goTo } from "../../lib/act-on-form.ts";
import type { FormState } from "../../lib/form-state.ts";
import { issuedForm, textOf } from "../../lib/form-state.ts";
import { donePath } from "../../ui/done-notice.tsx";

/** Page of the keys of an institution; of none: of one's own. */
const pageOf = (institution: string): string => (institution ? `/institutions/${encodeURIComponent(institution)}` : "/account");

/** Makes a key. It is in the answer to the form, and nowhere else: not in an address, a cookie or a log. */
export async function createKey(previous: FormState, form: FormData): Promise<FormState> {
  const institution = textOf(form, "institution");
  const name = textOf(form, "name");
  const days = textOf(form, "expiresInDays");
  const input = { institution: institution || null, name, scopes: form.getAll("scopes").filter((scope) => typeof scope === "string"), expiresInDays: days === "" ? null : Number(days) };
  const { success, refused } = await actOnForm(CreateApiKeyDocument, { previous, form, variables: { input }, shown: ["name", "scopes", "expiresInDays"], from: pageOf(institution) });
  if (refused) return refused;
  revalidatePath("/", "layout");
  return issuedForm(previous, { secret: success.key, subject: name });
}

export async function revokeKey(previous: FormState, form: FormData): Promise<FormState> {
  const page = pageOf(textOf(form, "institution"));
  const { refused } = await actOnForm(RevokeApiKeyDocument, { previous, form, variables: { input: { id: textOf(form, "id"), installationKey: form.has("installationKey") } }, shown: ["installationKey"], from: page });
  return refused ?? goTo(donePath(page, "keyRevoked"));
}
