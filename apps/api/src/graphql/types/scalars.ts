import { DateTimeResolver } from "graphql-scalars";
import { GraphQLScalarType, type ValueNode, valueFromASTUntyped } from "graphql";
import { builder } from "../builder.ts";

builder.addScalarType("DateTime", new GraphQLScalarType({ ...DateTimeResolver.toConfig(), description: "An instant, RFC 3339 in UTC." }));

builder.addScalarType(
  "JSON",
  new GraphQLScalarType<unknown, unknown>({
    name: "JSON",
    description: "Any JSON value.",
    parseValue: (value) => value,
    parseLiteral: (node: ValueNode, variables) => valueFromASTUntyped(node, variables),
  }),
);
