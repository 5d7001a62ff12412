import { useTranslations } from "next-intl";
import { CodeBlock } from "../../ui/code-block.tsx";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { HiddenFields } from "../../ui/form/confirm-form.tsx";
import { ChoiceField, SelectField, TextField } from "../../ui/form/fields.tsx";
import { IssuedNotice } from "../../ui/form/issued-notice.tsx";
import { createKey } from "./key-actions.ts";
import { curlSnippet, pythonSnippet } from "./key-snippets.ts";

/** What a key may do, in the order of the form. */
export const allScopes = ["read", "submit", "result:publish", "run:execute"] as const;
export type Scope = (typeof allScopes)[number];

const lifetimes = [30, 90, 365, 3650];

interface KeyFormProps {
  /** Slug; empty: one's own. */
  institution: string;
  scopes: readonly Scope[];
  origin: string;
}

/** Makes a key: name, scopes, expiry. It is shown here, once, with how to use it. */
export function KeyForm({ institution, scopes, origin }: KeyFormProps) {
  const t = useTranslations();
  const days = lifetimes.map((count) => ({ value: String(count), text: t("keys.days", { count }) }));
  return (
    <ActionForm action={createKey} label={t("keys.create")}>
      <IssuedNotice title={t("keys.shown")} copy={t("form.copy")} copied={t("form.copied")}>
        <p className="small">{t("keys.use")}</p>
        <CodeBlock text={curlSnippet(origin)} label={t("keys.useCurl")} />
        <CodeBlock text={pythonSnippet(origin)} label={t("keys.usePython")} />
      </IssuedNotice>
      <HiddenFields values={{ institution }} />
      <TextField name="name" label={t("keys.name")} hint={t("keys.nameHint")} autoComplete="off" maxLength={200} required />
      <ChoiceField name="scopes" type="checkbox" label={t("keys.scopes")} chosen={[scopes[0] ?? "read"]}
        choices={scopes.map((scope) => ({ value: scope, text: t(`scope.${scope}`), hint: t(`scopeMeaning.${scope}`) }))} />
      <SelectField name="expiresInDays" label={t("keys.lifetime")} value="90" choices={[...days, { value: "", text: t("keys.noEnd") }]} />
      <p><button type="submit" className="button primary">{t("keys.submit")}</button></p>
    </ActionForm>
  );
}
