import { useLocale, useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { localPath } from "../../i18n/path.ts";
import { mostCompared } from "./compared-ids.ts";

/** A list whose ticked rows are compared: a plain form that leads to their comparison. */
export function CompareForm({ children }: { children: ReactNode }) {
  const t = useTranslations("compare");
  const locale = useLocale();
  return (
    <form action={localPath("/compare", locale)} method="get" className="form-list">
      {children}
      <p className="deed-row"><button type="submit" className="button">{t("submit")}</button> <span className="small muted">{t("pickNote", { most: mostCompared })}</span></p>
    </form>
  );
}
