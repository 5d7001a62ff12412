import { roleOf } from "../../domain/actors.ts";
import { invitationId, invitationOf, invitationState } from "../../domain/invitations.ts";
import type { OpenInvitation } from "../../domain/invitations.ts";
import { builder } from "../builder.ts";
import { Role } from "./vocabulary.ts";

export const InvitationState = builder.enumType("InvitationState", { values: ["PENDING", "ACCEPTED", "REVOKED", "EXPIRED"] as const });

export const Invitation = builder.prismaObject("Invitation", {
  description: "To become a member. Its address is known to who was invited.",
  fields: (t) => ({
    id: t.id({ resolve: invitationId }),
    email: t.exposeString("email"),
    role: t.field({ type: Role, resolve: ({ role }) => roleOf(role ?? "") ?? ("OBSERVER" as const) }),
    state: t.field({ type: InvitationState, resolve: (row) => invitationState(row, new Date()) }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    expiresAt: t.expose("expiresAt", { type: "DateTime" }),
    inviterName: t.string({ select: { inviter: true }, resolve: ({ inviter }) => inviter.name }),
  }),
});

const InvitedInto = builder.objectRef<OpenInvitation["institution"]>("InvitedInto").implement({
  fields: (t) => ({ slug: t.exposeString("slug"), name: t.exposeString("name") }),
});

const InvitationPreview = builder.objectRef<OpenInvitation>("InvitationPreview").implement({
  description: "What the holder of an invitation's address sees.",
  fields: (t) => ({
    institution: t.expose("institution", { type: InvitedInto }),
    email: t.string({ resolve: ({ invitation }) => invitation.email }),
    role: t.expose("role", { type: Role }),
    state: t.expose("state", { type: InvitationState }),
    expiresAt: t.field({ type: "DateTime", resolve: ({ invitation }) => invitation.expiresAt }),
    inviterName: t.string({ resolve: ({ inviter }) => inviter.name }),
    hasAccount: t.exposeBoolean("hasAccount", { description: "Then the person signs in, and accepts." }),
  }),
});

builder.queryField("invitation", (t) =>
  t.field({
    type: InvitationPreview,
    nullable: true,
    args: { token: t.arg.string({ required: true, description: "From the invitation's address." }) },
    resolve: (_root, { token }, context) => invitationOf(context, token),
  }),
);
