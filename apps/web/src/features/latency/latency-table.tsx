import { useLocale, useTranslations } from "next-intl";
import type { PortalLatencyFragment } from "@joulemark/client";
import { printCount, printFigure } from "../../lib/format.ts";
import { DataTable } from "../../ui/data-table.tsx";

/** How long predicting one batch took, by batch size, and what computed it. */
export function LatencyTable({ latency }: { latency: PortalLatencyFragment[] }) {
  const t = useTranslations("latency");
  const locale = useLocale();
  const [first] = latency;
  if (!first) return <p className="muted">{t("none")}</p>;
  return (
    <>
      <DataTable caption={t("caption")} label={t("caption")}>
        <thead>
          <tr>
            <th scope="col" className="number">{t("batchSize")}</th>
            <th scope="col" className="number">{t("threads")}</th>
            <th scope="col" className="number">{t("p50")}</th>
            <th scope="col" className="number">{t("p95")}</th>
            <th scope="col" className="number">{t("p99")}</th>
            <th scope="col" className="number">{t("calls")}</th>
          </tr>
        </thead>
        <tbody>
          {latency.map(({ batchSize, threads, p50Ms, p95Ms, p99Ms, calls }) => (
            <tr key={batchSize}>
              <th scope="row" className="number">{printCount(batchSize, locale)}</th>
              <td className="number">{printCount(threads, locale)}</td>
              <MillisecondsCell milliseconds={p50Ms} />
              <MillisecondsCell milliseconds={p95Ms} />
              <MillisecondsCell milliseconds={p99Ms} />
              <td className="number">{printCount(calls, locale)}</td>
            </tr>
          ))}
        </tbody>
      </DataTable>
      <p className="small muted">{t("runtime", { runtime: first.runtime })} {t("meaning")}</p>
    </>
  );
}

function MillisecondsCell({ milliseconds }: { milliseconds: number | null }) {
  const t = useTranslations("latency");
  const locale = useLocale();
  if (milliseconds === null) return <td className="number null">{t("tooFew")}</td>;
  return <td className="number">{printFigure(milliseconds, null, locale).value} ms</td>;
}
