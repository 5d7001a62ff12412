import { ErrorText } from "../../ui/form/action-form.tsx";
import type { ViewField } from "./form-view.ts";

/** One field with its hints, its unit and what is wrong with it. */
export function FormField({ field, showText }: { field: ViewField; showText: string }) {
  const { name, label, hints, unit, errors, input, value } = field;
  const wrong = errors.length > 0;
  const about = {
    id: name, name,
    "aria-describedby": [...(hints.length > 0 ? [`${name}-hint`] : []), ...(wrong ? [`${name}-error`] : [])].join(" ") || undefined,
    "aria-invalid": wrong || undefined,
  };
  const text = <>{label.text}{unit && <span className="muted"> (<span lang={unit.lang}>{unit.text}</span>)</span>}</>;
  const below = (
    <>
      {hints.length > 0 && <p id={`${name}-hint`} className="hint">{hints.map((hint, index) => <span key={hint.text} lang={hint.lang}>{index > 0 && " · "}{hint.text}</span>)}</p>}
      {wrong && <div id={`${name}-error`} className="field-error">{errors.map((error) => <ErrorText key={error.message} error={error} />)}</div>}
    </>
  );
  if (input === "radio") return <RadioField field={field} />;
  return (
    <div className={`field of-${input}`}>
      <label htmlFor={name} lang={label.lang}>{text}</label>
      {input === "choice" ? <ChoiceInput about={about} field={field} showText={showText} />
        : input === "json" ? <textarea {...about} rows={3} className="mono" defaultValue={value} spellCheck={false} />
          : <input {...about} type={input === "search" ? "search" : "text"} inputMode={input === "decimal" ? "decimal" : undefined} defaultValue={value} autoComplete="off" spellCheck={input === "text"} />}
      {below}
    </div>
  );
}

function ChoiceInput({ about, field: { value, choices = [], decides = false }, showText }: { about: object; field: ViewField; showText: string }) {
  return (
    <>
      <select
        {...about} defaultValue={value}
        // React leaves a select as it is when its default changes, and the reset after an action goes to the first default.
        ref={(select) => {
          if (!select) return;
          for (const option of select.options) option.defaultSelected = option.value === value;
          select.value = value;
        }}
        onChange={decides ? ({ currentTarget: { form } }) => form?.requestSubmit(form.querySelector<HTMLElement>("[name=intent][value=show]")) : undefined}
      >
        {choices.map((choice) => <option key={choice.value} value={choice.value}>{choice.text}</option>)}
      </select>
      {decides && <noscript><button type="submit" name="intent" value="show" className="button">{showText}</button></noscript>}
    </>
  );
}

function RadioField({ field: { name, label, choices = [], value } }: { field: ViewField }) {
  return (
    <fieldset className="field" id={name}>
      <legend>{label.text}</legend>
      {choices.map((choice) => (
        <div className="choice" key={choice.value}>
          <input type="radio" id={`${name}-${choice.value}`} name={name} value={choice.value} defaultChecked={choice.value === value} aria-describedby={choice.hint && `${name}-${choice.value}-hint`} />
          <label htmlFor={`${name}-${choice.value}`}>{choice.text}</label>
          {choice.hint && <p id={`${name}-${choice.value}-hint`} className="hint">{choice.hint}</p>}
        </div>
      ))}
    </fieldset>
  );
}
