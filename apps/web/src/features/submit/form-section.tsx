import { ErrorText } from "../../ui/form/action-form.tsx";
import { FormField } from "./form-field.tsx";
import type { Deed, ViewGroup, ViewNode } from "./form-view.ts";

interface FormSectionProps {
  group: ViewGroup;
  attempt: number;
  /** Of the button that stands in for a script. */
  showText: string;
  /** 0: a section of the form. */
  level: number;
}

/** A group of fields with what changes it. */
export function FormSection({ group, attempt, showText, level }: FormSectionProps) {
  const { name, legend, hints, hidden, nodes, deeds, errors, ofBase } = group;
  const described = [...(hints.length > 0 ? [`${name}-hint`] : []), ...(errors.length > 0 ? [`${name}-error`] : [])].join(" ") || undefined;
  const isWrong = hasErrors(group);
  const content = (
    <>
      {hints.length > 0 && <p id={`${name}-hint`} className="hint">{hints.map(({ text, lang }) => <span key={text} lang={lang}>{text} </span>)}</p>}
      {errors.length > 0 && <div id={`${name}-error`} className="field-error">{errors.map((error) => <ErrorText key={error.message} error={error} />)}</div>}
      {hidden.map(([key, value]) => <input key={key} type="hidden" name={key} value={value} readOnly />)}
      <Nodes nodes={nodes} attempt={attempt} showText={showText} level={level + 1} />
      {deeds.length > 0 && <p className="form-deeds">{deeds.map((deed) => <DeedButton key={deed.intent} deed={deed} />)}</p>}
    </>
  );
  if (group.folded && !isWrong) {
    return <details id={name} className="group" data-base={ofBase}><summary lang={legend.lang}>{legend.text}</summary><div className="group-fields">{content}</div></details>;
  }
  return (
    <fieldset id={name} className={level === 0 ? "group outer" : "group"} tabIndex={-1} data-base={ofBase} aria-describedby={described}>
      <legend lang={legend.lang}>{legend.text}</legend>
      {content}
    </fieldset>
  );
}

/** Fields that follow each other share a line; groups have their own. */
function Nodes({ nodes, ...rest }: { nodes: ViewNode[] } & Omit<FormSectionProps, "group">) {
  return nodes.map((node) => (node.kind === "group"
    ? <FormSection key={node.name} group={node} {...rest} />
    : <FormField key={node.name} field={node} showText={rest.showText} />));
}

function DeedButton({ deed: { intent, text, label } }: { deed: Deed }) {
  return <button type="submit" name="intent" value={intent} className="button" aria-label={label}>{text}</button>;
}

const hasErrors = ({ errors, nodes }: ViewGroup): boolean => errors.length > 0 || nodes.some((node) => (node.kind === "group" ? hasErrors(node) : node.errors.length > 0));
