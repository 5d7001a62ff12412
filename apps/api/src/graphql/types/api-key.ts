import { installationFileOf } from "../../domain/api-keys.ts";
import { encodeGlobalId } from "../../domain/global-id.ts";
import { scopesOfKey } from "../../domain/key-scopes.ts";
import type { Apikey } from "../../storage/db.ts";
import { builder } from "../builder.ts";

export const ApiKey = builder.objectRef<Apikey>("ApiKey").implement({
  description: "A key of a person or an institution; the key itself is known to who made it.",
  fields: (t) => ({
    id: t.id({ resolve: ({ id }) => encodeGlobalId("ApiKey", id) }),
    name: t.string({ resolve: ({ name }) => name ?? "" }),
    start: t.exposeString("start", { nullable: true, description: "Its first characters, to tell keys apart." }),
    scopes: t.stringList({ resolve: ({ permissions }) => scopesOfKey(permissions) }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    expiresAt: t.expose("expiresAt", { type: "DateTime", nullable: true, description: "Null: it does not expire." }),
    installationFile: t.string({ nullable: true, description: "File of the data folder that it stands in, for the installation itself; null for all others.", resolve: (key, _args, { actor }) => installationFileOf(actor, key) }),
    lastUsedAt: t.expose("lastRequest", { type: "DateTime", nullable: true }),
  }),
});
