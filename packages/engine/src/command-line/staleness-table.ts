import type { RunReport } from "../report.ts";

/** A histogram for each run that trained asynchronously: how many gradients came how late. Empty where none did. */
export function stalenessTable(reports: readonly Pick<RunReport, "seed" | "staleness">[]): string {
  const stale = reports.flatMap(({ seed, staleness = [] }) => (staleness.length > 0 ? [{ seed, staleness, all: staleness.reduce((a, b) => a + b, 0) }] : []));
  if (stale.length === 0) return "";
  const head = stale.map(({ seed }) => `<th scope="col">seed ${seed}</th>`).join("");
  const rows = Array.from({ length: Math.max(...stale.map(({ staleness }) => staleness.length)) }, (_, updates) => {
    const cells = stale.map(({ staleness, all }) => {
      const count = staleness[updates] ?? 0;
      return `<td><span class="bar" style="width: ${((count / all) * 12).toFixed(2)}rem"></span> ${count.toLocaleString("en")} (${((count / all) * 100).toFixed(1)} %)</td>`;
    });
    return `<tr><th scope="row">${updates}</th>${cells.join("")}</tr>`;
  });
  return `<h2>Staleness of the gradients</h2>
<p class="muted">Updates that came between the weights that a gradient was computed at and its own update.</p>
<div class="wide"><table><thead><tr><th scope="col">updates between</th>${head}</tr></thead><tbody>
${rows.join("\n")}
</tbody></table></div>`;
}
