"use server";

import { PublishDocument } from "@joulemark/client";
import type { Discipline } from "@joulemark/client";
import { actOnForm, goTo } from "../../lib/act-on-form.ts";
import type { FormState } from "../../lib/form-state.ts";
import { textOf } from "../../lib/form-state.ts";
import { donePath } from "../../ui/done-notice.tsx";
import { linesOf } from "./lines-of.ts";

/** Publishes one draft, and leads to the publication. */
export async function publishResult(previous: FormState, form: FormData): Promise<FormState> {
  const result = textOf(form, "result");
  const input = { results: [result], title: textOf(form, "title"), abstract: textOf(form, "abstract") || null, authors: linesOf(textOf(form, "authors")), disciplines: form.getAll("disciplines") as Discipline[] };
  const { success, refused } = await actOnForm(PublishDocument, { previous, form, variables: { input }, shown: ["title", "abstract", "authors", "disciplines"], from: `/results/${encodeURIComponent(result)}` });
  return refused ?? goTo(donePath(`/publications/${encodeURIComponent(success.publication.id)}`, "published"));
}
