import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { createAuthMiddleware } from "better-auth/api";
import { magicLink, organization } from "better-auth/plugins";
import { keyOwner } from "../../domain/api-keys.ts";
import type { Database } from "../../storage/db.ts";
import type { Logger } from "../logger.ts";
import { linkTaken } from "./links.ts";
import { createSignInLimit } from "./sign-in-limit.ts";

export interface AuthOptions {
  db: Database;
  /** Signs sessions; at least 32 characters. */
  secret: string;
  /** Origin people use. */
  publicUrl: string;
  logger: Logger;
}

/** What every key begins with; attempts' tokens do not. */
export const KEY_PREFIX = "jm_";

/** How long a link lives that signs in or sets a new password. */
export const LINK_SECONDS = 15 * 60;

/** What the two kinds of keys have in common. Requests are limited by our own cost limits, not by better-auth's counter. */
const keys = {
  references: "user" as const, // the owner's id is written as given; who may make a key for whom is the domain's to decide
  defaultPrefix: KEY_PREFIX,
  rateLimit: { enabled: false },
  enableSessionForAPIKeys: false,
  enableMetadata: false,
  keyExpiration: { defaultExpiresIn: null, minExpiresIn: 1, maxExpiresIn: 3650 },
};

/** Who signs in, and with what. Its organization is our Institution; there is no second table of members. */
export function createAuth({ db, secret, publicUrl, logger }: AuthOptions) {
  const limit = createSignInLimit();
  return betterAuth({
    appName: "Joulemark",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    trustedOrigins: [publicUrl],
    database: prismaAdapter(db, { provider: "postgresql" }),
    advanced: { database: { generateId: false }, useSecureCookies: publicUrl.startsWith("https:"), cookiePrefix: "joulemark", disableOriginCheck: false, disableCSRFCheck: false }, // said, since better-auth leaves both checks out where NODE_ENV is "test"
    // Accounts are made by accepting an invitation (domain/invitations.ts), never by signing up.
    emailAndPassword: {
      enabled: true,
      disableSignUp: true,
      minPasswordLength: 12,
      maxPasswordLength: 128,
      resetPasswordTokenExpiresIn: LINK_SECONDS,
      revokeSessionsOnPasswordReset: true,
      sendResetPassword: async ({ token }) => linkTaken(`${publicUrl}/reset-password?token=${encodeURIComponent(token)}`),
    },
    session: { expiresIn: 14 * 86_400, updateAge: 86_400 }, // unused for so long, s; prolonged once a day (renew-session.ts)
    // Signing in is limited by the account that is tried (sign-in-limit.ts): all requests of the portal come from one address.
    rateLimit: { enabled: false },
    hooks: { before: createAuthMiddleware(limit.before), after: createAuthMiddleware(limit.after) },
    telemetry: { enabled: false },
    user: {
      additionalFields: {
        isAdministrator: { type: "boolean", required: false, defaultValue: false, input: false },
        isDemo: { type: "boolean", required: false, defaultValue: false, input: false },
      },
    },
    plugins: [
      organization({ allowUserToCreateOrganization: false, schema: { organization: { modelName: "institution", additionalFields: { type: { type: "string", required: true, input: false } } } } }),
      magicLink({ expiresIn: LINK_SECONDS, disableSignUp: true, storeToken: "hashed", sendMagicLink: async ({ url }) => linkTaken(url) }),
      // "default" owns no keys: it is what a key of either kind is looked up under, with one query.
      apiKey([{ configId: "default", ...keys }, { configId: keyOwner.person, ...keys }, { configId: keyOwner.institution, ...keys }]),
    ],
    // Messages only: what better-auth passes beside them may hold a key.
    logger: { level: "warn", log: (level, message) => logger[level === "error" && !message.startsWith("Failed to validate API key") ? "error" : "debug"]({ part: "auth" }, message) },
  });
}

export type Auth = ReturnType<typeof createAuth>;
