import { useLocale, useTranslations } from "next-intl";
import { printCount, printPercent } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { stalenessSummary } from "./staleness.ts";

/** Longer waits than the last of so many are counted with it. */
const mostCounted = 256;
const height = 96;

/** How late the gradients of an asynchronous training came: a sentence, a picture, and the same as a table. */
export function RunStaleness({ counts }: { counts: number[] }) {
  const t = useTranslations("staleness");
  const locale = useLocale();
  const summary = stalenessSummary(counts);
  if (!summary) return <p className="muted">{t("none")}</p>;
  const { gradients, onTime, median, latest, highest } = summary;
  const shown = counts.slice(0, latest + 1);
  const lateness = (updates: number): string => (updates === mostCounted - 1 ? t("orMore", { updates: printCount(updates, locale) }) : printCount(updates, locale));
  const sentence = t("summary", { gradients: printCount(gradients, locale), onTime: printPercent(onTime, locale), median: printCount(median, locale), latest: lateness(latest) });
  const width = Math.min(shown.length * 28, 540);
  return (
    <>
      <p>{t("meaning")} {sentence}</p>
      <figure className="histogram">
        <div className="plot">
          <svg role="img" aria-label={t("picture", { summary: sentence })} width={width} height={height} viewBox={`0 0 ${shown.length} 1`} preserveAspectRatio="none">
            {shown.map((count, updates) => {
              const share = count / gradients / highest;
              return count > 0 && <rect key={updates} x={updates + 0.08} width={0.84} y={1 - Math.max(share, 0.01)} height={Math.max(share, 0.01)} />;
            })}
          </svg>
          <p className="ends" aria-hidden="true"><span>0</span>{latest > 0 && <span>{lateness(latest)}</span>}</p>
        </div>
        <figcaption>{t("axes", { highest: printPercent(highest, locale) })}</figcaption>
      </figure>
      <details>
        <summary>{t("asTable")}</summary>
        <DataTable caption={t("caption")} label={t("caption")}>
          <thead>
            <tr>
              <th scope="col" className="number">{t("updates")}</th>
              <th scope="col" className="number">{t("gradients")}</th>
              <th scope="col" className="number">{t("share")}</th>
            </tr>
          </thead>
          <tbody>
            {shown.map((count, updates) => (
              <tr key={updates}>
                <th scope="row" className="number">{lateness(updates)}</th>
                <td className="number">{printCount(count, locale)}</td>
                <td className="number">{printPercent(count / gradients, locale)}</td>
              </tr>
            ))}
          </tbody>
        </DataTable>
      </details>
    </>
  );
}
