"use server";

import { ChangeVisibilityDocument, InviteToProjectDocument, JoinProjectDocument, LeaveProjectDocument } from "@joulemark/client";
import type { Visibility } from "@joulemark/client";
import { actOnForm, goTo } from "../../lib/act-on-form.ts";
import type { FormState } from "../../lib/form-state.ts";
import { textOf } from "../../lib/form-state.ts";
import { donePath } from "../../ui/done-notice.tsx";

const placeOf = (form: FormData) => ({ project: textOf(form, "project"), institution: textOf(form, "institution") });
const pageOf = (project: string): string => `/projects/${encodeURIComponent(project)}`;

export async function inviteToProject(previous: FormState, form: FormData): Promise<FormState> {
  const input = placeOf(form);
  const { refused } = await actOnForm(InviteToProjectDocument, { previous, form, variables: { input }, shown: ["institution"], from: pageOf(input.project) });
  return refused ?? goTo(donePath(pageOf(input.project), "institutionInvited"));
}

export async function joinProject(previous: FormState, form: FormData): Promise<FormState> {
  const input = placeOf(form);
  const { refused } = await actOnForm(JoinProjectDocument, { previous, form, variables: { input }, shown: [], from: pageOf(input.project) });
  return refused ?? goTo(donePath(pageOf(input.project), "joined"));
}

/** Ends an institution's part, or declines for it. Who may not see the project then comes to the institution's page. */
export async function leaveProject(previous: FormState, form: FormData): Promise<FormState> {
  const input = placeOf(form);
  const { refused } = await actOnForm(LeaveProjectDocument, { previous, form, variables: { input }, shown: [], from: pageOf(input.project) });
  const stays = textOf(form, "stays") === "yes";
  return refused ?? goTo(donePath(stays ? pageOf(input.project) : `/institutions/${encodeURIComponent(input.institution)}`, "left"));
}

export async function changeProjectVisibility(previous: FormState, form: FormData): Promise<FormState> {
  const page = pageOf(textOf(form, "project"));
  const input = { id: textOf(form, "id"), visibility: textOf(form, "visibility") as Visibility };
  const { refused } = await actOnForm(ChangeVisibilityDocument, { previous, form, variables: { input }, shown: ["visibility"], from: page });
  return refused ?? goTo(donePath(page, "visibilityChanged"));
}
