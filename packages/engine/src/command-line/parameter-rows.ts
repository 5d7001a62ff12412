/** The parts of JSON Schema that the registry's schemas become. */
export interface ParameterSchema {
  type?: string;
  const?: unknown;
  enum?: unknown[];
  default?: unknown;
  description?: string;
  unit?: string;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: number;
  exclusiveMaximum?: number;
  minItems?: number;
  maxItems?: number;
  properties?: Record<string, ParameterSchema>;
  required?: string[];
  items?: ParameterSchema;
  oneOf?: ParameterSchema[];
  anyOf?: ParameterSchema[];
}

/** A parameter as a list shows it. */
export interface ParameterRow {
  /** From the step on: "student.layers", "schedule.initialSparsity". */
  name: string;
  type: string;
  /** Values that are accepted: "> 0, ≤ 100", "linear | relu"; empty: any. */
  range: string;
  /** As JSON; "required" where there must be one, empty where it may be left out. */
  default: string;
  unit: string;
  description: string;
}

/** Bounds that only say what a whole number of a program can be. */
const isBound = (value: number | undefined): value is number => value !== undefined && Math.abs(value) < Number.MAX_SAFE_INTEGER;

function rangeOf({ enum: values, minimum, maximum, exclusiveMinimum, exclusiveMaximum, minItems, maxItems }: ParameterSchema): string {
  if (values) return values.join(" | ");
  const bounds = [[exclusiveMinimum, ">"], [minimum, "≥"], [exclusiveMaximum, "<"], [maximum, "≤"]] as const;
  const numbers = bounds.flatMap(([value, sign]) => (isBound(value) ? [`${sign} ${value}`] : []));
  const lengths = minItems === undefined && maxItems === undefined ? [] : [`${minItems ?? 0} … ${maxItems ?? "any number"} of them`];
  return [...numbers, ...lengths].join(", ");
}

/** The name of a variant: the constant that tells it from the others. */
function variantName({ properties = {}, type = "value" }: ParameterSchema): string {
  const named = Object.values(properties).find((property) => property.const !== undefined);
  return named ? String(named.const) : type;
}

const variantsOf = ({ oneOf, anyOf }: ParameterSchema): ParameterSchema[] => oneOf ?? anyOf ?? [];

function typeOf(schema: ParameterSchema): string {
  const variants = variantsOf(schema);
  if (variants.length > 0) return variants.map(variantName).join(" | ");
  if (schema.items) return `list of ${typeOf(schema.items)}`;
  return schema.const === undefined ? (schema.type ?? "any") : JSON.stringify(schema.const);
}

/** Rows of all parameters of an object; those of an object in it stand under its name, those of a choice's variants under "name (variant)". */
export function parameterRows({ properties = {}, required = [] }: ParameterSchema, prefix = ""): ParameterRow[] {
  return Object.entries(properties).flatMap(([key, schema]): ParameterRow[] => {
    const name = `${prefix}${key}`;
    if (schema.const !== undefined) return []; // it names the variant
    const mustBe = required.includes(key) && schema.default === undefined;
    const row = { name, type: typeOf(schema), range: rangeOf(schema), default: mustBe ? "required" : schema.default === undefined ? "" : JSON.stringify(schema.default), unit: schema.unit ?? "", description: schema.description ?? "" };
    return [row, ...parameterRows(schema, `${name}.`), ...variantsOf(schema).flatMap((variant) => parameterRows(variant, `${name} (${variantName(variant)}).`))];
  });
}
