import { useTranslations } from "next-intl";
import type { PortalKeyFragment } from "@joulemark/client";
import { ConfirmForm } from "../../ui/form/confirm-form.tsx";
import { ChoiceField } from "../../ui/form/fields.tsx";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { revokeKey } from "./key-actions.ts";
import type { Scope } from "./key-form.tsx";
import { allScopes } from "./key-form.tsx";

/** Keys, newest first: what each may do, until when, when it was used last; each can be revoked. */
export function KeyTable({ keys, institution }: { keys: readonly PortalKeyFragment[]; institution: string }) {
  const t = useTranslations("keys");
  return (
    <DataTable caption={t("caption")} label={t("title")}>
      <thead>
        <tr>
          <th scope="col">{t("name")}</th>
          <th scope="col">{t("start")}</th>
          <th scope="col">{t("scopes")}</th>
          <th scope="col">{t("created")}</th>
          <th scope="col">{t("expires")}</th>
          <th scope="col">{t("used")}</th>
          <th scope="col">{t("actions")}</th>
        </tr>
      </thead>
      <tbody>
        {keys.map(({ id, name, start, scopes, createdAt, expiresAt, lastUsedAt, installationFile: file }) => (
          <tr key={id}>
            <th scope="row" className="break">{name}</th>
            <td>{start && <code>{start}…</code>}</td>
            <td><ScopeNames scopes={scopes} /></td>
            <td><Instant at={createdAt} day /></td>
            <td>{expiresAt ? <Instant at={expiresAt} day /> : t("noEnd")}</td>
            <td>{lastUsedAt ? <Instant at={lastUsedAt} /> : <span className="null">{t("never")}</span>}</td>
            <td>
              <ConfirmForm action={revokeKey} open={t("revoke")} label={t("revokeOf", { name })} confirm={t("revokeConfirm")} hidden={{ institution, id }}
                question={file === null ? t("revokeQuestion") : t("installationQuestion", { file })}>
                {file !== null && <ChoiceField name="installationKey" type="checkbox" label={t("installation")} hint={file === "admin-token" ? t("installationAdmin") : t("installationWorker")} choices={[{ value: "true", text: t("installationConfirm") }]} />}
              </ConfirmForm>
            </td>
          </tr>
        ))}
      </tbody>
    </DataTable>
  );
}

function ScopeNames({ scopes }: { scopes: readonly string[] }) {
  const t = useTranslations();
  if (scopes.length === 0) return t("keys.everything"); // the operator's own token
  return scopes.map((scope) => (isScope(scope) ? t(`scope.${scope}`) : scope)).join(", ");
}

const isScope = (text: string): text is Scope => allScopes.some((scope) => scope === text);
