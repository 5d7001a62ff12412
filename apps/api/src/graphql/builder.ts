import SchemaBuilder from "@pothos/core";
import ComplexityPlugin from "@pothos/plugin-complexity";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import ScopeAuthPlugin from "@pothos/plugin-scope-auth";
import ValidationPlugin from "@pothos/plugin-validation";
import type { Context } from "../context.ts";
import { decodeGlobalId, encodeGlobalId } from "../domain/global-id.ts";
import { connectionCost, listCost } from "./cost.ts";
import type PrismaTypes from "./generated/pothos-types.ts";
import { getDatamodel } from "./generated/pothos-types.ts";

/** What an id that is none of ours decodes to: no type has this name. */
export const NO_TYPE = "";

/** The schema under construction; each file of types/ adds one noun to it. */
export const builder = new SchemaBuilder<{
  Context: Context;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultEdgesNullability: { list: false; items: false };
  DefaultNodeNullability: false;
  Connection: { totalCount: number | (() => number | Promise<number>) };
  AuthScopes: { signedIn: boolean };
  Scalars: { DateTime: { Input: Date; Output: Date }; JSON: { Input: unknown; Output: unknown } };
}>({
  plugins: [ScopeAuthPlugin, RelayPlugin, PrismaPlugin, ValidationPlugin, ComplexityPlugin],
  defaultFieldNullability: false,
  scopeAuth: { authScopes: ({ actor }) => ({ signedIn: actor.kind !== "anonymous" }), runScopesOnType: true },
  relay: {
    cursorType: "String",
    encodeGlobalID: (typename, id) => encodeGlobalId(typename, String(id)),
    decodeGlobalID: (id) => decodeGlobalId(id) ?? { typename: NO_TYPE, id: "" },
    edgesFieldOptions: { nullable: { list: false, items: false }, complexity: listCost },
    nodesOnConnection: { complexity: listCost },
    nodeQueryOptions: { nullable: true, resolve: (_root, { id }, _context, _info, resolveNode) => (id.typename === NO_TYPE ? null : resolveNode(id)) },
    nodesQueryOptions: {
      nullable: { list: false, items: true },
      complexity: ({ ids }) => ({ field: 1, multiplier: ids.length }),
      async resolve(_root, { ids }, _context, _info, resolveNodes) {
        const known = ids.filter(({ typename }) => typename !== NO_TYPE);
        const found = await resolveNodes(known);
        return ids.map((id) => (id.typename === NO_TYPE ? null : found[known.indexOf(id)]));
      },
    },
  },
  prisma: { client: ({ db }) => db, dmmf: getDatamodel(), maxConnectionSize: 100, defaultConnectionSize: 20, filterConnectionTotalCount: true, onUnusedQuery: null },
  complexity: { fieldComplexity: connectionCost },
});

builder.queryType();
builder.mutationType();
builder.subscriptionType();
