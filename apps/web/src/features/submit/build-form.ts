import type { Locale } from "../../i18n/routing.ts";
import type { FormError } from "../../lib/form-state.ts";
import type { Building } from "./build-nodes.ts";
import { group, nodesOf, said } from "./build-nodes.ts";
import { baseKind, root, specificationOf } from "./form-specification.ts";
import type { FormView, ViewField, ViewGroup, ViewNode } from "./form-view.ts";
import type { Schema } from "./json-schema.ts";
import type { SubmitLabels } from "./submit-labels.ts";
import { submitGraphql, submitPython } from "./submit-snippets.ts";
import type { SubmitWords } from "./submit-words.ts";
import type { FormValues } from "./write-values.ts";

export interface FormSources {
  schema: Schema;
  projects: { value: string; text: string }[];
  visibilities: { value: string; text: string }[];
  /** Registered versions to begin with, the chosen one among them. */
  versions: { value: string; text: string }[];
  versionCount: { shown: number; total: number };
}

export interface FormRequest {
  sources: FormSources;
  values: FormValues;
  errors: FormError[];
  attempt: number;
  idempotencyKey: string;
  intent: string;
  estimate: FormView["estimate"];
  origin: string;
  locale: Locale;
  words: SubmitWords;
  labels: SubmitLabels;
  techniqueName: Building["techniqueName"];
}

/** The form that asks for these values. */
export function buildForm(request: FormRequest): FormView {
  const names = namesIn(sectionsOf(request, {}, () => []));
  const placed = request.errors.map((error) => ({ error, at: placeOf(error.field, names) }));
  const shown: FormValues = {};
  const sections = sectionsOf(request, shown, (name) => placed.filter(({ at }) => at === name).map(({ error }) => error));
  const specification = specificationOf(request.sources.schema, shown);
  const submission = { project: shown.project ?? "", idempotencyKey: request.idempotencyKey, specification, ...(shown.visibility ? { visibility: shown.visibility } : {}) };
  return {
    attempt: request.attempt,
    idempotencyKey: request.idempotencyKey,
    sections,
    intent: request.intent,
    estimate: request.estimate,
    problems: placed.map(({ error, at }) => ({ at, error, label: labelOf(sections, at) ?? "" })),
    preview: { json: JSON.stringify(specification, null, 2), graphql: submitGraphql(submission), python: submitPython(request.origin, submission) },
  };
}

function sectionsOf({ sources, values, locale, words, labels, techniqueName }: FormRequest, shown: FormValues, errors: Building["errors"]): ViewGroup[] {
  const building: Building = { values, locale, words, techniqueName, errors, shown, versions: sources.versions, versionFields: new Set() };
  const { properties = {}, required = [] } = sources.schema;
  const part = (key: string): ViewNode[] => (properties[key] ? nodesOf(properties[key], { path: `${root}.${key}`, key, required: required.includes(key), fills: true }, building) : []);
  const choose = (name: string, label: string, hint: string | null, choices: ViewField["choices"] & object, value: string, input: ViewField["input"] = "choice"): ViewField => {
    shown[name] = value;
    return { kind: "field", name, label: { text: label }, hints: hint ? [{ text: hint }] : [], input, value, choices, errors: errors(name) };
  };
  const section = (name: string, legend: string, nodes: ViewNode[], hint?: string): ViewGroup => group({ name, legend: { text: legend }, nodes, hints: hint ? [{ text: hint }] : [], errors: errors(name) });
  const onlyProject = sources.projects.length === 1 ? sources.projects[0]!.value : "";
  const { layers, modelVersion, pretrained } = properties.base?.properties ?? {};
  const versionName = `${root}.base.modelVersion`;
  const chosenVersion = values[versionName] ?? "";
  const kind = values[baseKind] ?? (chosenVersion ? "modelVersion" : "layers");
  const steps = [...part("task"), ...part("pipeline")];
  const search: ViewField = { kind: "field", name: "search", label: { text: labels.searchVersion }, hints: [{ text: labels.found(sources.versionCount) }], input: "search", value: values.search ?? "", errors: [] };
  const find = [{ intent: "show", text: labels.search }];
  // Where steps name versions too, the search is theirs as well, whatever the base.
  const isShared = building.versionFields.size > 0;
  return [
    section("about", labels.about, [
      choose("project", labels.project, labels.projectHint, onlyProject ? sources.projects : [{ value: "", text: labels.choose }, ...sources.projects], values.project ?? onlyProject),
      ...part("name"),
      choose("visibility", labels.visibility, labels.visibilityHint, [{ value: "", text: labels.asProject }, ...sources.visibilities], values.visibility ?? ""),
    ]),
    section(`${root}.base`, labels.base, [
      choose(baseKind, labels.baseKind, null, [{ value: "modelVersion", text: labels.registered, hint: labels.registeredHint }, { value: "layers", text: labels.fresh, hint: labels.freshHint }, { value: "pretrained", text: labels.pretrained, hint: labels.pretrainedHint }], kind, "radio"),
      ...(isShared ? [group({ name: "find", legend: { text: labels.findVersions }, nodes: [search], deeds: find })] : []),
      group({
        name: "registered", legend: { text: labels.registered }, ofBase: "modelVersion", deeds: isShared ? [] : find,
        nodes: [
          ...(isShared ? [] : [search]),
          choose(versionName, modelVersion ? (said(modelVersion, "title", locale)?.text ?? "") : "", null, [{ value: "", text: labels.choose }, ...sources.versions], chosenVersion),
        ],
      }),
      ...(pretrained ? [group({ name: "pretrained", legend: { text: labels.pretrained }, ofBase: "pretrained", nodes: nodesOf(pretrained, { path: `${root}.base.pretrained`, key: "pretrained", required: false, fills: false }, building) })] : []),
      ...(layers ? nodesOf(layers, { path: `${root}.base.layers`, key: "layers", required: true, fills: true }, building).map((node) => (node.kind === "group" ? { ...node, ofBase: "layers" as const } : node)) : []),
    ]),
    section("steps", labels.pipeline, steps),
    section("fitting", labels.training, part("training"), labels.trainingHint),
    section("runs", labels.runs, [...part("seeds"), ...part("budget")], labels.budgetHint),
  ];
}

const namesIn = (nodes: readonly ViewNode[]): Set<string> => new Set(nodes.flatMap((node) => (node.kind === "field" ? [node.name] : [node.name, ...namesIn(node.nodes)])));

/** Where an error stands: at the field of its path, or the nearest group around it. */
function placeOf(path: string | null, names: Set<string>): string | null {
  for (let at = path ?? ""; at !== ""; at = at.slice(0, Math.max(0, at.lastIndexOf(".")))) if (names.has(at)) return at;
  return null;
}

function labelOf(nodes: readonly ViewNode[], name: string | null): string | null {
  for (const node of nodes) {
    if (node.name === name) return node.kind === "field" ? node.label.text : node.legend.text;
    const within = node.kind === "group" ? labelOf(node.nodes, name) : null;
    if (within !== null) return within;
  }
  return null;
}
