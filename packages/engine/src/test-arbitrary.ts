import fc from "fast-check";

/** The parts of JSON Schema that our schemas become. */
interface Schema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  pattern?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  oneOf?: Schema[];
  anyOf?: Schema[];
}

/** Longer lists say nothing new. */
const MOST_ITEMS = 4;

function numbers({ minimum, maximum, exclusiveMinimum, exclusiveMaximum }: Schema): fc.Arbitrary<number> {
  const [low, high] = [exclusiveMinimum ?? minimum ?? -1000, exclusiveMaximum ?? maximum ?? 1000];
  return fc.double({ min: Math.fround(low), max: Math.fround(Math.max(low, high)), minExcluded: exclusiveMinimum !== undefined, maxExcluded: exclusiveMaximum !== undefined, noNaN: true });
}

function objects({ properties = {}, required = [] }: Schema): fc.Arbitrary<unknown> {
  const arbitraries = Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, fittingOf(schema)]));
  return fc.record(arbitraries, { requiredKeys: required.filter((key) => key in arbitraries) });
}

/** Values that fit a schema as far as a schema can tell; refinements may refuse them all the same. */
export function fittingOf(schema: Schema): fc.Arbitrary<unknown> {
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum) return fc.constantFrom(...schema.enum);
  const variants = schema.oneOf ?? schema.anyOf;
  if (variants) return fc.oneof(...variants.map(fittingOf));
  if (schema.type === "boolean") return fc.boolean();
  if (schema.type === "integer") return fc.integer({ min: Math.max(schema.minimum ?? 0, -1e6), max: Math.min(schema.maximum ?? 1e6, 1e6) });
  if (schema.type === "number") return numbers(schema);
  if (schema.type === "string") return schema.pattern === undefined ? fc.string({ maxLength: 20 }) : fc.stringMatching(new RegExp(schema.pattern));
  if (schema.type === "array") return fc.array(fittingOf(schema.items ?? {}), { minLength: schema.minItems ?? 0, maxLength: Math.max(schema.minItems ?? 0, Math.min(schema.maxItems ?? MOST_ITEMS, MOST_ITEMS)) });
  if (schema.type === "object") return objects(schema);
  return fc.jsonValue();
}

/** An object of which some keys have other values that fit, some have anything at all, and some are unheard of. */
export function changed(example: Record<string, unknown>, { properties = {} }: Schema): fc.Arbitrary<Record<string, unknown>> {
  const fitting = fc.record(Object.fromEntries(Object.entries(properties).map(([key, schema]) => [key, fittingOf(schema)])), { requiredKeys: [] });
  const anything = fc.dictionary(fc.constantFrom(...Object.keys(properties), "unheardOf"), fc.jsonValue({ maxDepth: 2 }), { maxKeys: 1 });
  return fc.tuple(fitting, fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, { weight: 1, arbitrary: anything })).map(([some, other]) => ({ ...example, ...some, ...other }));
}
