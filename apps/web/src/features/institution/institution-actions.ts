"use server";

import {
  ApproveInstitutionDocument, ChangeMemberRoleDocument, CreateProjectDocument, InviteMemberDocument, RegisterInstitutionDocument, RemoveMemberDocument, RevokeInvitationDocument,
  SuspendInstitutionDocument,
} from "@joulemark/client";
import type { InstitutionType, Role } from "@joulemark/client";
import { revalidatePath } from "next/cache";
import { actOnForm, goTo } from "../../lib/act-on-form.ts";
import type { FormState } from "../../lib/form-state.ts";
import { issuedForm, textOf } from "../../lib/form-state.ts";
import type { Done } from "../../ui/done-notice.tsx";
import { donePath } from "../../ui/done-notice.tsx";

const pageOf = (institution: string): string => `/institutions/${encodeURIComponent(institution)}`;
const doneAt = (institution: string, done: Done): Promise<never> => goTo(donePath(pageOf(institution), done));

/** Applies for an institution; the operator's takes part at once. */
export async function registerInstitution(previous: FormState, form: FormData): Promise<FormState> {
  const input = { name: textOf(form, "name"), slug: textOf(form, "slug"), type: textOf(form, "type") as InstitutionType, gridZone: textOf(form, "gridZone") || null };
  const { success, refused } = await actOnForm(RegisterInstitutionDocument, { previous, form, variables: { input }, shown: ["name", "slug", "type", "gridZone"], from: "/institutions" });
  return refused ?? doneAt(success.institution.slug, success.institution.approvedAt ? "made" : "registered");
}

export async function approveInstitution(previous: FormState, form: FormData): Promise<FormState> {
  const institution = textOf(form, "institution");
  const { refused } = await actOnForm(ApproveInstitutionDocument, { previous, form, variables: { input: { institution } }, shown: [], from: pageOf(institution) });
  return refused ?? doneAt(institution, "approved");
}

export async function suspendInstitution(previous: FormState, form: FormData): Promise<FormState> {
  const institution = textOf(form, "institution");
  const { refused } = await actOnForm(SuspendInstitutionDocument, { previous, form, variables: { input: { institution, reason: textOf(form, "reason") } }, shown: ["reason"], from: pageOf(institution) });
  return refused ?? doneAt(institution, "suspended");
}

/** Invites a person. Where no mail was sent the address is in the answer to the form, and nowhere else. */
export async function inviteMember(previous: FormState, form: FormData): Promise<FormState> {
  const institution = textOf(form, "institution");
  const email = textOf(form, "email");
  const { success, refused } = await actOnForm(InviteMemberDocument, { previous, form, variables: { input: { institution, email, role: textOf(form, "role") as Role } }, shown: ["email", "role"], from: pageOf(institution) });
  if (refused) return refused;
  revalidatePath("/", "layout");
  return issuedForm(previous, { secret: success.url ?? null, subject: email });
}

export async function revokeInvitation(previous: FormState, form: FormData): Promise<FormState> {
  const institution = textOf(form, "institution");
  const { refused } = await actOnForm(RevokeInvitationDocument, { previous, form, variables: { input: { invitation: textOf(form, "invitation") } }, shown: [], from: pageOf(institution) });
  return refused ?? doneAt(institution, "invitationRevoked");
}

export async function changeMemberRole(previous: FormState, form: FormData): Promise<FormState> {
  const institution = textOf(form, "institution");
  const input = { institution, member: textOf(form, "member"), role: textOf(form, "role") as Role };
  const { refused } = await actOnForm(ChangeMemberRoleDocument, { previous, form, variables: { input }, shown: ["role"], from: pageOf(institution) });
  return refused ?? doneAt(institution, "roleChanged");
}

export async function removeMember(previous: FormState, form: FormData): Promise<FormState> {
  const institution = textOf(form, "institution");
  const { refused } = await actOnForm(RemoveMemberDocument, { previous, form, variables: { input: { institution, member: textOf(form, "member") } }, shown: [], from: pageOf(institution) });
  return refused ?? doneAt(institution, "memberRemoved");
}

/** Opens a project led by the institution. */
export async function createProject(previous: FormState, form: FormData): Promise<FormState> {
  const institution = textOf(form, "institution");
  const input = { name: textOf(form, "name"), slug: textOf(form, "slug"), institutions: [institution], demo: false };
  const { success, refused } = await actOnForm(CreateProjectDocument, { previous, form, variables: { input }, shown: ["name", "slug"], from: pageOf(institution) });
  return refused ?? goTo(donePath(`/projects/${success.project.slug}`, "projectOpened"));
}
