import { z } from "zod";
import { audit } from "./audit.ts";
import type { Context } from "./context.ts";
import { NotAllowed, NotFound } from "./errors.ts";
import type { Identity, OneTimeLink } from "./identity.ts";
import { parseInput } from "./input.ts";

const address = z.object({ email: z.email("This is no e-mail address.").max(254).transform((text) => text.toLowerCase()).nullish() });

/** A link that opens the portal once: for the operator, as themself or, to help somebody in, as the person of this address. */
export const createSignInLink = (ctx: Context, input: { email?: string | null }, identity: Identity): Promise<OneTimeLink> => link(ctx, input, "sign-in.link", identity.signInLink);

/** A link by which somebody who forgot it chooses a new password; the operator makes it and hands it on. */
export const createPasswordResetLink = (ctx: Context, input: { email?: string | null }, identity: Identity): Promise<OneTimeLink> => link(ctx, input, "password.reset-link", identity.passwordResetLink);

async function link(ctx: Context, input: { email?: string | null }, action: string, make: (email: string) => Promise<OneTimeLink>): Promise<OneTimeLink> {
  const { actor } = ctx;
  if (actor.kind !== "administrator") throw new NotAllowed("Only the operator of this installation makes such links.");
  const { email } = parseInput(address, input);
  const user = await ctx.db.user.findUnique({ where: email ? { email } : { id: actor.userId } });
  if (!user) throw new NotFound("person", email ?? "", ["email"]);
  await ctx.db.$transaction(async (tx) => {
    // The operator vouches for the address: better-auth drops the password of an account whose address nobody has confirmed.
    await tx.user.update({ where: { id: user.id }, data: { emailVerified: true } });
    await audit(tx, ctx, action, { type: "User", id: user.id });
  });
  return make(user.email);
}
