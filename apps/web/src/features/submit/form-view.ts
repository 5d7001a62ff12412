import type { FormError } from "../../lib/form-state.ts";
import type { EstimateView } from "./estimate-view.ts";

/** What an experiment may begin with. */
export type BaseKind = "modelVersion" | "layers" | "pretrained";

/** A text that may stand in another language than the page: the schema's own words, where it has none in the reader's. */
export interface Said {
  text: string;
  lang?: "en";
}

export interface ViewField {
  kind: "field";
  /** Its path, as the API names it in a refusal; also its id on the page. */
  name: string;
  label: Said;
  hints: Said[];
  unit?: Said;
  input: "text" | "decimal" | "json" | "choice" | "radio" | "search";
  value: string;
  choices?: { value: string; text: string; hint?: string }[];
  /** What is chosen changes which fields there are: with JavaScript the form is sent as soon as it changes. */
  decides?: boolean;
  errors: FormError[];
}

/** A button that changes the form. */
export interface Deed {
  intent: string;
  text: string;
  /** With what it is for, for who hears it alone. */
  label?: string;
}

export interface ViewGroup {
  kind: "group";
  name: string;
  legend: Said;
  hints: Said[];
  /** Folded until it is opened: nothing in it is entered. */
  folded: boolean;
  /** Shown only while this base is chosen. */
  ofBase?: BaseKind;
  /** Of fields that say what is not asked. */
  hidden: [name: string, value: string][];
  nodes: ViewNode[];
  deeds: Deed[];
  errors: FormError[];
}

export type ViewNode = ViewField | ViewGroup;

/** A whole form as plain data: a server action answers with it, and without JavaScript it becomes part of the page. */
export interface FormView {
  /** Counts the answers. */
  attempt: number;
  idempotencyKey: string;
  sections: ViewGroup[];
  /** All that is wrong, each with the field to go to; null: the form as a whole. */
  problems: { at: string | null; label: string; error: FormError }[];
  /** The button that was answered: `submit`, `estimate`, `preview`, or one that changes the form; empty before any. */
  intent: string;
  /** What was asked for by its button; null: nothing, or it was refused. */
  estimate: EstimateView | null;
  preview: { json: string; graphql: string; python: string };
}

/** All fields of the form, in their order. */
export const fieldsIn = (nodes: readonly ViewNode[]): ViewField[] => nodes.flatMap((node) => (node.kind === "field" ? [node] : fieldsIn(node.nodes)));
