import { getTranslations } from "next-intl/server";
import { messages } from "../i18n/messages.ts";
import type { ApiProblem } from "./api.ts";
import type { FormError } from "./form-state.ts";

type Known = keyof typeof messages.en.refusal;
const isKnown = (key: string): key is Known => key in messages.en.refusal;

/** One reason of the API's UserErrors. */
export interface Refusal {
  code: string;
  message: string;
  path?: readonly string[] | null;
}

/**
 * What the API refused, in the reader's language, each at its field where the form shows it.
 * @param shown names of the form's fields
 */
export async function refusalErrors(refusals: readonly Refusal[], shown: readonly string[]): Promise<FormError[]> {
  const t = await getTranslations();
  return refusals.map(({ code, message, path }) => {
    const place = path?.[0] ?? "";
    const key = [`${place}_${code}`, `any_${code}`].find(isKnown);
    return { field: shown.includes(place) ? place : null, ...(key ? { message: t(`refusal.${key}`) } : { message, inEnglish: true }) };
  });
}

/** A fault on the way, as an error of the form: what was entered is kept. */
export async function problemError({ kind, code }: ApiProblem): Promise<FormError> {
  const t = await getTranslations("problem");
  const text = kind === "unreachable" ? `${t("unreachableTitle")}. ${t("unreachableNext")}` : `${t("faultTitle")}. ${t("faultNext")}`;
  return { field: null, message: `${text} (${code})` };
}
