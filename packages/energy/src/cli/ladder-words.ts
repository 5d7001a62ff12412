import type { LadderStep } from "../energy-record.ts";

export const NOT_MEASURED = "not-measured";

/** The step that a component ended on; undefined where the ladder does not speak of it. */
export const outcomeOf = (component: LadderStep["component"], ladder: readonly LadderStep[]): LadderStep | undefined => ladder.filter((step) => step.component === component).at(-1);

/** Why a component has no figure. */
export const notMeasuredReason = (component: LadderStep["component"], ladder: readonly LadderStep[]): string => outcomeOf(component, ladder)?.reason ?? "no meter looks at it";

/** Steps before the one that was taken, best first. */
export const betterSteps = (component: LadderStep["component"], ladder: readonly LadderStep[]): LadderStep[] => ladder.filter((step) => step.component === component).slice(0, -1);

/** Components in the order in which the ladder speaks of them. */
export const componentsOf = (ladder: readonly LadderStep[]): LadderStep["component"][] => [...new Set(ladder.map(({ component }) => component))];

/** Each step down, with its reason and what would have made it unnecessary. */
export const stepsDown = (ladder: readonly LadderStep[]): string[] =>
  componentsOf(ladder).flatMap((component) => betterSteps(component, ladder).map(({ method, reason, remedy }) => `${component}: ${method}: ${reason}${remedy ? ` → ${remedy}` : ""}`));
