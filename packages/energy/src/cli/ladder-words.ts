import type { ComponentFigure, LadderStep } from "../energy-record.ts";

export const NOT_MEASURED = "not-measured";
type Component = LadderStep["component"];

/** The step that a component ended on; undefined where the ladder does not speak of it. */
export const outcomeOf = (component: Component, ladder: readonly LadderStep[]): LadderStep | undefined => ladder.filter((step) => step.component === component).at(-1);

/** Steps before the one that was taken, best first. */
export const betterSteps = (component: Component, ladder: readonly LadderStep[]): LadderStep[] => ladder.filter((step) => step.component === component).slice(0, -1);

/** Components in the order in which the ladder speaks of them. */
export const componentsOf = (ladder: readonly LadderStep[]): Component[] => [...new Set(ladder.map(({ component }) => component))];

/** A step of the ladder that ends in this is inside another component's figure: nothing is missing. */
const isInside = (reason: string): boolean => reason.startsWith("inside ");

/** What is said of a component without a figure of its own. */
export function withoutFigure(component: Component, ladder: readonly LadderStep[]): string {
  const reason = outcomeOf(component, ladder)?.reason ?? "no meter looks at it";
  return isInside(reason) ? `not apart: ${reason}` : `not measured: ${reason}`;
}

/** Whether the energy of a component is in no figure. A machine without a counter over all of it is missing only where its parts are, too. */
export function isMissing(component: Component, ladder: readonly LadderStep[]): boolean {
  const outcome = outcomeOf(component, ladder);
  if (!outcome || outcome.method !== NOT_MEASURED || isInside(outcome.reason)) return false;
  return component !== "machine" || outcomeOf("cpu", ladder)?.method === NOT_MEASURED;
}

/** Components to be shown: a machine without a counter over all of it is told by its parts. */
export const shownComponents = (components: readonly ComponentFigure[]): ComponentFigure[] => components.filter(({ name, energy }) => energy !== null || name !== "machine" || components.every((component) => component.energy === null));

/** Each step down with its reason; one that several components took for the same reason is told once. */
export function stepsDown(ladder: readonly LadderStep[]): string[] {
  const byReason = new Map<string, Set<Component>>();
  for (const component of componentsOf(ladder))
    for (const { method, reason } of betterSteps(component, ladder)) byReason.set(`${method}: ${reason}`, (byReason.get(`${method}: ${reason}`) ?? new Set()).add(component));
  return [...byReason].map(([words, components]) => `${[...components].join(", ")}: ${words}`);
}
