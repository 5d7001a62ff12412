"use client";

import { useId } from "react";
import type { ReactNode } from "react";
import { ErrorText, useFormAnswer } from "./action-form.tsx";

interface FieldProps {
  /** Name in the form, and in the path of a refusal. */
  name: string;
  label: string;
  hint?: string;
  /** What it holds before anything was entered. */
  value?: string;
  required?: boolean;
}

interface TextFieldProps extends FieldProps {
  type?: "text" | "email" | "password";
  autoComplete?: string;
  minLength?: number;
  maxLength?: number;
  /** Letters and digits to be read one by one: an id, a zone. */
  mono?: boolean;
}

/** One line of text. */
export function TextField({ name, label, hint, value = "", mono, ...input }: TextFieldProps) {
  const { entered, about, errors } = useField(name, hint !== undefined);
  return (
    <div className="field">
      <label htmlFor={about.id}>{label}</label>
      {hint && <p id={`${about.id}-hint`} className="hint">{hint}</p>}
      <input {...input} {...about} name={name} defaultValue={entered?.[0] ?? value} className={mono ? "mono" : undefined} autoCapitalize={mono ? "none" : undefined} spellCheck={mono ? false : undefined} />
      {errors}
    </div>
  );
}

/** Several lines of text. */
export function TextAreaField({ name, label, hint, value = "", ...input }: FieldProps & { rows?: number; maxLength?: number }) {
  const { entered, about, errors } = useField(name, hint !== undefined);
  return (
    <div className="field">
      <label htmlFor={about.id}>{label}</label>
      {hint && <p id={`${about.id}-hint`} className="hint">{hint}</p>}
      <textarea {...input} {...about} name={name} defaultValue={entered?.[0] ?? value} />
      {errors}
    </div>
  );
}

export interface Choice {
  value: string;
  text: string;
  hint?: string;
}

/** One of several, folded. */
export function SelectField({ name, label, hideLabel = false, hint, value = "", choices, required }: FieldProps & { choices: Choice[]; hideLabel?: boolean }) {
  const { entered, about, errors, attempt } = useField(name, hint !== undefined);
  return (
    <div className="field">
      <label htmlFor={about.id} className={hideLabel ? "only-read" : undefined}>{label}</label>
      {hint && <p id={`${about.id}-hint`} className="hint">{hint}</p>}
      {/* The key: React does not set a select to a new default by itself. */}
      <select {...about} key={attempt} name={name} required={required} defaultValue={entered?.[0] ?? value}>
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.text}</option>)}
      </select>
      {errors}
    </div>
  );
}

interface ChoiceFieldProps extends Omit<FieldProps, "value"> {
  type: "checkbox" | "radio";
  choices: Choice[];
  /** Chosen before anything was. */
  chosen?: string[];
}

/** One or some of several, each with its meaning. */
export function ChoiceField({ name, label, hint, type, choices, chosen = [], required }: ChoiceFieldProps) {
  const { entered, about: { id, ...about }, errors, attempt } = useField(name, hint !== undefined);
  return (
    <fieldset className="field" key={attempt} aria-describedby={about["aria-describedby"]}>
      <legend>{label}</legend>
      {hint && <p id={`${id}-hint`} className="hint">{hint}</p>}
      {choices.map(({ value, text, hint: meaning }) => (
        <div className="choice" key={value}>
          <input {...about} type={type} id={`${id}-${value}`} name={name} value={value} required={type === "radio" && required} defaultChecked={(entered ?? chosen).includes(value)}
            aria-describedby={meaning && `${id}-${value}-hint`} />
          <label htmlFor={`${id}-${value}`}>{text}</label>
          {meaning && <p id={`${id}-${value}-hint`} className="hint">{meaning}</p>}
        </div>
      ))}
      {errors}
    </fieldset>
  );
}

interface FieldAttributes {
  id: string;
  "aria-describedby"?: string;
  "aria-invalid"?: true;
  autoFocus?: true;
}

/** A field's place in the form's answer: what was entered, what is wrong with it, and the attributes that say so. */
function useField(name: string, hasHint: boolean): { entered: string[] | undefined; about: FieldAttributes; errors: ReactNode; attempt: number } {
  const id = useId();
  const { values, errors, attempt } = useFormAnswer();
  const own = errors.filter(({ field }) => field === name);
  const wrong = own.length > 0;
  const described = [...(hasHint ? [`${id}-hint`] : []), ...(wrong ? [`${id}-error`] : [])].join(" ");
  return {
    attempt,
    // An unchecked box is not sent: after a refusal nothing entered means nothing chosen.
    entered: errors.length > 0 ? (values[name] ?? []) : undefined,
    about: { id, ...(described ? { "aria-describedby": described } : {}), ...(wrong ? { "aria-invalid": true } : {}), ...(errors[0]?.field === name ? { autoFocus: true } : {}) },
    errors: wrong && <div id={`${id}-error`} className="field-error">{own.map((error) => <ErrorText key={error.message} error={error} />)}</div>,
  };
}
