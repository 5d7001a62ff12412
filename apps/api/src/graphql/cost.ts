import { type GraphQLField, type GraphQLOutputType, isListType, isNonNullType } from "graphql";

const isList = (type: GraphQLOutputType): boolean => isListType(type) || (isNonNullType(type) && isList(type.ofType));

/** Once: their connection has multiplied already. `edges` is free, so that `edges { node }` costs what `nodes` does. */
export const listCost = { nodes: { field: 1, multiplier: 1 }, edges: { field: 0, multiplier: 1 } };

/** A connection multiplies what is below it by `first` (or `last`), 20 where absent; another list by 5. */
export function connectionCost(args: Record<string, unknown>, _context: unknown, field: Pick<GraphQLField<unknown, never>, "args" | "type">): { field: number; multiplier: number } {
  const asked = args.first ?? args.last;
  if (typeof asked === "number") return { field: 1, multiplier: Math.max(1, asked) };
  if (field.args.some(({ name }) => name === "first")) return { field: 1, multiplier: 20 };
  return { field: 1, multiplier: isList(field.type) ? 5 : 1 };
}
