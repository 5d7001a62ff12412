"use client";

import { memo, useActionState, useEffect, useRef } from "react";
import { CodeBlock } from "../../ui/code-block.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EstimatePanel } from "./estimate-panel.tsx";
import type { EstimatePanelWords } from "./estimate-panel.tsx";
import type { FormView } from "./form-view.ts";
import { FormSection } from "./form-section.tsx";
import type { LiveEstimate } from "./use-live-estimate.ts";
import { useLiveEstimate } from "./use-live-estimate.ts";

export interface SubmitFormWords {
  label: string;
  problems: string;
  /** The same where it was to be estimated. */
  estimateProblems: string;
  /** It cannot be estimated as it stands. */
  incomplete: string;
  estimate: EstimatePanelWords;
  show: string;
  submit: string;
  update: string;
  previewTitle: string;
  previewText: string;
  copies: [json: string, graphql: string, python: string];
  copy: string;
  copied: string;
}

interface SubmitFormProps {
  action: (previous: FormView | null, form: FormData) => Promise<FormView | null>;
  /** Asked again and again while the form is filled in. */
  estimate: (form: FormData) => Promise<LiveEstimate>;
  initial: FormView;
  words: SubmitFormWords;
}

/** Drawn only when the server has answered: drawn for the sake of an estimate, its selects would go back to what was chosen before. */
const DrawnSection = memo(FormSection);

/** A form that the server draws anew after each of its buttons; it works the same without JavaScript. */
export function SubmitForm({ action, estimate, initial, words }: SubmitFormProps) {
  const [answered, send, pending] = useActionState(action, null);
  const view = answered ?? initial;
  const form = useRef<HTMLFormElement>(null);
  const pressed = useRef("");
  const live = useLiveEstimate(form, estimate);
  const { refresh } = live;
  useEffect(() => {
    if (!answered) return;
    refresh();
    // What was pressed may be gone, e.g. with the row it removed: then its list takes the focus.
    const list = pressed.current.replace(/^(add|remove|leave|take):/, "").replace(/\.\d+$/, "");
    if (answered.problems.length > 0) form.current?.querySelector<HTMLElement>("[data-answer]")?.focus();
    else if (document.activeElement === document.body) document.getElementById(list)?.focus();
  }, [answered, refresh]);
  const texts = [view.preview.json, view.preview.graphql, view.preview.python];
  return (
    <form ref={form} id="submit-form" action={send} className="form work" aria-label={words.label} aria-busy={pending} noValidate onInput={refresh}
      onSubmit={(event) => {
        if (pending) return event.preventDefault();
        const button = (event.nativeEvent as SubmitEvent).submitter;
        pressed.current = button instanceof HTMLButtonElement ? button.value : "";
      }}>
      {/* The first button is what Enter presses: it must not submit. */}
      <button type="submit" name="intent" value="show" className="only-read" tabIndex={-1} aria-hidden="true">{words.show}</button>
      <input type="hidden" name="idempotencyKey" value={view.idempotencyKey} readOnly />
      {view.problems.length > 0 && (
        <div className="notice failed" role="alert" tabIndex={-1} data-answer autoFocus>
          <h2>{view.intent === "estimate" ? words.estimateProblems : words.problems}</h2>
          <ul className="plain">
            {view.problems.map(({ at, label, error }) => (
              <li key={`${at}${error.message}`} lang={error.inEnglish ? "en" : undefined}>{at === null ? error.message : <a href={`#${at}`}>{label}: {error.message}</a>}</li>
            ))}
          </ul>
        </div>
      )}
      {view.sections.map((section) => <DrawnSection key={section.name} group={section} attempt={view.attempt} showText={words.show} level={0} />)}
      <details className="preview" open={view.intent === "preview" || undefined}>
        <summary>{words.previewTitle}</summary>
        <div className="form work">
          <p className="small muted">{words.previewText}</p>
          <p><button type="submit" name="intent" value="preview" className="button">{words.update}</button></p>
          {texts.map((text, index) => <Copied key={words.copies[index]} title={words.copies[index]!} text={text} words={words} />)}
        </div>
      </details>
      <EstimatePanel
        estimate={live.estimate === undefined ? view.estimate : live.estimate} missing={live.estimate === null ? words.incomplete : null} pending={live.pending}
        asked={view.intent === "estimate" && view.problems.length === 0} words={words.estimate}
      />
      <p><button type="submit" name="intent" value="submit" className="button primary">{words.submit}</button></p>
    </form>
  );
}

function Copied({ title, text, words }: { title: string; text: string; words: SubmitFormWords }) {
  return (
    <div className="copied">
      <h2>{title}</h2>
      <CopyButton text={text} words={words.copy} done={words.copied} />
      <CodeBlock text={text} label={title} />
    </div>
  );
}
