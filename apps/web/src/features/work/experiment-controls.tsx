import { useTranslations } from "next-intl";
import type { PortalExperimentQuery } from "@joulemark/client";
import { ActionForm } from "../../ui/form/action-form.tsx";
import { ConfirmForm, HiddenFields } from "../../ui/form/confirm-form.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { cancelAll, retryAll } from "./work-actions.ts";

type Experiment = Pick<NonNullable<PortalExperimentQuery["experiment"]>, "id" | "viewerMay" | "runs" | "project">;

/** What the reader may do with the experiment now: repeat it, cancel what goes on, try again what failed. */
export function ExperimentControls({ experiment: { id, viewerMay, runs, project } }: { experiment: Experiment }) {
  const t = useTranslations("work");
  const cancellable = runs.nodes.filter((run) => run.viewerMay.includes("CANCEL")).length;
  const retryable = runs.nodes.filter((run) => run.viewerMay.includes("RETRY")).length;
  return (
    <div className="deed-row">
      {project.viewerMay.includes("SUBMIT") && <LocalLink to={`/submit?from=${encodeURIComponent(id)}`} className="button">{t("repeat")}</LocalLink>}
      {viewerMay.includes("RETRY") && retryable > 0 && (
        <ActionForm action={retryAll} label={t("retryAll", { count: retryable })} className="form inline">
          <HiddenFields values={{ experiment: id }} />
          <button type="submit" className="button">{t("retryAll", { count: retryable })}</button>
        </ActionForm>
      )}
      {viewerMay.includes("CANCEL") && cancellable > 0 && (
        <ConfirmForm action={cancelAll} open={t("cancelAll")} question={t("cancelAllQuestion", { count: cancellable })} confirm={t("cancelAllConfirm")} label={t("cancelAll")} hidden={{ experiment: id }} />
      )}
    </div>
  );
}
