import type { getTranslations } from "next-intl/server";

/** What the form says beside the words of the schema. */
export type SubmitLabels = ReturnType<typeof submitLabels>;

type Translate = Awaited<ReturnType<typeof getTranslations<"submit">>>;

export const submitLabels = (t: Translate) => ({
  about: t("about"), project: t("project"), projectHint: t("projectHint"), choose: t("choose"),
  visibility: t("visibility"), visibilityHint: t("visibilityHint"), asProject: t("asProject"),
  base: t("base"), baseKind: t("baseKind"), registered: t("registered"), registeredHint: t("registeredHint"), fresh: t("fresh"), freshHint: t("freshHint"), pretrained: t("pretrained"), pretrainedHint: t("pretrainedHint"),
  search: t("search"), findVersions: t("findVersions"), searchVersion: t("searchVersion"), found: (count: { shown: number; total: number }) => t("found", count),
  pipeline: t("pipeline"), training: t("training"), trainingHint: t("trainingHint"), runs: t("runs"), budgetHint: t("budgetHint"),
});
