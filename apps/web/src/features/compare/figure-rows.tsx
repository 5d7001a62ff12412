import { useLocale, useTranslations } from "next-intl";
import type { ComparedFigureFragment } from "@joulemark/client";
import { capitalized, printFigure } from "../../lib/format.ts";
import type { Quantity } from "../../lib/quantity.ts";
import { printedMetric, unitText } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { MethodBadge } from "../../ui/method-badge.tsx";
import { useMetricName } from "../../ui/names.ts";
import type { ComparedRun } from "./compare-runs.ts";
import { RunHeads } from "./run-heads.tsx";

const quantities = [["trainingEnergy", "TRAINING_ENERGY"], ["inferenceEnergyPerThousand", "INFERENCE_ENERGY_PER_THOUSAND"], ["carbon", "CARBON"], ["cost", "COST"]] as const;
const apartWords = { TASK: "task", BOUNDARY: "boundary", METHOD: "method", HARDWARE_CLASS: "hardwareClass", UNIT: "unit" } as const;

interface FigureRowsProps {
  runs: ComparedRun[];
  /** What the API tells apart. */
  comparison: ComparedFigureFragment[];
  only: boolean;
}

/** Quality, energy, carbon and cost side by side, each with its interval; what cannot be compared is said to be so. */
export function FigureRows({ runs, comparison, only }: FigureRowsProps) {
  const t = useTranslations();
  const locale = useLocale();
  const metricName = useMetricName();
  const metrics = [...new Set(runs.flatMap((run) => run.metrics.map(({ name }) => name)))];
  const compared = (quantity: ComparedFigureFragment["quantity"]): ComparedFigureFragment | undefined => comparison.find((figure) => figure.quantity === quantity);
  const apart = [...new Set(comparison.flatMap((figure) => figure.apart))];
  return (
    <>
      {apart.length > 0 && <div className="notice"><p>{t("compare.apart", { what: apart.map((what) => t(`compare.${apartWords[what]}`)).join(t("compare.and")) })}</p></div>}
      <DataTable caption={t("compare.figuresCaption")} label={t("compare.figures")}>
        <RunHeads runs={runs} first={t("quantity.name")} only={only} numbers />
        <tbody>
          {metrics.map((name, index) => (
            <tr key={name}>
              <RowHead name={capitalized(metricName(name), locale)} compared={index === 0 ? compared("QUALITY") : undefined} />
              {runs.map((run) => {
                const metric = run.metrics.find((candidate) => candidate.name === name);
                if (!metric) return <td key={run.id} className="number null">{t("quantity.notMeasured")}</td>;
                const { value, bounds, unit } = printedMetric(metric);
                const printed = printFigure(value, bounds, locale);
                return <td key={run.id} className="number"><span className="lead">{printed.value}</span> {unit}{printed.interval && <span className="sub">{printed.interval}</span>}{index === 0 && run.id === compared("QUALITY")?.best && <span className="sub pareto">◆ {t("compare.best")}</span>}</td>;
              })}
            </tr>
          ))}
          {quantities.map(([name, quantity]) => (
            <tr key={name}>
              <RowHead name={t(`quantity.${name}`)} compared={compared(quantity)} />
              {runs.map((run) => <FigureCell key={run.id} quantity={run[name] as Quantity | null} lowest={run.id === compared(quantity)?.best} />)}
            </tr>
          ))}
        </tbody>
      </DataTable>
      <p className="small muted">{t("compare.lowestNote")}</p>
    </>
  );
}

/** Says where nothing of a row, or nothing in front, is told apart. */
function RowHead({ name, compared }: { name: string; compared: ComparedFigureFragment | undefined }) {
  const t = useTranslations("compare");
  const tied = compared !== undefined && compared.pairs.length > 0 && compared.best === null;
  const all = compared?.pairs.every(({ order }) => order === "NOT_DISTINGUISHABLE");
  return <th scope="row">{name}{tied && <span className="sub">{all ? t("tied") : t("tiedFirst")}</span>}</th>;
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
