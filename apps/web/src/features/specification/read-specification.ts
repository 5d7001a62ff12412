/** A specification as far as a page shows it. Every part may be missing: old and foreign ones are shown as well as they can be. */
export interface ReadSpecification {
  task: string | null;
  base: { kind: "layers"; layers: Layer[] } | { kind: "modelVersion" | "pretrained"; id: string } | null;
  steps: { technique: string; parameters: Parameter[] }[];
  training: Parameter[];
  seeds: number[];
  budget: Parameter[];
}

export interface Layer {
  type: string;
  /** What tells it from others of its type: units, filters, dimensions, or the rate of a dropout. */
  units: number | null;
  activation: string | null;
}

/** A name as it stands in the specification, e.g. `optimizer.learningRate`, and its value as text. */
export interface Parameter {
  name: string;
  value: string;
}

type Fields = Record<string, unknown>;
const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);
const fields = (value: unknown): Fields => (isFields(value) ? value : {});
const items = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
const number = (value: unknown): number | null => (typeof value === "number" ? value : null);

const layerOf = (value: unknown): Layer => ({ type: text(fields(value).type) ?? "?", units: number(fields(value).units ?? fields(value).filters ?? fields(value).outputDim ?? fields(value).rate), activation: text(fields(value).activation) });

/** A network in one line: `dense 512 relu → dense 512 relu`. */
export const layersText = (layers: Layer[]): string =>
  layers.map(({ type, units, activation }) => [type, units, activation].filter((part) => part !== null).join(" ")).join(" → ");

function baseOf(value: unknown): ReadSpecification["base"] {
  const { layers, modelVersion, pretrained } = fields(value);
  if (typeof modelVersion === "string") return { kind: "modelVersion", id: modelVersion };
  if (typeof pretrained === "string") return { kind: "pretrained", id: pretrained };
  return Array.isArray(layers) ? { kind: "layers", layers: layers.map(layerOf) } : null;
}

/** Nested values become dotted names, lists of them numbered ones; a list of layers becomes one line. */
function parametersOf(value: unknown, prefix = ""): Parameter[] {
  return Object.entries(fields(value)).flatMap(([key, inner]): Parameter[] => {
    const name = prefix + key;
    if (key === "layers" && Array.isArray(inner)) return [{ name, value: layersText(inner.map(layerOf)) }];
    if (isFields(inner)) return parametersOf(inner, `${name}.`);
    if (Array.isArray(inner) && inner.length > 0 && inner.every(isFields)) return inner.flatMap((item, index) => parametersOf(item, `${name}.${index + 1}.`));
    return [{ name, value: typeof inner === "string" ? inner : JSON.stringify(inner) }];
  });
}

/** Parameters of a lineage edge: those of one step, or a list of steps, each with its technique. */
export const stepParameters = (technique: string, value: unknown): Parameter[] =>
  readSpecification({ pipeline: Array.isArray(value) ? value : [{ ...fields(value), technique }] }).steps.flatMap((step) => step.parameters);

/** Reads a specification for a page; never fails. */
export function readSpecification(value: unknown): ReadSpecification {
  const specification = fields(value);
  return {
    task: text(specification.task),
    base: baseOf(specification.base),
    steps: items(specification.pipeline).map((step) => {
      const { technique, ...parameters } = fields(step);
      return { technique: text(technique) ?? "?", parameters: parametersOf(parameters) };
    }),
    training: parametersOf(specification.training),
    seeds: items(specification.seeds).filter((seed) => typeof seed === "number"),
    budget: parametersOf(specification.budget),
  };
}
