/** What is wrong with a form: at a field, or, with null, with the whole of it. */
export interface FormError {
  field: string | null;
  message: string;
  /** The API's own words, where the portal has none for it. */
  inEnglish?: boolean;
}

/** Something that is known only now, and shown once. */
export interface Issued {
  /** A key or an address; null: it was mailed, and nobody here is shown it. */
  secret: string | null;
  /** For whom or what: an e-mail address, a name. */
  subject: string;
}

/** What a server action answers a form with. Plain data: without JavaScript it becomes part of the page that answers the POST. */
export interface FormState {
  /** Counts the answers, so that fields are set anew. */
  attempt: number;
  /** What was entered, by field; secrets left out. */
  values: Record<string, string[]>;
  errors: FormError[];
  issued: Issued | null;
}

export type FormAction = (previous: FormState, form: FormData) => Promise<FormState>;

export const untouched: FormState = { attempt: 0, values: {}, errors: [], issued: null };

const isSecret = (name: string): boolean => name.startsWith("$") || /password|token/i.test(name);

/** The form again with what was entered, passwords aside, and what is wrong. */
export function refusedForm(previous: FormState, form: FormData, errors: FormError[]): FormState {
  const names = [...new Set(form.keys())].filter((name) => !isSecret(name));
  const values = Object.fromEntries(names.map((name) => [name, form.getAll(name).filter((value) => typeof value === "string")]));
  return { attempt: previous.attempt + 1, values, errors, issued: null };
}

/** An empty form, and what it has made. */
export const issuedForm = (previous: FormState, issued: Issued): FormState => ({ attempt: previous.attempt + 1, values: {}, errors: [], issued });

/** A field's text without surrounding blanks; empty where there is none. Passwords are taken as typed. */
export function textOf(form: FormData, name: string): string {
  const value = form.get(name);
  if (typeof value !== "string") return "";
  return /password/i.test(name) ? value : value.trim();
}
