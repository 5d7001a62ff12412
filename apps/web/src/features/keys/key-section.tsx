import { useTranslations } from "next-intl";
import type { PortalKeyFragment } from "@joulemark/client";
import { Section } from "../../ui/section.tsx";
import type { Scope } from "./key-form.tsx";
import { KeyForm } from "./key-form.tsx";
import { KeyTable } from "./key-table.tsx";

interface KeySectionProps {
  keys: readonly PortalKeyFragment[];
  /** Whose they are; null: the reader's own. */
  institution: { slug: string; name: string } | null;
  /** What such a key may be allowed. */
  scopes: readonly Scope[];
  /** Of the portal, for commands to copy. */
  origin: string;
}

/** Keys of an institution or a person: which there are, and a form for a new one. */
export function KeySection({ keys, institution, scopes, origin }: KeySectionProps) {
  const t = useTranslations("keys");
  return (
    <Section id="keys" title={institution ? t("title") : t("ownTitle")}>
      <p>{institution ? t("intro", { institution: institution.name }) : t("ownIntro")}</p>
      {keys.length > 0 ? <KeyTable keys={keys} institution={institution?.slug ?? ""} /> : <p className="muted">{t("none")}</p>}
      <h3>{t("create")}</h3>
      <KeyForm institution={institution?.slug ?? ""} scopes={scopes} origin={origin} />
    </Section>
  );
}
