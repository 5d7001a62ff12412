import { useTranslations } from "next-intl";
import { Section } from "../../ui/section.tsx";

/** How people get in who have no password: new ones, those who forgot it, the operator. */
export function SignInHelp() {
  const t = useTranslations("signIn");
  return (
    <Section id="help" title={t("helpTitle")}>
      <ul className="plain">
        <li>{t("helpInvited")}</li>
        <li>{t("helpForgotten")}</li>
        <li>{t.rich("helpOperator", { command: (text) => <code>{text}</code> })}</li>
      </ul>
    </Section>
  );
}
