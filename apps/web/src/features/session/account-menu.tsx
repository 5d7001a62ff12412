import { useLocale, useTranslations } from "next-intl";
import { localPath } from "../../i18n/path.ts";
import { signOut } from "./session-actions.ts";

interface AccountMenuProps {
  name: string;
  isOperator: boolean;
}

/** Who is signed in, and what is theirs: a popover of the browser's own, which needs no script. */
export function AccountMenu({ name, isOperator }: AccountMenuProps) {
  const t = useTranslations("session");
  const locale = useLocale();
  // Plain links: a new page closes the popover.
  return (
    <div className="account">
      <button type="button" className="account-name" popoverTarget="account-menu">{name}{isOperator && <span className="badge">{t("operator")}</span>}</button>
      <div id="account-menu" className="menu" popover="auto" role="group" aria-label={t("menu", { name })}>
        <a href={localPath("/account", locale)}>{t("account")}</a>
        <a href={localPath("/account#institutions", locale)}>{t("institutions")}</a>
        <form action={signOut}><button type="submit">{t("signOut")}</button></form>
      </div>
    </div>
  );
}
