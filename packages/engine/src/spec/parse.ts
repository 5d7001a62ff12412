import { z } from "zod";
import { EngineError } from "../errors.ts";
import { findTask, isOwnData, openOwnData } from "../tasks/find-task.ts";
import type { TaskDescription } from "../tasks/task.ts";
import { misfitOf } from "../techniques/layers.ts";
import { techniques } from "../techniques/registry.ts";
import type { NamedModel } from "../techniques/technique.ts";
import { newArchitecture } from "./new-architecture.ts";
import type { Specification, TrainingSpec } from "./schema.ts";
import { inheritedMisfits, strategyMisfits } from "./strategy-misfits.ts";
import { outerSchema, ownDataSchema, trainingOverrideSchema, trainingUpdates } from "./schema.ts";

export interface Issue {
  /** From the specification's root: ["pipeline", "0", "temperature"]. */
  path: string[];
  message: string;
}

export type Parsed = { ok: true; specification: Specification } | { ok: false; issues: Issue[] };

export interface ParsedStep {
  technique: string;
  params: unknown;
  training: TrainingSpec;
}

const isObject = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);
const text = (path: PropertyKey[]): string[] => path.map(String);

/** One issue a wrong value; an unknown key is named by its own path. */
function issuesOf({ issues }: z.ZodError, prefix: string[], known?: string[]): Issue[] {
  return issues.flatMap((issue): Issue[] => {
    const path = [...prefix, ...text(issue.path)];
    if (issue.code !== "unrecognized_keys") return [{ path, message: issue.message }];
    return issue.keys.map((key) => ({ path: [...path, key], message: `Unknown key "${key}".${known && issue.path.length === 0 ? ` Known: ${known.join(", ")}.` : ""}` }));
  });
}

function checkStep(step: unknown, index: number): { value: Record<string, unknown> | null; issues: Issue[] } {
  const path = ["pipeline", String(index)];
  if (!isObject(step) || typeof step["technique"] !== "string") return { value: null, issues: [] }; // the outer schema says so
  const { technique: id, training, ...params } = step;
  const technique = techniques.find((candidate) => candidate.id === id);
  if (!technique) return { value: null, issues: [{ path: [...path, "technique"], message: `Unknown technique "${id}". Known: ${techniques.map((candidate) => candidate.id).join(", ")}.` }] };
  const parsed = technique.params.safeParse(params);
  const override = trainingOverrideSchema.optional().safeParse(training);
  const issues = [...(parsed.success ? [] : issuesOf(parsed.error, path)), ...(override.success ? [] : issuesOf(override.error, [...path, "training"]))];
  if (!parsed.success || !override.success) return { value: null, issues };
  return { value: { technique: id, ...(parsed.data as object), ...(override.data ? { training: override.data } : {}) }, issues };
}

/** What must come last, and does not. */
function checkOrder(pipeline: unknown[]): Issue[] {
  return pipeline.slice(0, -1).flatMap((step, k): Issue[] => {
    const technique = isObject(step) && techniques.find(({ id, last }) => last && id === step["technique"]);
    return technique ? [{ path: ["pipeline", String(k), "technique"], message: `"${technique.id}" must be the last step: a later one would change what it has rounded.` }] : [];
  });
}

/** The task, and what the specification shall say of it; or why there is none. Whether a slug is known the outer schema says. */
function taskOf(task: unknown, allowFile: boolean): { task?: TaskDescription | undefined; address?: string; issues: Issue[] } {
  if (typeof task !== "string") return { issues: [] };
  if (!isOwnData(task)) return { task: findTask(task), issues: [] };
  if (!allowFile) return { issues: [] };
  try {
    return { ...openOwnData(task), issues: [] };
  } catch (error) {
    if (!(error instanceof EngineError)) throw error;
    return { issues: [{ path: ["task"], message: error.message }] };
  }
}

function checkTask(value: Record<string, unknown>, task: TaskDescription | undefined): Issue[] {
  if (!task) return [];
  const holders: [string[], unknown][] = [[["training"], value["training"]]];
  if (Array.isArray(value["pipeline"])) value["pipeline"].forEach((step: unknown, k) => holders.push([["pipeline", String(k), "training"], isObject(step) ? step["training"] : undefined]));
  return holders.flatMap(([path, training]): Issue[] => {
    const { examples, classWeights } = isObject(training) ? training : {};
    const misfit = Array.isArray(classWeights) && classWeights.length !== task.classes ? [{ path: [...path, "classWeights"], message: `${task.slug} has ${task.classes} classes, so there must be ${task.classes} weights, not ${classWeights.length}.` }] : [];
    if (typeof examples !== "number" || examples <= task.splitSizes.train) return misfit;
    return [...misfit, { path: [...path, "examples"], message: `The training split of ${task.slug} has ${task.splitSizes.train} examples, fewer than ${examples}.` }];
  });
}

/** Keys that a strategy does not read: of the whole pipeline, and of each step, which may have another strategy. */
function checkStrategies({ training, pipeline }: z.infer<typeof outerSchema>): Issue[] {
  const ofSteps = pipeline.flatMap((step, k): Issue[] => {
    if (!isObject(step["training"])) return [];
    const own = step["training"];
    const strategy = (own["strategy"] as string | undefined) ?? training.strategy;
    return [...strategyMisfits(own, strategy), ...inheritedMisfits(training, own, strategy)].map(({ path, message }) => ({ path: ["pipeline", String(k), "training", ...path], message }));
  });
  return [...strategyMisfits(training, training.strategy).map(({ path, message }) => ({ path: ["training", ...path], message })), ...ofSteps];
}

/** New layers that do not fit the task's inputs or each other. */
function misfitsOf({ base }: z.infer<typeof outerSchema>, steps: (Record<string, unknown> | null)[], task: TaskDescription): Issue[] {
  const brought = steps.flatMap((step, k) => {
    const { technique: id, training: _training, ...params } = step!;
    const lists = techniques.find((candidate) => candidate.id === id)!.newLayers?.(params) ?? [];
    return lists.map(({ path, layers }) => ({ path: ["pipeline", String(k), ...path], layers }));
  });
  return [...(base.layers ? [{ path: ["base", "layers"], layers: base.layers }] : []), ...brought].flatMap(({ path, layers }): Issue[] => {
    const misfit = misfitOf(layers, task);
    return misfit ? [{ path: [...path, ...misfit.path], message: misfit.message }] : [];
  });
}

/** Models that steps name where they cannot be had: files on a platform, registered versions on the command line. */
function unreachable(steps: (Record<string, unknown> | null)[], allowFile: boolean): Issue[] {
  const message = allowFile ? "Registered versions are known to a platform only: give a file." : "A file is read on the engine's own command line only: give a registered version as modelVersion.";
  return steps.flatMap((step, k) => modelsOf(step, k)).flatMap(({ path, by }) => (by === (allowFile ? "modelVersion" : "file") ? [{ path, message }] : []));
}

function modelsOf(step: Record<string, unknown> | null, index: number): NamedModel[] {
  if (step === null) return [];
  const { technique: id, training: _training, ...params } = step;
  const named = techniques.find((candidate) => candidate.id === id)!.models?.(params) ?? [];
  return named.map((model) => ({ ...model, path: ["pipeline", String(index), ...model.path] }));
}

/** Models that the steps of a parsed specification name beside its base, each at its path; one may be named more than once. */
export const namedModels = ({ pipeline }: Specification): NamedModel[] => pipeline.flatMap(modelsOf);

/** Steps that one process must train, where several shall. */
function unsharedOf(specification: Specification): Issue[] {
  return stepsOf(specification).flatMap(({ technique: id, params, training: { strategy } }, k): Issue[] => {
    const parameter = strategy === "single" ? null : (techniques.find((candidate) => candidate.id === id)!.oneProcess?.(params) ?? null);
    return parameter === null ? [] : [{ path: ["pipeline", String(k), parameter], message: `With this ${parameter} one process trains: take the strategy single for this step, not ${strategy}.` }];
  });
}

/** A pretrained network reads texts and has no output layer: the task must have them, and the first step must give it one. */
function pretrainedMisfit({ base: { pretrained }, pipeline: [first] }: Specification, task: TaskDescription): Issue[] {
  if (pretrained === undefined) return [];
  if (!task.texts) return [{ path: ["base", "pretrained"], message: `${pretrained} reads texts, and ${task.slug} has none.` }];
  const adding = techniques.filter(({ addsOutput }) => addsOutput).map(({ id }) => id);
  return adding.includes(first!.technique) ? [] : [{ path: ["pipeline", "0", "technique"], message: `${pretrained} has no output layer for ${task.slug}: begin with ${adding.join(" or ")}.` }];
}

/** The first step whose parameters do not fit the network that it will be given: to be seen where the base is known by the specification alone. */
function unfitOf(specification: Specification, task: TaskDescription): Issue[] {
  const misfits = pretrainedMisfit(specification, task);
  let architecture = newArchitecture(specification.base, task);
  if (misfits.length > 0 || !architecture) return misfits;
  for (const [k, { technique: id, params, training }] of stepsOf(specification).entries()) {
    const technique = techniques.find((candidate) => candidate.id === id)!;
    try {
      technique.check?.(architecture, params, trainingUpdates(training, task.splitSizes.train), task.classes);
      architecture = technique.outline(architecture, params, { task, train: (trained) => trained, predictTraining: () => undefined, predictValidation: () => undefined, visitGradients: () => undefined, architectureOf: () => null });
    } catch (error) {
      if (!(error instanceof EngineError)) throw error;
      return [{ path: ["pipeline", String(k), ...(error.path ?? [])], message: error.message }];
    }
  }
  return [];
}

/**
 * A specification from anything, or every path that is wrong with its rule. An unknown key is refused: an accepted key is enforced.
 * @param options allowFile: on the engine's own command line only; there `task` may also be `file:` and the path of a manifest of own data, which are read and checked
 */
export function parseSpecification(given: unknown, { allowFile = false }: { allowFile?: boolean } = {}): Parsed {
  if (!isObject(given)) return { ok: false, issues: [{ path: [], message: "A specification is a JSON object." }] };
  const { task, address, issues: taskIssues } = taskOf(given["task"], allowFile);
  const value = address === undefined ? given : { ...given, task: address };
  const outer = (allowFile && isOwnData(given["task"]) ? ownDataSchema : outerSchema).safeParse(value);
  const steps = Array.isArray(value["pipeline"]) ? value["pipeline"].map(checkStep) : [];
  const base = value["base"];
  const issues = [...(outer.success ? [] : issuesOf(outer.error, [], Object.keys(outerSchema.shape))), ...taskIssues, ...steps.flatMap((step) => step.issues), ...checkOrder(Array.isArray(value["pipeline"]) ? value["pipeline"] : []), ...checkTask(value, task)];
  issues.push(...unreachable(steps.map((step) => step.value), allowFile));
  if (!allowFile && isObject(base) && base["file"] !== undefined) issues.push({ path: ["base", "file"], message: "A file is read on the engine's own command line only; register it as a model version." });
  if (!outer.success || !task || issues.length > 0) return { ok: false, issues };
  const strategyIssues = checkStrategies(outer.data);
  if (strategyIssues.length > 0) return { ok: false, issues: strategyIssues };
  const misfits = misfitsOf(outer.data, steps.map((step) => step.value), task);
  if (misfits.length > 0) return { ok: false, issues: misfits };
  const specification: Specification = { ...outer.data, pipeline: steps.map(({ value: step }) => step as Specification["pipeline"][number]) };
  const unshared = unsharedOf(specification);
  if (unshared.length > 0) return { ok: false, issues: unshared };
  const unfit = unfitOf(specification, task);
  return unfit.length > 0 ? { ok: false, issues: unfit } : { ok: true, specification };
}

/** The steps of a parsed specification, each with the training it runs under. */
export function stepsOf(specification: Specification): ParsedStep[] {
  return specification.pipeline.map(({ technique, training, ...params }) => ({ technique, params, training: { ...specification.training, ...(training as Partial<TrainingSpec> | undefined) } }));
}

/** The JSON Schema of a specification: what the portal's form and editors read. */
export function specificationJsonSchema(): Record<string, unknown> {
  const options = { io: "input", unrepresentable: "any" } as const;
  const outer = z.toJSONSchema(outerSchema, options) as { properties: Record<string, Record<string, unknown>> };
  const steps = techniques.map(({ id, title, params }) => {
    const schema = z.toJSONSchema(params, options) as { properties?: object; required?: string[] };
    return { title, type: "object", additionalProperties: false, required: ["technique", ...(schema.required ?? [])], properties: { technique: { const: id }, ...schema.properties, training: z.toJSONSchema(trainingOverrideSchema, options) } };
  });
  outer.properties["pipeline"] = { ...outer.properties["pipeline"], items: { title: "Step", zh: { title: "步骤" }, anyOf: steps } };
  return outer;
}
