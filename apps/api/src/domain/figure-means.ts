import type { Figure } from "./figures.ts";
import { meanOverSeeds } from "./statistics.ts";

/** Mean of one quantity over runs, with an interval around their spread and their common error; null where a run was not measured, or not as the others were. */
export function meanFigure(figures: (Figure | null)[]): Figure | null {
  const measured = figures.filter((figure) => figure !== null);
  const [first] = measured;
  const alike = measured.every(({ unit, method, boundary }) => unit === first?.unit && method === first.method && boundary === first.boundary);
  if (!first || measured.length !== figures.length || !alike) return null;
  const { unit, method, boundary } = first;
  const source = [...new Set(measured.map((figure) => figure.source))].join("; ");
  return { ...meanOverSeeds(measured, { min: 0, max: Infinity }), unit, method, boundary, source };
}
