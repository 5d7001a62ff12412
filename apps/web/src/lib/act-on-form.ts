import { revalidatePath } from "next/cache";
import { redirect } from "next/navigation";
import { getLocale } from "next-intl/server";
import type { TypedDocumentNode } from "@graphql-typed-document-node/core";
import { localPath } from "../i18n/path.ts";
import { act } from "./api.ts";
import type { FormState } from "./form-state.ts";
import { refusedForm } from "./form-state.ts";
import { signInPath } from "./next-path.ts";
import type { Refusal } from "./refusal-text.ts";
import { problemError, refusalErrors } from "./refusal-text.ts";

interface FormTurn<Variables> {
  previous: FormState;
  form: FormData;
  variables: Variables;
  /** Fields the form shows: a refusal of another one stands above the form. */
  shown: readonly string[];
  /** Path of the page the form is on, to come back to after signing in. */
  from: string;
}

type Outcome = { __typename: string };
type Success<Data> = Exclude<Data[keyof Data], { __typename: "UserErrors" }>;

/** Sends a form's mutation: its success, or the form with what is wrong. Who is not signed in any more is led to do so. */
export async function actOnForm<Data extends Record<string, unknown>, Variables extends Record<string, unknown>>(
  document: TypedDocumentNode<Data, Variables>, { previous, form, variables, shown, from }: FormTurn<Variables>,
): Promise<{ success: Success<Data>; refused: null } | { success: null; refused: FormState }> {
  const answer = await act(document, variables);
  if (answer.outcome === "failed") {
    if (answer.problem.code === "UNAUTHENTICATED") await goTo(signInPath(from));
    return { success: null, refused: refusedForm(previous, form, [await problemError(answer.problem)]) };
  }
  const result = Object.values(answer.data).find((value): value is Outcome => typeof value === "object" && value !== null && "__typename" in value);
  if (isRefused(result)) return { success: null, refused: refusedForm(previous, form, await refusalErrors(result.errors, shown)) };
  return { success: result as Success<Data>, refused: null };
}

const isRefused = (result: Outcome | undefined): result is { __typename: "UserErrors"; errors: Refusal[] } => result?.__typename === "UserErrors";

/** Ends an action: everything is read anew, and the reader comes to a path of ours in their language. */
export async function goTo(path: string): Promise<never> {
  revalidatePath("/", "layout");
  redirect(localPath(path, await getLocale()));
}
