import { getLocale, getTranslations } from "next-intl/server";
import { PortalEstimateDocument } from "@joulemark/client";
import { act } from "../../lib/api.ts";
import type { ApiProblem } from "../../lib/api.ts";
import type { Refusal } from "../../lib/refusal-text.ts";
import type { EstimateNames, EstimateView } from "./estimate-view.ts";
import { estimateView } from "./estimate-view.ts";
import { specificationOf } from "./form-specification.ts";
import type { Schema } from "./json-schema.ts";
import type { FormValues } from "./write-values.ts";

export type EstimateAnswer = { outcome: "estimated"; estimate: EstimateView } | { outcome: "refused"; refusals: readonly Refusal[] } | { outcome: "failed"; problem: ApiProblem };

/** What the form's experiment would take. It needs no name to be estimated, and no project. */
export async function askEstimate(schema: Schema, values: FormValues): Promise<EstimateAnswer> {
  const specification = specificationOf(schema, { ...values, "specification.name": values["specification.name"]?.trim() || "-" });
  const answer = await act(PortalEstimateDocument, { input: { specification, project: values.project || null } });
  if (answer.outcome === "failed") return answer;
  const result = answer.data.estimateExperiment;
  if (result.__typename === "UserErrors") return { outcome: "refused", refusals: result.errors };
  const all = await getTranslations();
  const names: EstimateNames = { boundary: (boundary) => all(`boundary.${boundary}`), dimension: (what) => all(`estimate.dimension.${what}`) };
  return { outcome: "estimated", estimate: estimateView(result, await getTranslations("estimate"), names, await getLocale()) };
}
