import { apiKey } from "@better-auth/api-key";
import { betterAuth } from "better-auth";
import { prismaAdapter } from "better-auth/adapters/prisma";
import { organization } from "better-auth/plugins";
import type { Database } from "../../storage/db.ts";
import type { Logger } from "../logger.ts";

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

/** Whose a key is: a person's, or an institution's. Stored as the key's `configId`. */
export const keyOwner = { person: "user", institution: "org" } as const;

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
  return betterAuth({
    appName: "Joulemark",
    baseURL: publicUrl,
    basePath: "/api/auth",
    secret,
    trustedOrigins: [publicUrl],
    database: prismaAdapter(db, { provider: "postgresql" }),
    advanced: { database: { generateId: false }, useSecureCookies: publicUrl.startsWith("https:"), cookiePrefix: "joulemark" },
    emailAndPassword: { enabled: false },
    telemetry: { enabled: false },
    user: {
      additionalFields: {
        isAdministrator: { type: "boolean", required: false, defaultValue: false, input: false },
        isDemo: { type: "boolean", required: false, defaultValue: false, input: false },
      },
    },
    plugins: [
      organization({ allowUserToCreateOrganization: false, schema: { organization: { modelName: "institution", additionalFields: { type: { type: "string", required: true, input: false } } } } }),
      // "default" owns no keys: it is what a key of either kind is looked up under, with one query.
      apiKey([{ configId: "default", ...keys }, { configId: keyOwner.person, ...keys }, { configId: keyOwner.institution, ...keys }]),
    ],
    // Messages only: what better-auth passes beside them may hold a key.
    logger: { level: "warn", log: (level, message) => logger[level === "error" && !message.startsWith("Failed to validate API key") ? "error" : "debug"]({ part: "auth" }, message) },
  });
}

export type Auth = ReturnType<typeof createAuth>;
