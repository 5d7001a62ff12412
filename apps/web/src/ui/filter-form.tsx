import { useLocale } from "next-intl";
import type { ReactNode } from "react";
import { localPath } from "../i18n/path.ts";

/** A form that leads to the same list with other words in its address. */
export function FilterForm({ to, label, submit, children }: { to: string; label: string; submit: string; children: ReactNode }) {
  const locale = useLocale();
  return (
    <form action={localPath(to, locale)} method="get" role="search" aria-label={label} className="filter">
      {children}
      <button type="submit" className="button">{submit}</button>
    </form>
  );
}

interface FilterChoiceProps {
  name: string;
  label: string;
  chosen: string | null;
  /** Of no choice. */
  all: string;
  choices: { value: string; text: string }[];
}

export function FilterChoice({ name, label, chosen, all, choices }: FilterChoiceProps) {
  return (
    <label className="field">
      <span>{label}</span>
      <select name={name} defaultValue={chosen ?? ""} key={chosen ?? ""}>
        <option value="">{all}</option>
        {choices.map(({ value, text }) => <option key={value} value={value}>{text}</option>)}
      </select>
    </label>
  );
}

export function FilterText({ name, label, value }: { name: string; label: string; value: string | null }) {
  return <label className="field"><span>{label}</span><input type="search" name={name} defaultValue={value ?? ""} key={value ?? ""} maxLength={200} /></label>;
}
