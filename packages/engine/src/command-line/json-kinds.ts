import { EngineError } from "../errors.ts";
import { parseBoundedJson } from "../formats/bounded-json.ts";
import { parseSpecification } from "../spec/parse.ts";

type Json = Record<string, unknown>;
const has = (value: Json, ...keys: string[]): boolean => keys.every((key) => key in value);

interface JsonKind {
  kind: string;
  fits(value: Json): boolean;
  describe(value: Json): Json;
}

const kinds: JsonKind[] = [
  {
    kind: "report",
    fits: (value) => has(value, "schemaVersion", "outcome", "metrics"),
    describe: ({ outcome, failure, seed, task, techniques, metrics, trainingEnergy, network, environment }) => ({ outcome, failure, seed, task, techniques, metrics, trainingEnergy, network, environment }),
  },
  { kind: "energy record", fits: (value) => has(value, "energy", "components", "cpuSeconds"), describe: ({ energy, cpuSeconds, wallSeconds, carbon, cost }) => ({ energy, cpuSeconds, wallSeconds, carbon, cost }) },
  { kind: "job", fits: (value) => has(value, "specification", "seed"), describe: ({ specification, seed, threads, zone }) => ({ seed, threads, zone, specification: describeSpecification(specification) }) },
  { kind: "specification", fits: (value) => has(value, "version", "task", "pipeline"), describe: describeSpecification },
];

/** What a specification asks for, or every path that is wrong. */
function describeSpecification(value: unknown): Json {
  const parsed = parseSpecification(value, { allowFile: true });
  if (!parsed.ok) return { valid: false, issues: parsed.issues.map(({ path, message }) => ({ path: path.join("."), message })) };
  const { name, task, pipeline, training, seeds } = parsed.specification;
  return { valid: true, name, task, pipeline, training, seeds };
}

/** What a JSON document of ours is; null: the bytes are no JSON object. @throws EngineError UNSUPPORTED for JSON that is none of ours */
export function describeJson(path: string, bytes: Uint8Array): Json | null {
  if (!/^[\s\uFEFF]*\{/.test(Buffer.from(bytes.subarray(0, 64)).toString("utf8"))) return null;
  let value: Json;
  try {
    value = parseBoundedJson(bytes, path) as Json;
  } catch (error) {
    if (error instanceof EngineError && error.code === "CORRUPT") return null; // text that begins with a brace
    throw error;
  }
  const found = kinds.find(({ fits }) => fits(value));
  if (!found) throw new EngineError("UNSUPPORTED", `${path} is JSON, but no ${kinds.map(({ kind }) => kind).join(", ")}: its keys are ${Object.keys(value).slice(0, 10).join(", ")}.`);
  return { kind: found.kind, ...found.describe(value) };
}
