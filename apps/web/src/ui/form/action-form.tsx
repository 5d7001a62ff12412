"use client";

import { createContext, useActionState, useContext, useEffect, useRef } from "react";
import type { ReactNode } from "react";
import type { FormAction, FormError, FormState } from "../../lib/form-state.ts";
import { untouched } from "../../lib/form-state.ts";

const State = createContext<FormState>(untouched);

/** What the action has answered the form around with. */
export const useFormAnswer = (): FormState => useContext(State);

interface ActionFormProps {
  action: FormAction;
  children: ReactNode;
  className?: string;
  /** Where the page has several forms of one kind: what this one is for. */
  label?: string;
}

/** A form whose server action answers with errors at their fields. It works the same before, and without, JavaScript. */
export function ActionForm({ action, children, className = "form", label }: ActionFormProps) {
  const [state, send, pending] = useActionState(action, untouched);
  const form = useRef<HTMLFormElement>(null);
  useEffect(() => {
    if (state.attempt > 0) form.current?.querySelector<HTMLElement>("[aria-invalid=true], [data-answer]")?.focus();
  }, [state]);
  const unplaced = state.errors.filter(({ field }) => field === null);
  return (
    <State value={state}>
      <form ref={form} action={send} className={className} aria-label={label} aria-busy={pending} onSubmit={(event) => pending && event.preventDefault()}>
        {unplaced.length > 0 && (
          <div className="notice failed" role="alert" tabIndex={-1} data-answer autoFocus>{unplaced.map((error) => <ErrorText key={error.message} error={error} />)}</div>
        )}
        {children}
      </form>
    </State>
  );
}

export function ErrorText({ error, id }: { error: FormError; id?: string }) {
  return <p id={id} lang={error.inEnglish ? "en" : undefined}>{error.message}</p>;
}
