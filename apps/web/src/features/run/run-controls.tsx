import { useTranslations } from "next-intl";
import type { PortalRunQuery } from "@joulemark/client";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { ConfirmForm, HiddenFields } from "../../ui/form/confirm-form.tsx";
import { cancelRun, retryRun } from "./run-actions.ts";

type Run = Pick<NonNullable<PortalRunQuery["run"]>, "id" | "viewerMay">;

/** What the reader may do with the run now; nothing for who may only look. */
export function RunControls({ run: { id, viewerMay } }: { run: Run }) {
  const t = useTranslations("runControls");
  return (
    <>
      {viewerMay.includes("CANCEL") && <ConfirmForm action={cancelRun} open={t("cancel")} question={t("cancelQuestion")} confirm={t("cancelConfirm")} label={t("cancelLabel")} hidden={{ run: id }} />}
      {viewerMay.includes("RETRY") && (
        <ActionForm action={retryRun} label={t("retryLabel")}>
          <HiddenFields values={{ run: id }} />
          <p className="hint">{t("retryNote")}</p>
          <p><button type="submit" className="button">{t("retry")}</button></p>
        </ActionForm>
      )}
    </>
  );
}
