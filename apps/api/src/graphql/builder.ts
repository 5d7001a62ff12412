import SchemaBuilder from "@pothos/core";
import ComplexityPlugin from "@pothos/plugin-complexity";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import ScopeAuthPlugin from "@pothos/plugin-scope-auth";
import ValidationPlugin from "@pothos/plugin-validation";
import { GraphQLError } from "graphql";
import { z } from "zod";
import type { Context } from "../context.ts";
import { decodeGlobalId, encodeGlobalId } from "../domain/global-id.ts";
import { connectionCost, listCost } from "./cost.ts";
import type PrismaTypes from "./generated/pothos-types.ts";
import { getDatamodel } from "./generated/pothos-types.ts";

/** What an id that is no node's decodes to: a run that is not there, so that `node` answers null for it as for any other. */
const NOTHING = { typename: "Run", id: "" };
const nodeTypes = new Set(["Institution", "Project", "Model", "ModelVersion", "Artifact", "Experiment", "Run", "Result", "Publication"]);

const pageSize = z.number().int().min(0).max(100, "A page has at most 100 rows.");

/** What JSON can say. */
export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };

/** The schema under construction; each file of types/ adds one noun to it. */
export const builder = new SchemaBuilder<{
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Connection: { totalCount: number | (() => number | Promise<number>) };
  AuthScopes: { signedIn: boolean };
  Scalars: { DateTime: { Input: Date; Output: Date }; JSON: { Input: Exclude<Json, null>; Output: unknown } };
}>({
  plugins: [ScopeAuthPlugin, RelayPlugin, PrismaPlugin, ValidationPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: {
    authScopes: ({ actor }) => ({ signedIn: actor.kind !== "anonymous" }),
    unauthorizedError: () => new GraphQLError("Sign in, or send a token.", { extensions: { code: "UNAUTHENTICATED" } }),
  },
  relay: {
    cursorType: "String",
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID(id) {
      const decoded = decodeGlobalId(id);
      return decoded && nodeTypes.has(decoded.typename) ? decoded : NOTHING;
    },
    edgesFieldOptions: { nullable: { list: false, items: false }, complexity: listCost.edges },
    nodesOnConnection: { complexity: listCost.nodes },
    nodeQueryOptions: { nullable: true },
    nodesQueryOptions: { nullable: { list: false, items: true }, complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }) },
    firstArgOptions: { validate: pageSize },
    lastArgOptions: { validate: pageSize },
  },
  prisma: { client: ({ db }) => db, dmmf: getDatamodel(), maxConnectionSize: 100, defaultConnectionSize: 20, filterConnectionTotalCount: true, onUnusedQuery: null },
  complexity: { fieldComplexity: connectionCost },
});

builder.queryType();
// Who may do what is the domain's to say, and a refusal is data; that nobody is signed in at all is an error.
builder.mutationType({ authScopes: { signedIn: true } });
builder.subscriptionType();
