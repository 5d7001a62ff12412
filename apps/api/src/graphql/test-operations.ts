import fc from "fast-check";
import {
  getNamedType, type GraphQLArgument, type GraphQLField, type GraphQLInputType, type GraphQLNamedType, type GraphQLSchema, isEnumType, isInputObjectType, isInterfaceType, isLeafType, isListType, isNonNullType, isObjectType, isUnionType,
} from "graphql";

/** What a fuzzed argument may be taken from, by the kind of text that fits. */
export interface Vocabulary {
  ids: string[];
  slugs: string[];
  cursors: string[];
  specifications: unknown[];
}

/** Texts that break careless servers. */
const hostile = ["", " ", "\u0000", "a\u0000b", "\ud800", "\u202e", "'; DROP TABLE run; --", "%00", "../../etc/passwd", "🧪".repeat(50), "x".repeat(5000), "${7*7}", "-1", "NaN", "__proto__", "null", "\n\r\t", "ﬀ", "AQ", "AQcAAAAAAAAAAAAAAAAAAAAA"];

const literal = (value: unknown): string => {
  if (Array.isArray(value)) return `[${value.map(literal).join(" ")}]`;
  if (value !== null && typeof value === "object") return `{${Object.entries(value).filter(([key]) => /^[A-Za-z_]\w*$/.test(key)).map(([key, inner]) => `${key}: ${literal(inner)}`).join(" ")}}`;
  return JSON.stringify(value) ?? "null";
};

/**
 * Valid and nearly valid operations over a schema: random fields to a small depth, arguments mostly of the right type, sometimes hostile.
 * Deterministic for a seed of fast-check.
 */
export function operations(schema: GraphQLSchema, vocabulary: Vocabulary): fc.Arbitrary<{ query: string; operation: "query" | "mutation" }> {
  const text = (name: string): fc.Arbitrary<string> => {
    const fitting = /id$|^ids|run|member|invitation|result/i.test(name) ? vocabulary.ids : /after|before|cursor/i.test(name) ? vocabulary.cursors : vocabulary.slugs;
    return fc.oneof({ weight: 6, arbitrary: fc.constantFrom(...fitting) }, { weight: 3, arbitrary: fc.constantFrom(...hostile) }, { weight: 1, arbitrary: fc.string({ unit: "binary", maxLength: 40 }) });
  };

  const value = (type: GraphQLInputType, name: string, depth = 0): fc.Arbitrary<string> => {
    if (isNonNullType(type)) return fc.oneof({ weight: 30, arbitrary: value(type.ofType as GraphQLInputType, name, depth) }, { weight: 1, arbitrary: fc.constant("null") });
    if (isListType(type)) return fc.array(value(type.ofType as GraphQLInputType, name, depth), { maxLength: 4 }).map((items) => `[${items.join(" ")}]`);
    if (isEnumType(type)) return fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...type.getValues().map((one) => one.name)) }, { weight: 1, arbitrary: fc.constant("NO_SUCH_VALUE") });
    if (isInputObjectType(type)) {
      const fields = Object.values(type.getFields());
      return fc.tuple(...fields.map((field) => (isNonNullType(field.type) ? value(field.type, field.name, depth + 1) : fc.option(value(field.type, field.name, depth + 1), { freq: 2 })))).map((values) => `{${values.flatMap((one, index) => (one === null ? [] : [`${fields[index]!.name}: ${one}`])).join(" ")}}`);
    }
    const right: Record<string, fc.Arbitrary<string>> = {
      Int: fc.oneof(fc.integer({ min: -5, max: 120 }), fc.constantFrom(2_147_483_647, -2_147_483_648, 2_147_483_648)).map(String),
      Float: fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constantFrom(0, -0, 1e308, 5e-324)).map((one) => (Number.isInteger(one) ? one.toFixed(0) : one.toExponential())),
      Boolean: fc.boolean().map(String),
      JSON: fc.oneof(fc.constantFrom(...vocabulary.specifications), fc.jsonValue({ maxDepth: 3 })).map(literal),
      DateTime: fc.oneof(fc.constantFrom("2026-11-24T00:00:00Z", "-271821-04-20T00:00:00Z", "+275760-09-13T00:00:00Z", "0000-01-01T00:00:00Z", "tomorrow"), fc.string()).map((one) => JSON.stringify(one)),
    };
    const fitting = right[getNamedType(type).name] ?? text(name).map((one) => JSON.stringify(one));
    return fc.oneof({ weight: 12, arbitrary: fitting }, { weight: 1, arbitrary: fc.oneof(fc.constantFrom(...hostile), fc.integer(), fc.boolean(), fc.constant(null), fc.constant([]), fc.constant({ a: 1 })).map(literal) });
  };

  const args = (given: readonly GraphQLArgument[]): fc.Arbitrary<string> => {
    if (given.length === 0) return fc.constant("");
    const chosen = fc.tuple(...given.map((arg) => (isNonNullType(arg.type) && arg.defaultValue === undefined ? value(arg.type, arg.name) : fc.option(value(arg.type, arg.name), { freq: 1 }))));
    return chosen.map((values) => {
      const written = values.flatMap((one, index) => (one === null ? [] : [`${given[index]!.name}: ${one}`]));
      return written.length > 0 ? `(${written.join(" ")})` : "";
    });
  };

  const selection = (type: GraphQLNamedType, depth: number): fc.Arbitrary<string> => {
    if (isLeafType(type)) return fc.constant("");
    if (isUnionType(type) || isInterfaceType(type)) {
      const possible = [...schema.getPossibleTypes(type)];
      return fc.subarray(possible, { minLength: 1, maxLength: Math.min(3, possible.length) }).chain((members) => fc.tuple(...members.map((member) => selection(member, depth).map((inner) => `... on ${member.name} ${inner}`)))).map((parts) => `{ __typename ${parts.join(" ")} }`);
    }
    if (!isObjectType(type)) return fc.constant("");
    const fields = Object.values(type.getFields()).filter((field) => depth > 0 || isLeafType(getNamedType(field.type)));
    if (fields.length === 0) return fc.constant("{ __typename }");
    return fc.subarray(fields, { minLength: 1, maxLength: Math.min(4, fields.length) }).chain((some) => fc.tuple(...some.map((one) => field(one, depth - 1)))).map((parts) => `{ ${parts.join(" ")} }`);
  };

  const field = (one: GraphQLField<unknown, unknown>, depth: number): fc.Arbitrary<string> => fc.tuple(args(one.args), selection(getNamedType(one.type), depth)).map(([given, inner]) => `${one.name}${given} ${inner}`);

  const root = (operation: "query" | "mutation"): fc.Arbitrary<{ query: string; operation: "query" | "mutation" }> => {
    const type = operation === "query" ? schema.getQueryType()! : schema.getMutationType()!;
    return fc.constantFrom(...Object.values(type.getFields())).chain((one) => field(one, 4)).map((text_) => ({ query: `${operation} { ${text_} }`, operation }));
  };
  return fc.oneof({ weight: 3, arbitrary: root("query") }, { weight: 2, arbitrary: root("mutation") });
}
