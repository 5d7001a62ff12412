import { createApiKey, revokeApiKey } from "../../domain/api-keys.ts";
import { encodeGlobalId } from "../../domain/global-id.ts";
import { approveInstitution, createInstitution, registerInstitution, suspendInstitution } from "../../domain/institutions.ts";
import { acceptInvitation, inviteMember, revokeInvitation } from "../../domain/invitations.ts";
import { changeMemberRole, removeMember } from "../../domain/members.ts";
import { createPasswordResetLink, createSignInLink } from "../../domain/sign-in.ts";
import { builder } from "../builder.ts";
import { asResult, resultUnion } from "../result-union.ts";
import { Invitation } from "./invitation.ts";
import { InstitutionType, Role } from "./vocabulary.ts";

const OF = { required: true, description: "Slug." } as const;
const RegisterInstitutionInput = builder.inputType("RegisterInstitutionInput", {
  fields: (t) => ({ slug: t.string({ required: true }), name: t.string({ required: true }), type: t.field({ type: InstitutionType, required: true }), gridZone: t.string() }),
});
const CreateInstitutionInput = builder.inputType("CreateInstitutionInput", {
  fields: (t) => ({ slug: t.string({ required: true }), name: t.string({ required: true }), type: t.field({ type: InstitutionType, required: true }), gridZone: t.string(), demo: t.boolean({ required: true, defaultValue: false }) }),
});
const ApproveInstitutionInput = builder.inputType("ApproveInstitutionInput", { fields: (t) => ({ institution: t.string(OF) }) });
const SuspendInstitutionInput = builder.inputType("SuspendInstitutionInput", { fields: (t) => ({ institution: t.string(OF), reason: t.string({ required: true }) }) });
const InviteMemberInput = builder.inputType("InviteMemberInput", { fields: (t) => ({ institution: t.string(OF), email: t.string({ required: true }), role: t.field({ type: Role, required: true }) }) });
const RevokeInvitationInput = builder.inputType("RevokeInvitationInput", { fields: (t) => ({ invitation: t.id({ required: true }) }) });
const AcceptInvitationInput = builder.inputType("AcceptInvitationInput", {
  description: "name and password: of a new person only.",
  fields: (t) => ({ token: t.string({ required: true }), name: t.string(), password: t.string() }),
});
const ChangeMemberRoleInput = builder.inputType("ChangeMemberRoleInput", { fields: (t) => ({ institution: t.string(OF), member: t.id({ required: true }), role: t.field({ type: Role, required: true }) }) });
const RemoveMemberInput = builder.inputType("RemoveMemberInput", { fields: (t) => ({ institution: t.string(OF), member: t.id({ required: true }) }) });
const CreateApiKeyInput = builder.inputType("CreateApiKeyInput", {
  fields: (t) => ({
    institution: t.string({ description: "Slug; null: one's own." }),
    name: t.string({ required: true }),
    scopes: t.stringList({ required: true, description: "Of read, submit, result:publish, run:execute." }),
    expiresInDays: t.int({ description: "1 to 3650; null: it does not expire." }),
  }),
});
const RevokeApiKeyInput = builder.inputType("RevokeApiKeyInput", {
  fields: (t) => ({ id: t.id({ required: true }), installationKey: t.boolean({ required: true, defaultValue: false, description: "Confirms that a key goes which the installation itself uses until its next start makes a new one." }) }),
});
const CreateSignInLinkInput = builder.inputType("CreateSignInLinkInput", { fields: (t) => ({ email: t.string({ description: "Null: the operator's own." }) }) });
const CreatePasswordResetLinkInput = builder.inputType("CreatePasswordResetLinkInput", { fields: (t) => ({ email: t.string({ required: true }) }) });

/** A success that is the institution itself. */
const institutionResult = (name: string, description: string) =>
  resultUnion<{ id: string }>(name, description, (t) => ({
    institution: t.prismaField({ type: "Institution", resolve: (query, { id }, _args, { db }) => db.institution.findUniqueOrThrow({ ...query, where: { id } }) }),
  }));

const CreateInstitutionResult = institutionResult("CreateInstitution", "The institution that was made.");
const RegisterInstitutionResult = institutionResult("RegisterInstitution", "The institution; it takes no part until the operator approves it.");
const ApproveInstitutionResult = institutionResult("ApproveInstitution", "The institution, which takes part now.");
const SuspendInstitutionResult = institutionResult("SuspendInstitution", "The institution, which takes no part now; what it has published stays.");
const ChangeMemberRoleResult = institutionResult("ChangeMemberRole", "The institution.");
const RemoveMemberResult = institutionResult("RemoveMember", "The institution.");
const InviteMemberResult = resultUnion<{ invitation: { id: string }; url: string | null; mailed: boolean }>("InviteMember", "The invitation; where it was not mailed, the address to hand on, shown once.", (t) => ({
  invitation: t.prismaField({ type: Invitation, resolve: (query, { invitation }, _args, { db }) => db.invitation.findUniqueOrThrow({ ...query, where: { id: invitation.id } }) }),
  url: t.exposeString("url", { nullable: true, description: "Null: it was mailed." }),
  mailed: t.exposeBoolean("mailed"),
}));
const RevokeInvitationResult = resultUnion<{ id: string }>("RevokeInvitation", "The invitation, which is void now.", (t) => ({
  invitation: t.prismaField({ type: Invitation, resolve: (query, { id }, _args, { db }) => db.invitation.findUniqueOrThrow({ ...query, where: { id } }) }),
}));
const AcceptInvitationResult = resultUnion<{ institution: { id: string }; email: string; accountCreated: boolean }>("AcceptInvitation", "The new member's institution; a new account signs in with the address and the password chosen.", (t) => ({
  institution: t.prismaField({ type: "Institution", resolve: (query, { institution }, _args, { db }) => db.institution.findUniqueOrThrow({ ...query, where: { id: institution.id } }) }),
  email: t.exposeString("email"),
  accountCreated: t.exposeBoolean("accountCreated"),
}));
const CreateApiKeyResult = resultUnion<{ id: string; key: string; expiresAt: Date | null }>("CreateApiKey", "The key is shown once.", (t) => ({
  id: t.id({ resolve: ({ id }) => encodeGlobalId("ApiKey", id) }),
  key: t.exposeString("key"),
  expiresAt: t.expose("expiresAt", { type: "DateTime", nullable: true }),
}));
const RevokeApiKeyResult = resultUnion<{ id: string }>("RevokeApiKey", "The key is no key any more.", (t) => ({ id: t.id({ resolve: ({ id }) => encodeGlobalId("ApiKey", id) }) }));
const linkResult = (name: string, description: string) => resultUnion<{ url: string; expiresAt: Date }>(name, description, (t) => ({ url: t.exposeString("url"), expiresAt: t.expose("expiresAt", { type: "DateTime" }) }));
const CreateSignInLinkResult = linkResult("CreateSignInLink", "A link that opens the portal once.");
const CreatePasswordResetLinkResult = linkResult("CreatePasswordResetLink", "A link by which a new password is chosen, once.");

builder.mutationFields((t) => ({
  createInstitution: t.field({ type: CreateInstitutionResult, args: { input: t.arg({ type: CreateInstitutionInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => createInstitution(context, input)) }),
  registerInstitution: t.field({
    type: RegisterInstitutionResult,
    description: "Applies for a new partner. Any person who has signed in; they become its owner.",
    args: { input: t.arg({ type: RegisterInstitutionInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(() => registerInstitution(context, input)),
  }),
  approveInstitution: t.field({ type: ApproveInstitutionResult, description: "The operator only.", args: { input: t.arg({ type: ApproveInstitutionInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => approveInstitution(context, input)) }),
  suspendInstitution: t.field({ type: SuspendInstitutionResult, description: "The operator only.", args: { input: t.arg({ type: SuspendInstitutionInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => suspendInstitution(context, input)) }),
  inviteMember: t.field({
    type: InviteMemberResult,
    args: { input: t.arg({ type: InviteMemberInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(() => inviteMember(context, input, { publicUrl: context.publicUrl, send: context.sendMail })),
  }),
  revokeInvitation: t.field({ type: RevokeInvitationResult, args: { input: t.arg({ type: RevokeInvitationInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => revokeInvitation(context, input.invitation)) }),
  acceptInvitation: t.field({
    type: AcceptInvitationResult,
    skipTypeScopes: true, // a new person is not signed in yet; the token says who they are
    args: { input: t.arg({ type: AcceptInvitationInput, required: true }) },
    resolve: (_root, { input }, context) => asResult(() => acceptInvitation(context, input, context.identity)),
  }),
  changeMemberRole: t.field({ type: ChangeMemberRoleResult, args: { input: t.arg({ type: ChangeMemberRoleInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => changeMemberRole(context, input)) }),
  removeMember: t.field({ type: RemoveMemberResult, args: { input: t.arg({ type: RemoveMemberInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => removeMember(context, input)) }),
  createApiKey: t.field({ type: CreateApiKeyResult, args: { input: t.arg({ type: CreateApiKeyInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => createApiKey(context, input, context.identity.issueKey)) }),
  revokeApiKey: t.field({ type: RevokeApiKeyResult, args: { input: t.arg({ type: RevokeApiKeyInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => revokeApiKey(context, input)) }),
  createSignInLink: t.field({ type: CreateSignInLinkResult, description: "The operator only.", args: { input: t.arg({ type: CreateSignInLinkInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => createSignInLink(context, input, context.identity)) }),
  createPasswordResetLink: t.field({ type: CreatePasswordResetLinkResult, description: "The operator only.", args: { input: t.arg({ type: CreatePasswordResetLinkInput, required: true }) }, resolve: (_root, { input }, context) => asResult(() => createPasswordResetLink(context, input, context.identity)) }),
}));
