/** A JSON Schema as far as a form is made of it. What else it may say is left to the API, which refuses by path. */
export interface Schema {
  title?: string;
  description?: string;
  /** Of a quantity; symbols and words alike. */
  unit?: string;
  /** The same words in Chinese. */
  zh?: { title?: string; description?: string; unit?: string };
  /** What the platform refuses: no form asks for it. */
  commandLineOnly?: boolean;
  /** Asked for only where the field of this name beside it holds one of these, or nothing. */
  onlyFor?: Record<string, string[]>;
  /** The id of a registered version: a form offers those that there are. */
  modelVersion?: boolean;
  /** Shown unfolded though it may be left out: nearly everybody fills it. */
  open?: boolean;
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  properties?: Record<string, Schema>;
  required?: string[];
  items?: Schema;
  anyOf?: Schema[];
  oneOf?: Schema[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  exclusiveMaximum?: number;
  minLength?: number;
  maxLength?: number;
  minItems?: number;
  maxItems?: number;
  pattern?: string;
  format?: string;
}

/** A part of a specification that the form can ask for. */
export type Part =
  | { kind: "constant"; value: unknown }
  | { kind: "choice"; options: string[] }
  | { kind: "text" }
  /** `orNull`: null may stand there too. */
  | { kind: "number"; whole: boolean; orNull?: true }
  | { kind: "truth" }
  | { kind: "object"; properties: [key: string, schema: Schema, required: boolean][] }
  /** Objects of several shapes, told apart by one constant each. */
  | { kind: "variants"; by: string; variants: [name: string, schema: Schema][] }
  | { kind: "numbers" }
  /** Texts in one field, separated by commas. */
  | { kind: "texts" }
  | { kind: "list"; items: Schema; most: number }
  /** Anything else: written as JSON. */
  | { kind: "json" };

/** Rows of a list that has no limit of its own. */
const mostRows = 50;

/** What a schema asks for. */
export function partOf(schema: Schema): Part {
  if (schema.const !== undefined) return { kind: "constant", value: schema.const };
  const other = besideNull(schema);
  if (other) return orNull(partOf(other));
  const variants = schema.anyOf ?? schema.oneOf;
  if (variants) return variantsOf(variants);
  if (schema.enum) return schema.enum.every((value) => typeof value === "string") ? { kind: "choice", options: schema.enum } : { kind: "json" };
  switch (schema.type) {
    case "string": return { kind: "text" };
    case "number": return { kind: "number", whole: false };
    case "integer": return { kind: "number", whole: true };
    case "boolean": return { kind: "truth" };
    case "object": return schema.properties ? { kind: "object", properties: Object.entries(schema.properties).filter(([, inner]) => inner.commandLineOnly !== true).map(([key, inner]) => [key, inner, schema.required?.includes(key) ?? false]) } : { kind: "json" };
    case "array": return schema.items ? listOf(schema.items, schema.maxItems) : { kind: "json" };
    default: return { kind: "json" };
  }
}

/** What may stand in the place of null; null: the schema allows no null, or nothing else. */
export function besideNull({ anyOf, oneOf }: Schema): Schema | null {
  const either = anyOf ?? oneOf ?? [];
  const others = either.filter(({ type }) => type !== "null");
  return others.length === 1 && others.length < either.length ? others[0]! : null;
}

const orNull = (part: Part): Part => (part.kind === "number" ? { ...part, orNull: true } : { kind: "json" });

function variantsOf(variants: Schema[]): Part {
  const shared = Object.keys(variants[0]?.properties ?? {}).find((key) => variants.every(({ properties, required }) => typeof properties?.[key]?.const === "string" && required?.includes(key)));
  if (shared === undefined) return { kind: "json" };
  return { kind: "variants", by: shared, variants: variants.map((schema) => [schema.properties![shared]!.const as string, schema]) };
}

function listOf(items: Schema, maxItems: number | undefined): Part {
  const { kind } = partOf(items);
  if (kind === "number") return { kind: "numbers" };
  if (kind === "text" || kind === "choice") return { kind: "texts" };
  return kind === "object" || kind === "variants" ? { kind: "list", items, most: Math.min(maxItems ?? mostRows, mostRows) } : { kind: "json" };
}

/** The schema at a path below another one, by the values that choose among variants; null where the path leads out of it. */
export function schemaAt(schema: Schema, path: readonly string[], chosen: (path: string) => string | undefined, from = ""): Schema | null {
  const [key, ...rest] = path;
  if (key === undefined) return schema;
  const at = from ? `${from}.${key}` : key;
  const part = partOf(schema);
  if (part.kind === "object") {
    const property = part.properties.find(([name]) => name === key);
    return property ? schemaAt(property[1], rest, chosen, at) : null;
  }
  if (part.kind === "variants") {
    const variant = part.variants.find(([name]) => name === chosen(`${from}.${part.by}`));
    return variant ? schemaAt(variant[1], path, chosen, from) : null;
  }
  if (part.kind === "list") return schemaAt(part.items, rest, chosen, at);
  return part.kind === "numbers" || part.kind === "texts" ? schema : null;
}
