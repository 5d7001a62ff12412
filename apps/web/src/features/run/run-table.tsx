import { useLocale, useTranslations } from "next-intl";
import type { PortalRunRowFragment } from "@joulemark/client";
import { capitalized, printCount, printDuration, printFigure } from "../../lib/format.ts";
import { printedMetric, sharedMethod, unitText } from "../../lib/quantity.ts";
import { DataTable } from "../../ui/data-table.tsx";
import { Instant } from "../../ui/instant.tsx";
import { LocalLink } from "../../ui/local-link.tsx";
import { MethodBadge } from "../../ui/method-badge.tsx";
import { useMetricName } from "../../ui/names.ts";
import { StateMark } from "../../ui/state-mark.tsx";

interface RunTableProps {
  runs: PortalRunRowFragment[];
  caption: string;
  /** Without the experiment's name, where the page is about one experiment. */
  ofOneExperiment?: boolean;
  /** State, quality and energy only. */
  short?: boolean;
  /** With a box in each row that takes the run into a comparison. */
  pick?: boolean;
}

/** Runs as rows: what, state, first metric, energy, when, how long. */
export function RunTable({ runs, caption, ofOneExperiment = false, short = false, pick = false }: RunTableProps) {
  const t = useTranslations();
  const locale = useLocale();
  const metricName = useMetricName();
  const shared = sharedMethod(runs.map((run) => run.trainingEnergy));
  const metrics = new Set(runs.flatMap((run) => run.metrics.slice(0, 1).map((metric) => metric.name)));
  const [onlyMetric] = metrics.size === 1 ? metrics : [];
  return (
    <DataTable caption={caption} label={caption}>
      <thead>
        <tr>
          {pick && <th scope="col" className="pick"><span className="only-read">{t("compare.pick")}</span></th>}
          <th scope="col" className={ofOneExperiment ? undefined : "wide"}>{t("runs.run")}</th>
          <th scope="col">{t("runs.state")}</th>
          <th scope="col" className="number">{onlyMetric ? capitalized(metricName(onlyMetric), locale) : t("quantity.quality")}</th>
          <th scope="col" className="number">
            {t("quantity.trainingEnergy")}
            {shared && <span className="unit"><MethodBadge {...shared} /></span>}
          </th>
          {!short && <th scope="col">{t("runs.created")}</th>}
          {!short && <th scope="col" className="number">{t("runs.duration")}</th>}
        </tr>
      </thead>
      <tbody>
        {runs.map((run) => <RunRow key={run.id} run={run} name={ofOneExperiment ? null : run.experiment.name} short={short} pick={pick} showMethod={shared === null} showMetric={!onlyMetric} />)}
      </tbody>
    </DataTable>
  );
}

interface RunRowProps {
  run: PortalRunRowFragment;
  /** Of the experiment; null where the page says it. */
  name: string | null;
  short: boolean;
  pick: boolean;
  showMethod: boolean;
  showMetric: boolean;
}

function RunRow({ run, name, short, pick, showMethod, showMetric }: RunRowProps) {
  const t = useTranslations();
  const locale = useLocale();
  const seed = t("runs.seedOf", { seed: String(run.seed) });
  const { progress, trainingEnergy: energy } = run;
  return (
    <tr>
      {pick && <td className="pick"><input type="checkbox" name="runs" value={run.id} aria-label={t("compare.pickRun", { name: name ? t("run.title", { experiment: name, seed: String(run.seed) }) : seed })} /></td>}
      <th scope="row" className={name ? "wide" : undefined}>
        <LocalLink to={`/runs/${run.id}`}>{name ? t("run.title", { experiment: name, seed: String(run.seed) }) : seed}</LocalLink>
      </th>
      <td>
        <StateMark state={run.state} text={t(`runState.${run.state}`)} />
        {run.state === "RUNNING" && progress && (
          <span className="sub">{t("runs.progress", { step: printCount(progress.step, locale), total: printCount(progress.totalSteps, locale) })}</span>
        )}
        {run.failure && <span className="sub mono nowrap">{run.failure.code}</span>}
      </td>
      <MetricSummary run={run} named={showMetric} />
      <td className={energy ? "number" : "number null"}>
        {energy ? `${printFigure(energy.value, energy.interval, locale).value} ${unitText(energy.unit)}` : t("quantity.notMeasured")}
        {energy && showMethod && <span className="sub"><MethodBadge method={energy.method} boundary={energy.boundary} /></span>}
      </td>
      {!short && <td><Instant at={run.createdAt} /></td>}
      {!short && <td className="number">{run.startedAt && run.endedAt ? printDuration((Date.parse(run.endedAt) - Date.parse(run.startedAt)) / 1000, locale) : ""}</td>}
    </tr>
  );
}

function MetricSummary({ run, named }: { run: PortalRunRowFragment; named: boolean }) {
  const t = useTranslations("quantity");
  const locale = useLocale();
  const metricName = useMetricName();
  const [metric] = run.metrics;
  if (!metric) return <td className="number null">{t("notMeasured")}</td>;
  const { value, bounds, unit } = printedMetric(metric);
  return <td className="number">{printFigure(value, bounds, locale).value} {unit}{named && <span className="sub">{metricName(metric.name)}</span>}</td>;
}
