import { useTranslations } from "next-intl";
import type { PortalInstitutionQuery } from "@joulemark/client";
import { Facts } from "../../ui/facts.tsx";
import { Instant } from "../../ui/instant.tsx";
import { Section } from "../../ui/section.tsx";

export type InstitutionView = NonNullable<PortalInstitutionQuery["institution"]>;

/** What kind of partner it is, since when, and what the reader is in it. */
export function InstitutionFacts({ institution: { type, slug, gridZone, approvedAt, viewerRole } }: { institution: InstitutionView }) {
  const t = useTranslations();
  return (
    <Section id="facts" title={t("institution.facts")}>
      <Facts facts={[
        [t("institution.type"), t(`institutionType.${type}`)],
        [t("institution.slug"), <code key="slug">{slug}</code>],
        [t("institution.zone"), gridZone ? <code key="zone">{gridZone}</code> : t("institution.noZone")],
        approvedAt ? [t("institution.since"), <Instant key="since" at={approvedAt} day />] : null,
        viewerRole ? [t("institution.yourRole"), `${t(`role.${viewerRole}`)}: ${t(`roleMeaning.${viewerRole}`)}`] : null,
      ]} />
    </Section>
  );
}
