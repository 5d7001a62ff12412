import { useTranslations } from "next-intl";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { ConfirmForm, HiddenFields } from "../../ui/form/confirm-form.tsx";
import { TextField } from "../../ui/form/fields.tsx";
import { Section } from "../../ui/section.tsx";
import { approveInstitution, suspendInstitution } from "./institution-actions.ts";
import type { InstitutionView } from "./institution-facts.tsx";

/** The operator's decision: to let an institution take part, or to end its part. */
export function InstitutionApproval({ institution: { slug, name, approvedAt, suspendedAt } }: { institution: InstitutionView }) {
  const t = useTranslations("institution");
  const takesPart = approvedAt !== null && suspendedAt === null;
  return (
    <Section id="approval" title={t("operator")}>
      {takesPart ? (
        <ConfirmForm action={suspendInstitution} open={t("suspend")} label={`${t("suspend")}: ${name}`} question={t("suspendQuestion")} confirm={t("suspendConfirm")} hidden={{ institution: slug }}>
          <TextField name="reason" label={t("reason")} maxLength={200} required />
        </ConfirmForm>
      ) : (
        <ActionForm action={approveInstitution} label={t("operator")}>
          <HiddenFields values={{ institution: slug }} />
          <p><button type="submit" className="button primary">{approvedAt === null ? t("approve") : t("approveAgain")}</button></p>
        </ActionForm>
      )}
    </Section>
  );
}
