import type { ReactNode } from "react";
import type { FormAction } from "../../lib/form-state.ts";
import { ActionForm } from "./action-form.tsx";

interface ConfirmFormProps {
  action: FormAction;
  /** What opens the question, e.g. "Remove". */
  open: string;
  /** What will happen, and to whom. */
  question: string;
  /** What does it. */
  confirm: string;
  /** Of the deed with its object, for who hears it without its row: "Remove Ada". Holds the word that opens. */
  label: string;
  hidden: Record<string, string>;
  children?: ReactNode;
}

/** A deed that asks first, unfolding in its place; needs no JavaScript. */
export function ConfirmForm({ action, open, question, confirm, label, hidden, children }: ConfirmFormProps) {
  return (
    <ActionForm action={action} className="confirm" label={label}>
      <HiddenFields values={hidden} />
      <details>
        <summary aria-label={label}>{open}</summary>
        <div className="form">
          <p>{question}</p>
          {children}
          <p><button type="submit" className="button danger">{confirm}</button></p>
        </div>
      </details>
    </ActionForm>
  );
}

/** What a form says without asking. */
export function HiddenFields({ values }: { values: Record<string, string> }) {
  return <>{Object.entries(values).map(([name, value]) => <input key={name} type="hidden" name={name} value={value} />)}</>;
}
