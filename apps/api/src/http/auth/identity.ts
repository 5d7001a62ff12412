import { hashPassword } from "better-auth/crypto";
import type { Identity, OneTimeLink } from "../../domain/identity.ts";
import { type Auth, LINK_SECONDS } from "./auth.ts";
import { issueKeyWith } from "./keys.ts";
import { linkFrom } from "./links.ts";

/** What the domain is given of better-auth. */
export function identityOf(auth: Auth): Identity {
  const linked = async (make: () => Promise<unknown>): Promise<OneTimeLink> => {
    const expiresAt = new Date(Date.now() + LINK_SECONDS * 1000);
    return { url: await linkFrom(make), expiresAt };
  };
  return {
    issueKey: issueKeyWith(auth),
    hashPassword,
    signInLink: (email) => linked(() => auth.api.signInMagicLink({ body: { email, callbackURL: "/", errorCallbackURL: "/sign-in" }, headers: new Headers() })),
    passwordResetLink: (email) => linked(() => auth.api.requestPasswordReset({ body: { email } })),
  };
}
