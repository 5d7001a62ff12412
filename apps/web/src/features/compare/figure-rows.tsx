import { useLocale, useTranslations } from "next-intl";
import { capitalized, printFigure } from "../../lib/format.ts";
import type { Quantity } from "../../lib/quantity.ts";
import { printedMetric, unitText } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { MethodBadge } from "../../ui/method-badge.tsx";
import { useMetricName } from "../../ui/names.ts";
import type { ComparedRun } from "./compare-runs.ts";
import { apartIn, lowestOf } from "./compare-runs.ts";
import { RunHeads } from "./run-heads.tsx";

const quantities = ["trainingEnergy", "inferenceEnergyPerThousand", "carbon", "cost"] as const;

/** Quality, energy, carbon and cost side by side, each with its interval; what cannot be compared is said to be so. */
export function FigureRows({ runs, only }: { runs: ComparedRun[]; only: boolean }) {
  const t = useTranslations();
  const locale = useLocale();
  const metricName = useMetricName();
  const metrics = [...new Set(runs.flatMap((run) => run.metrics.map(({ name }) => name)))];
  const figuresOf = (name: (typeof quantities)[number]) => runs.map((run) => ({ quantity: run[name] as Quantity | null, hardwareClass: run.environment?.hardwareClass ?? null }));
  const apart = [...new Set(quantities.flatMap((name) => apartIn(figuresOf(name))))];
  return (
    <>
      {apart.length > 0 && <div className="notice"><p>{t("compare.apart", { what: apart.map((what) => t(`compare.${what}`)).join(t("compare.and")) })}</p></div>}
      <DataTable caption={t("compare.figuresCaption")} label={t("compare.figures")}>
        <RunHeads runs={runs} first={t("quantity.name")} only={only} numbers />
        <tbody>
          {metrics.map((name) => (
            <tr key={name}>
              <th scope="row">{capitalized(metricName(name), locale)}</th>
              {runs.map((run) => {
                const metric = run.metrics.find((candidate) => candidate.name === name);
                if (!metric) return <td key={run.id} className="number null">{t("quantity.notMeasured")}</td>;
                const { value, bounds, unit } = printedMetric(metric);
                const printed = printFigure(value, bounds, locale);
                return <td key={run.id} className="number"><span className="lead">{printed.value}</span> {unit}{printed.interval && <span className="sub">{printed.interval}</span>}</td>;
              })}
            </tr>
          ))}
          {quantities.map((name) => {
            const lowest = lowestOf(figuresOf(name));
            return (
              <tr key={name}>
                <th scope="row">{t(`quantity.${name}`)}</th>
                {runs.map((run, index) => <FigureCell key={run.id} quantity={run[name] as Quantity | null} lowest={index === lowest} />)}
              </tr>
            );
          })}
        </tbody>
      </DataTable>
      <p className="small muted">{t("compare.lowestNote")}</p>
    </>
  );
}

function FigureCell({ quantity, lowest }: { quantity: Quantity | null; lowest: boolean }) {
  const t = useTranslations();
  const locale = useLocale();
  if (!quantity) return <td className="number null">{t("quantity.notMeasured")}</td>;
  const { value, interval } = printFigure(quantity.value, quantity.interval, locale);
  return (
    <td className="number">
      <span className="lead">{value}</span> {unitText(quantity.unit)}
      {interval && <span className="sub">{interval}</span>}
      <MethodBadge method={quantity.method} boundary={quantity.boundary} />
      {lowest && <span className="sub pareto">◆ {t("compare.lowest")}</span>}
    </td>
  );
}
