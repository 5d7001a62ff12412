import type { Locale } from "../../i18n/routing.ts";
import type { FormError } from "../../lib/form-state.ts";
import type { Deed, Said, ViewField, ViewGroup, ViewNode } from "./form-view.ts";
import type { Part, Schema } from "./json-schema.ts";
import { partOf } from "./json-schema.ts";
import { rangeText } from "./range-text.ts";
import type { SubmitWords } from "./submit-words.ts";
import type { FormValues } from "./write-values.ts";
import { countOf, leftOut } from "./write-values.ts";

/** What a form is built from beside the schema. */
export interface Building {
  values: FormValues;
  locale: Locale;
  words: SubmitWords;
  /** A technique in the reader's language. */
  techniqueName: (id: string, title: string | undefined) => string;
  errors: (name: string) => FormError[];
  /** Registered versions to choose from. */
  versions: { value: string; text: string }[];
  /** Fields that choose among them; filled while building. */
  versionFields: Set<string>;
  /** What the fields hold as they are shown, defaults included; filled while building. */
  shown: FormValues;
}

interface Place {
  path: string;
  /** Last key of the path: the label of what has no title. */
  key: string;
  required: boolean;
  /** Whether a field that was never shown begins with its default; `inherited`: the default of the object around. */
  fills: boolean;
  inherited?: unknown;
  /** Whether fields beside it are asked for by what it holds. */
  decides?: boolean;
}

const isFields = (value: unknown): value is Record<string, unknown> => typeof value === "object" && value !== null && !Array.isArray(value);

/** A word of the schema in the reader's language; its own English where it has no other. */
export function said(schema: Schema, which: "title" | "description" | "unit", locale: Locale): Said | null {
  const [english, chinese] = [schema[which], schema.zh?.[which]];
  if (locale === "zh" && chinese !== undefined) return { text: chinese };
  if (english === undefined) return null;
  // Symbols such as J are no English; β₁ is said in one way only.
  return locale === "zh" && /[a-z]{2}/.test(english) ? { text: english, lang: "en" } : { text: english };
}

const titleOf = (schema: Schema, key: string, { locale }: Building): Said => said(schema, "title", locale) ?? { text: key };

/** The fields of a part of the specification. */
export function nodesOf(schema: Schema, place: Place, building: Building): ViewNode[] {
  const part = partOf(schema);
  const { path, key, required } = place;
  const own = place.fills ? (schema.default ?? place.inherited) : undefined;
  if (schema.modelVersion) return [versionField(schema, place, building)];
  switch (part.kind) {
    case "constant": return [];
    case "object": return part.properties.flatMap(([name, inner, needed]) => {
      const placeOf = (key: string, isNeeded: boolean): Place => ({ path: `${path}.${key}`, key, required: isNeeded, fills: place.fills, inherited: isFields(own) ? own[key] : undefined });
      const below: Place = { ...placeOf(name, needed), decides: part.properties.some(([, other]) => other.onlyFor?.[name] !== undefined) };
      const idle = Object.entries(inner.onlyFor ?? {}).some(([decider, wanted]) => {
        const [, schemaOf, neededOf] = part.properties.find(([key]) => key === decider) ?? [];
        const held = schemaOf ? valueIn(schemaOf, placeOf(decider, neededOf === true), building) : "";
        return held !== "" && !wanted.includes(held);
      });
      if (idle && !isEntered(below.path, building)) return []; // what was entered stays in sight, and is refused
      return partOf(inner).kind === "object" ? [objectGroup(inner, below, building)] : nodesOf(inner, below, building);
    });
    case "variants": return variantNodes(schema, part, place, own, building);
    case "list": return [listGroup(schema, part, place, own, building)];
    default: {
      const value = valueIn(schema, place, building);
      return [field(schema, { path, key, required, value, decides: place.decides === true }, part.kind === "choice" ? part.options : part.kind === "truth" ? ["true", "false"] : null, building)];
    }
  }
}

/** What a field holds: what was entered, else what it begins with. */
const valueIn = (schema: Schema, { path, required, fills, inherited }: Place, { values }: Building): string =>
  values[path] ?? initialText(partOf(schema), fills ? (schema.default ?? inherited) : undefined, required);

const isEnteredBelow = (path: string, { values }: Building): boolean => Object.entries(values).some(([name, value]) => name.startsWith(`${path}.`) && value !== "");
const isEntered = (path: string, building: Building): boolean => (building.values[path] ?? "") !== "" || isEnteredBelow(path, building);

/** A registered version, chosen among those that were found; one that is not among them is kept as it is. */
function versionField(schema: Schema, { path, key }: Place, building: Building): ViewField {
  const { values, versions, words } = building;
  const value = values[path] ?? "";
  building.shown[path] = value;
  building.versionFields.add(path);
  const unknown = value === "" || versions.some((version) => version.value === value) ? [] : [{ value, text: value }];
  return { kind: "field", name: path, label: titleOf(schema, key, building), hints: [...hintsOf(schema, building), { text: words.searchAbove }], input: "choice", value, choices: [{ value: "", text: words.choose }, ...unknown, ...versions], errors: building.errors(path) };
}

/** What a field begins with: its default, or the first of what it must be one of. */
function initialText(part: Part, own: unknown, required: boolean): string {
  if (own === undefined) return required && part.kind === "choice" ? part.options[0]! : "";
  if ((part.kind === "numbers" || part.kind === "texts") && Array.isArray(own)) return own.join(", ");
  return typeof own === "string" ? own : JSON.stringify(own);
}

/** An object of its own within another; folded where it may be left out and nothing is in it. One that is unfolded all the same can be taken out by its button. */
function objectGroup(schema: Schema, place: Place, building: Building): ViewGroup {
  const fills = place.fills && (place.required || schema.default !== undefined);
  const marker = building.values[place.path] === undefined ? [] : [[place.path, building.values[place.path]!] as [string, string]];
  for (const [name, value] of marker) building.shown[name] = value;
  const legend = titleOf(schema, place.key, building);
  const isLeftOut = building.values[place.path] === leftOut;
  const deeds: Deed[] = place.required || schema.open !== true ? [] : isLeftOut ? [{ intent: `take:${place.path}`, text: building.words.addTo(legend.text) }] : [{ intent: `leave:${place.path}`, text: building.words.removeOf(legend.text) }];
  return group({ name: place.path, legend, deeds, hints: hintsOf(schema, building), folded: !place.required && schema.open !== true && !isEnteredBelow(place.path, building) && building.errors(place.path).length === 0, hidden: marker, nodes: isLeftOut ? [] : nodesOf(schema, { ...place, fills }, building), errors: building.errors(place.path) });
}

function variantNodes(schema: Schema, { by, variants }: { by: string; variants: [string, Schema][] }, { path, key, required, fills }: Place, own: unknown, building: Building): ViewNode[] {
  const name = `${path}.${by}`;
  const initial = isFields(own) ? own[by] : required ? variants[0]?.[0] : "";
  const value = building.values[name] ?? (typeof initial === "string" ? initial : "");
  const isStep = by === "technique";
  const label: Said = isStep ? { text: building.words.technique } : titleOf(schema, key, building);
  building.shown[name] = value;
  const chooser: ViewField = {
    kind: "field", name, label, hints: hintsOf(schema, building), input: "choice", value, decides: true, errors: building.errors(name),
    choices: [...(required ? [] : [{ value: "", text: building.words.leftOut }]), ...variants.map(([id, variant]) => ({ value: id, text: isStep ? building.techniqueName(id, variant.title) : variantName(id, variant, building) }))],
  };
  const chosen = variants.find(([id]) => id === value)?.[1];
  return [chooser, ...(chosen ? nodesOf(chosen, { path, key, required: true, fills: fills || isStep, inherited: own }, building) : [])];
}

/** By its title where it has one, beside the word that stands in the specification. */
function variantName(id: string, schema: Schema, { locale, words }: Building): string {
  const title = said(schema, "title", locale);
  return title ? words.named(title.text, id) : id;
}

function listGroup(schema: Schema, { items, most }: { items: Schema; most: number }, { path, key, required, fills }: Place, own: unknown, building: Building): ViewGroup {
  const initial = Array.isArray(own) ? own.length : required ? 1 : 0;
  const count = Math.min(Number(building.values[countOf(path)] ?? initial) || 0, most);
  // A list that may be left out, and that nobody has touched, is left out: it is not an empty one.
  const leftOut = !required && own === undefined && building.values[countOf(path)] === undefined;
  if (!leftOut) building.shown[countOf(path)] = String(count);
  const legend = titleOf(schema, key, building);
  const rowTitle = (said(items, "title", building.locale) ?? legend).text;
  const rows = Array.from({ length: count }, (_, index): ViewGroup => {
    const name = `${path}.${index}`;
    const text = building.words.row(rowTitle, index + 1);
    const remove: Deed[] = count > (schema.minItems ?? 0) ? [{ intent: `remove:${name}`, text: building.words.remove, label: building.words.removeOf(text) }] : [];
    return group({ name, legend: { ...legend, text }, nodes: nodesOf(items, { path: name, key: text, required: true, fills: fills || building.values[countOf(path)] !== undefined, inherited: Array.isArray(own) ? own[index] : undefined }, building), deeds: remove, errors: building.errors(name) });
  });
  const add: Deed[] = count < most ? [{ intent: `add:${path}`, text: building.words.addTo(rowTitle) }] : [];
  return group({ name: path, legend, hints: hintsOf(schema, building), hidden: leftOut ? [] : [[countOf(path), String(count)]], nodes: rows, deeds: add, errors: building.errors(path) });
}

function field(schema: Schema, { path, key, required, value, decides }: { path: string; key: string; required: boolean; value: string; decides: boolean }, options: string[] | null, building: Building): ViewField {
  const { words, locale } = building;
  const { kind } = partOf(schema);
  building.shown[path] = value;
  const standard = schema.default === undefined || typeof schema.default === "object" ? [] : [{ text: words.standard(String(schema.default)) }];
  const range = kind === "numbers" ? null : rangeText(schema, words);
  const unit = said(schema, "unit", locale);
  return {
    kind: "field", name: path, label: titleOf(schema, key, building), value, errors: building.errors(path),
    hints: [...hintsOf(schema, building), ...(kind === "texts" ? [{ text: words.separated }] : []), ...(range ? [{ text: range }] : []), ...standard, ...(required || schema.default !== undefined ? [] : [{ text: words.optional }])],
    ...(unit ? { unit } : {}),
    ...(decides ? { decides } : {}),
    input: options ? "choice" : kind === "number" ? "decimal" : kind === "json" ? "json" : "text",
    ...(options ? { choices: [...(required && value !== "" ? [] : [{ value: "", text: schema.default === undefined ? words.leftOut : words.standard(String(schema.default)) }]), ...options.map((option) => ({ value: option, text: option }))] } : {}),
  };
}

const hintsOf = (schema: Schema, { locale }: Building): Said[] => {
  const hint = said(schema, "description", locale);
  return hint ? [hint] : [];
};

/** A group with nothing but what is given. */
export const group = (given: Partial<ViewGroup> & Pick<ViewGroup, "name" | "legend" | "nodes">): ViewGroup => ({ kind: "group", hints: [], folded: false, hidden: [], deeds: [], errors: [], ...given });
